import Foundation
import Testing

/// The byte store's original document, word for word, against its command.
@Suite struct HTTPStreamSessionTests {
    /// A field's value that is another each time.
    private static let changing = ["Date"]

    @Test func `every session of the document is answered as it shows`() throws {
        let server = try ServerProcess.httpstream()
        try #require(HTTPStreamSession.all.count == 6)
        try Self.prepare(server.directory)
        for session in HTTPStreamSession.all {
            // The document's host and port lead to the server under test; all else is as it stands.
            let found = try Shell.run(
                """
                curl() { command curl -s --connect-to localhost:8080:127.0.0.1:\(server.port) "$@"; }
                \(session.command)
                """, in: server.directory, withErrors: true)
            let answer = HTTPStreamSession(command: session.command, output: found.output)
            Self.compare(session, answer)
        }
    }

    /// The stream that the sessions read and delete, as the original would have left it, and the file that
    /// they upload.
    private static func prepare(_ directory: URL) throws {
        let stream = directory.appending(
            path: "DATA/851db6b3-b94e-49dc-a087-4b7e15d8bfcb.data")
        try Data("same data".utf8).write(to: stream)
        let date = Date(timeIntervalSince1970: 1_496_406_247)
        try FileManager.default.setAttributes(
            [.modificationDate: date], ofItemAtPath: stream.path())
        try Data(repeating: 120, count: 5877).write(
            to: directory.appending(path: "testfile"))
    }

    private static func compare(_ shown: HTTPStreamSession, _ found: HTTPStreamSession) {
        // New streams have ids of their own.
        let id = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        let isNew = shown.body.contains("created")
        #expect(
            isNew
                ? found.body.replacing(id, with: "ID") == shown.body.replacing(id, with: "ID")
                : found.body == shown.body, "\(shown)")
        guard found.status != nil else { return }
        if let status = shown.status { #expect(found.status == status, "\(shown)") }
        for field in shown.fields {
            let value = found.fields.first { $0.name.lowercased() == field.name.lowercased() }?
                .value
            #expect(value != nil, "\(shown): there is no \(field.name)")
            if !changing.contains(field.name) { #expect(value == field.value, "\(shown)") }
        }
    }

    @Test func `one letter of the sample is Cyrillic, and comes back`() throws {
        let server = try ServerProcess.httpstream()
        let command = try #require(HTTPStreamSession.all.first?.command)
        let result = try Shell.run(
            """
            curl() { command curl -s --connect-to localhost:8080:127.0.0.1:\(server.port) "$@"; }
            id=$(\(command) | cut -d '"' -f 4)
            curl localhost:8080/v1/streams/$id | wc -c
            curl localhost:8080/v1/streams/$id
            """, in: server.directory)
        #expect(result.output.trimmingCharacters(in: .whitespaces) == "10\nsоme data")
    }
}
