// FlyingFox as a peer: `peer PORT FOLDER` answers /small with 204, and /pages/N with file N of FOLDER,
// read into memory at start.
import FlyingFox
import FlyingSocks
import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 3, let port = UInt16(arguments[1]) else {
    fatalError("usage: peer PORT FOLDER")
}
let folder = URL(fileURLWithPath: arguments[2])
let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
let pages = try [String: Data](
    uniqueKeysWithValues: names.map {
        ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
    })

let server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled)
await server.appendRoute("GET /small") { _ in HTTPResponse(statusCode: .noContent) }
await server.appendRoute("GET /pages/*") { request in
    guard let name = request.path.split(separator: "/").last, let page = pages[String(name)] else {
        return HTTPResponse(statusCode: .notFound)
    }
    return HTTPResponse(
        statusCode: .ok, headers: [.contentType: "application/hal+json"], body: page)
}
try await server.run()
