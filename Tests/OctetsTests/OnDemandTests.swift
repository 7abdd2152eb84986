import Octets
import Synchronization
import Testing

@Suite struct OnDemandTests {
    @Test func `a value is made when it is asked for, and once`() async {
        let count = Atomic<Int>(0)
        let value = OnDemand { count.wrappingAdd(1, ordering: .relaxed).newValue }
        #expect(count.load(ordering: .relaxed) == 0)
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { value.value } }
            for await seen in group { #expect(seen == 1) }
        }
        #expect(count.load(ordering: .relaxed) == 1)
    }
}
