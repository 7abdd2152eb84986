import Schemas
import Testing

@testable import HALServer

@Suite struct ConductTests {
    @Test func `the table documents exactly the relations of the curie`() {
        #expect(Set(StreamStoreAPI.documented) == Set(Relation.streamStore))
        #expect(Set(StreamStoreAPI.forms.map(\.relation)) == Set(Form.streamStore.map(\.relation)))
    }

    @Test(arguments: StreamStoreAPI.documented)
    func `a page names every status, parameter and header that the table says`(
        relation: Relation
    ) throws {
        try DocumentedConduct.check(relation, StreamStoreAPI.table) { name, relation in
            // The header of a raw append is told on its own page.
            name == RawAppend.messageID && relation == .append
        }
    }
}
