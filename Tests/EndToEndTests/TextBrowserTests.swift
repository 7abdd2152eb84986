import Foundation
import Testing

/// The pages are of use without a script: read by the browsers that have none.
@Suite struct TextBrowserTests {
    private static let names = ["orders", "<b>&\"'", "javascript:alert(1)"]

    private func filled() throws -> ServerProcess {
        let server = try ServerProcess()
        for (index, name) in Self.names.enumerated() {
            let segment = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            for number in 0..<3 {
                let id = "00000000-0000-4000-8000-0000000000\(index)\(number)"
                let body = """
                    {"messageId":"\(id)","type":"Placed","jsonData":{"text":"<i>Ada & \(number)</i>"}}
                    """
                let answer = try Shell.run(
                    "curl -s -o /dev/null -w '%{http_code}' -X POST '\(server.url("/streams/\(segment)"))' "
                        + "-d '\(body)'")
                #expect(answer.output == "200")
            }
        }
        return server
    }

    /// What a person reads in the browser.
    private func read(_ browser: String, _ address: String) throws -> String {
        let options = browser == "lynx" ? "-dump -nolist -width=100" : "-dump -cols 100"
        let shown = try Shell.run("\(browser) \(options) '\(address)'")
        return shown.output
    }

    /// Where the links of a page lead.
    private func links(_ address: String) throws -> [String] {
        try Shell.run("lynx -dump -listonly -nonumbers '\(address)'").output.split(separator: "\n")
            .map(String.init)
    }

    @Test(arguments: ["lynx", "w3m"])
    func `the index shows where to go`(browser: String) throws {
        let server = try filled()
        let text = try read(browser, server.url("/"))
        for words in ["Index", "provider", "streamStore:feed", "Find a Stream", "streamId", "Go"] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(!text.contains("{\"") && !text.contains("<"))
    }

    @Test(arguments: ["lynx", "w3m"])
    func `a page of messages can be read`(browser: String) throws {
        let server = try filled()
        let text = try read(browser, server.url("/streams/orders?d=b&m=2&p=-1&e=1"))
        for words in [
            "lastStreamVersion", "orders@2", "orders@1", "Placed", "\"text\": \"<i>Ada & 2</i>\"",
            "Append to Stream", "POST ../streams/orders as application/json", "previous",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func `one can go from the index to a payload by links alone`() throws {
        let server = try filled()
        let feed = try #require(try links(server.url("/")).first { $0.hasSuffix("/stream") })
        let message = try #require(try links(feed).first { $0.hasSuffix("/streams/orders/1") })
        let payload = try #require(try links(message).first { $0.hasSuffix("/1/payload") })
        #expect(try Shell.run("curl -s '\(payload)'").output == #"{"text":"<i>Ada & 1</i>"}"#)
        let documentation = try #require(try links(message).first { $0.hasSuffix("/docs/payload") })
        #expect(try read("lynx", documentation).contains("streamStore:payload"))
        let back = try links(documentation)
        #expect(back.contains(server.url("/")) && back.contains(server.url("/docs")))
    }

    @Test func `a stream is found by its name`() throws {
        let server = try filled()
        let found = try Shell.run(
            "printf '%s\\n---\\n' '.template=streams%2F%7BstreamId%7D&streamId=orders' "
                + "| lynx -dump -nolist -get_data '\(server.url("/explorer/expand"))'")
        // Neither browser follows 308 (RFC 9110 §15.4.9) by itself; the page leads there.
        #expect(found.output.contains("308 Permanent Redirect"))
        #expect(found.output.contains("../streams/orders?d=b&m=20&p=-1&e=0"))
    }

    @Test(arguments: names) func `a hostile name is shown as it is`(name: String) throws {
        let server = try filled()
        let segment = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let address = server.url("/streams/\(segment)?d=b&m=20&p=-1&e=0")
        #expect(try read("lynx", address).contains("\(name)@2"))
        #expect(try read("w3m", address).contains("\(name)@2"))
        #expect(try !links(address).contains { $0.contains("alert(") && !$0.hasPrefix("http") })
    }

    @Test func `what is missing is said in words`() throws {
        let server = try filled()
        let text = try read("lynx", server.url("/nowhere"))
        #expect(text.contains("404 Not Found"))
        #expect(text.contains("There is nothing at this address."))
    }
}
