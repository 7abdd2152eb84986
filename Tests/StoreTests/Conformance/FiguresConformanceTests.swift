import Octets
import Store
import Testing

@Suite struct FiguresConformanceTests {
    @Test(arguments: Backend.all)
    func `a store counts what it does and what it holds`(on backend: Backend) async throws {
        let subject = try await backend.make()
        let empty = await subject.store.figures()
        #expect(empty.appends == 0 && empty.messages == 0 && empty.headPosition == -1)
        try await subject.append([1, 2, 3])
        try await subject.append([4], to: .named("b"))
        try await subject.append([1, 2, 3])
        await #expect(throws: StoreError.self) {
            try await subject.append([9], expecting: .noStream)
        }
        var figures = await subject.store.figures()
        #expect(figures.appends == 2 && figures.appendedMessages == 4 && figures.conflicts == 1)
        #expect(figures.streams == 2 && figures.messages == 4 && figures.headPosition == 3)
        #expect(figures.reads == 0 && figures.readMessages == 0)
        let pages = [.named("a"), .named("none")].map {
            StreamQuery(.stream($0), .forwards, from: .at(0), limit: 10)
        }
        _ = try await subject.store.read(pages[0])
        _ = try await subject.store.message(in: .named("a"), at: 0)
        _ = try await subject.store.read(pages[1])
        figures = await subject.store.figures()
        #expect(figures.reads == 3 && figures.readMessages == 4)
        try await subject.store.deleteMessage(in: .named("a"), at: 1)
        figures = await subject.store.figures()
        // The deletion is recorded in `$deleted`.
        #expect(figures.messages == 4 && figures.streams == 3)
        #expect((figures.log != nil) == backend.isDurable)
    }

    @Test(arguments: Backend.durable)
    func `a log counts commits, syncs and bytes`(on backend: Backend) async throws {
        let subject = try await backend.make()
        for number in 1...20 { try await subject.append([number]) }
        let log = try #require(await subject.store.figures().log)
        #expect(log.commits == 20 && log.syncs >= 20 && log.writtenBytes > 20 * 60)
        #expect(log.bytes >= log.writtenBytes && log.segments >= 1)
        let again = try await subject.reopened()
        let reopened = try #require(await again.store.figures().log)
        #expect(reopened.commits == 0 && reopened.bytes >= log.writtenBytes)
        #expect(await again.store.figures().messages == 20)
    }
}
