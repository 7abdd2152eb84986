import HTTP
import Octets
import Store
import Testing

@testable import HALServer

@Suite struct ReadQueryTests {
    @Test(arguments: [
        ("", "d=b&m=20&p=-1&e=0"),
        ("d=f", "d=f&m=20&p=0&e=0"),
        ("d=F&M=5&P=3&E=1", "d=f&m=5&p=3&e=1"),
        ("d=forwards", "d=b&m=20&p=-1&e=0"),
        ("m=0", "d=b&m=20&p=-1&e=0"),
        ("m=-3", "d=b&m=20&p=-1&e=0"),
        ("m=abc", "d=b&m=20&p=-1&e=0"),
        ("m=2147483647", "d=b&m=2147483647&p=-1&e=0"),
        ("m=2147483648", "d=b&m=20&p=-1&e=0"),
        ("m=99999999999999999999", "d=b&m=20&p=-1&e=0"),
        ("p=-2", "d=b&m=20&p=-1&e=0"),
        ("d=f&p=-2", "d=f&m=20&p=0&e=0"),
        ("p=+7+", "d=b&m=20&p=7&e=0"),
        ("p=%207%09", "d=b&m=20&p=7&e=0"),
        ("p=%2D1&d=%66", "d=f&m=20&p=0&e=0"),
        ("p=1&p=1", "d=b&m=20&p=-1&e=0"),
        ("p=1&P=2", "d=b&m=20&p=1&e=0"),
        ("e=true", "d=b&m=20&p=-1&e=0"),
        ("e=1&x=y&&=&", "d=b&m=20&p=-1&e=1"),
        ("p=%zz&m=%", "d=b&m=20&p=-1&e=0"),
        ("p=2147483648", "d=b&m=20&p=-1&e=0"),
        ("d", "d=b&m=20&p=-1&e=0"),
        ("x&e=1&m", "d=b&m=20&p=-1&e=1"),
        ("type=made", "d=b&m=20&p=-1&e=0&type=made"),
        ("type=a%20b%2f+&e=0&prefix=x", "d=b&m=20&p=-1&e=0&type=a%20b%2F%20"),
        ("TYPE=%ff&d=f", "d=f&m=20&p=0&e=0&type=%FF"),
        ("type=", "d=b&m=20&p=-1&e=0"),
        ("type=a&type=b", "d=b&m=20&p=-1&e=0"),
    ])
    func `every query of a stream means one page`(query: String, canonical: String) {
        let page = ReadQuery(Bytes(query), of: .stream)
        #expect(page.isCanonical(Bytes(canonical)))
        #expect(page.isCanonical(Bytes(query)) == (query == canonical))
        #expect(ReadQuery(Bytes(canonical), of: .stream).isCanonical(Bytes(canonical)))
    }

    @Test(arguments: [
        ("p=2147483648", "d=b&m=20&p=2147483648&e=0"),
        ("p=9223372036854775807&d=f", "d=f&m=20&p=9223372036854775807&e=0"),
        ("p=9223372036854775808&d=f", "d=f&m=20&p=0&e=0"),
        ("prefix=$", "d=b&m=20&p=-1&e=0&prefix=%24"),
        ("prefix=a%20b", "d=b&m=20&p=-1&e=0&prefix=a%20b"),
        ("prefix=", "d=b&m=20&p=-1&e=0"),
        ("prefix", "d=b&m=20&p=-1&e=0"),
        ("prefix=a&type=t&p=3", "d=b&m=20&p=3&e=0&type=t&prefix=a"),
    ])
    func `positions have 64 bits, and a prefix stays in the address`(
        query: String, canonical: String
    ) {
        #expect(ReadQuery(Bytes(query), of: .all).isCanonical(Bytes(canonical)))
    }

    @Test func `a page is never larger than the cap, whatever is asked for`() {
        let query = ReadQuery("m=2147483647", of: .all).storeQuery(.all)
        #expect(query.limit == 10_000)
        #expect(query.byteLimit == 16 << 20)
    }

    @Test(arguments: [
        ("", 308), ("?", 308), ("?d=b&m=20&p=-1&e=0", 404), ("?e=0&d=b&m=20&p=-1", 308),
        ("?d=b&m=20&p=-1", 308), ("?d=b&m=20&p=%2D1&e=0", 308), ("?d=b&m=20&p=-1&e=0&x=1", 308),
        ("?d=b&m=020&p=-1&e=0", 308), ("?D=b&m=20&p=-1&e=0", 308),
    ])
    func `what is not the canonical spelling is sent there, unknown streams included`(
        query: String, status: Int
    ) async throws {
        let face = try Face()
        for method in [HTTP.Method.get, .head] {
            let reply = await face.send(method, "/streams/none\(query)")
            #expect(reply.status == status)
            if status == 308 {
                #expect(reply[.location] == "../streams/none?d=b&m=20&p=-1&e=0")
                #expect(reply[.contentType] == "application/hal+json")
                #expect(reply.href("streamStore:feed") == reply[.location])
            }
        }
        #expect(await face.follow("/streams/none\(query)").status == 404)
    }

    @Test(arguments: [("", 200), ("?", 308), ("?d=b&m=20&p=-1&e=0", 200), ("?m=20", 308)])
    func `a bare address of the all-stream is a page`(query: String, status: Int) async throws {
        let face = try Face()
        let reply = await face.get("/stream\(query)")
        #expect(reply.status == status)
        if status == 308 { #expect(reply[.location] == "stream?d=b&m=20&p=-1&e=0") }
        if status == 200 { #expect(reply.href("self") == "stream?d=b&m=20&p=-1&e=0") }
        #expect(await face.follow("/stream\(query)").status == 200)
    }

    @Test func `with the switch off nothing is redirected, and Content-Location names the page`()
        async throws
    {
        var options = HALServer.Options()
        options.useCanonicalURLs = false
        let face = try Face(options)
        await face.fill("a", 1..<3)
        for target in ["/streams/a", "/streams/a?m=20&d=b", "/streams/a?"] {
            let reply = await face.get(target)
            #expect(reply.status == 200)
            #expect(reply[.contentLocation] == "../streams/a?d=b&m=20&p=-1&e=0")
            #expect(reply.href("self") == "../streams/a?d=b&m=20&p=-1&e=0")
        }
        #expect(await face.get("/stream?m=5")[.contentLocation] == "stream?d=b&m=5&p=-1&e=0")
        #expect(await face.get("/streams/a?d=b&m=20&p=-1&e=0")[.contentLocation] == nil)
    }
}
