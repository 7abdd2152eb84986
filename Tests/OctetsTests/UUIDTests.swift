import Octets
import Testing

@Suite struct UUIDTests {
    @Test(arguments: [
        "f24a1f39-8e68-4f65-8138-b8ff6d550f44", "F24A1F39-8E68-4F65-8138-B8FF6D550F44",
        "f24a1f398e684f658138b8ff6d550f44", "{f24a1f39-8e68-4f65-8138-b8ff6d550f44}",
        "(f24a1f39-8e68-4f65-8138-b8ff6d550f44)",
    ])
    func `every spelling of the original is read and shown in one`(text: String) {
        #expect(UUID(text)?.description == "f24a1f39-8e68-4f65-8138-b8ff6d550f44")
    }

    @Test(arguments: [
        "", "{", "{}", "f24a1f39", "f24a1f39-8e68-4f65-8138-b8ff6d550f4",
        "g24a1f39-8e68-4f65-8138-b8ff6d550f44",
        "f24a1f39-8e68-4f65-8138-b8ff6d550f444", "f24a1f398-e68-4f65-8138-b8ff6d550f44",
        "{f24a1f39-8e68-4f65-8138-b8ff6d550f44)", "{f24a1f39-8e68-4f65-8138-b8ff6d550f44",
        "f24a1f39-8e68-4f65-8138-b8ff6d550f4\u{e9}",
    ])
    func `anything else is no identifier`(text: String) {
        #expect(UUID(text) == nil)
    }

    @Test func `random identifiers differ and say version 4`() {
        let ids = (0..<1000).map { _ in UUID.random() }
        #expect(Set(ids).count == 1000)
        for id in ids {
            let text = Array(id.description)
            #expect(text[14] == "4")
            #expect("89ab".contains(text[19]))
            #expect(UUID(id.description) == id)
        }
    }

    @Test func `order is that of the bytes`() {
        #expect(UUID(high: 1, low: .max) < UUID(high: 2, low: 0))
        #expect(UUID(high: 1, low: 1) < UUID(high: 1, low: 2))
    }
}
