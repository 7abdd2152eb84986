// Hummingbird as a peer: `peer PORT FOLDER` answers /small with 204, and /pages/N with file N of FOLDER,
// read into memory at start. One router, no middleware, no log.
import Foundation
import Hummingbird
import Logging

let arguments = CommandLine.arguments
guard arguments.count == 3, let port = Int(arguments[1]) else {
    fatalError("usage: peer PORT FOLDER")
}
let folder = URL(fileURLWithPath: arguments[2])
let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
let pages = try [String: ByteBuffer](
    uniqueKeysWithValues: names.map {
        ($0, ByteBuffer(data: try Data(contentsOf: folder.appendingPathComponent($0))))
    })

let router = Router()
router.get("/small") { _, _ in Response(status: .noContent) }
router.get("/pages/:name") { _, context -> Response in
    guard let page = try pages[context.parameters.require("name")] else {
        throw HTTPError(.notFound)
    }
    return Response(
        status: .ok, headers: [.contentType: "application/hal+json"], body: .init(byteBuffer: page))
}
var logger = Logger(label: "peer")
logger.logLevel = .error
let application = Application(
    router: router,
    configuration: .init(address: .hostname("127.0.0.1", port: port), backlog: 4096),
    logger: logger)
try await application.runService()
