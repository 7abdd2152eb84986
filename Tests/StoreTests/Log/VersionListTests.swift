import TestSupport
import Testing

@testable import Store

@Suite struct VersionListTests {
    @Test(arguments: [0, 1, 7, 4_294_967_290, 1 << 40] as [Int64])
    func `positions are found by version, from any position on`(_ first: Int64) {
        var list = VersionList()
        for version in 0..<1000 as Range<Int32> {
            list.append(first + Int64(version) * 3, at: version)
        }
        for version in 0..<1000 as Range<Int32> {
            #expect(list[version] == first + Int64(version) * 3)
        }
        #expect(list[-1] == nil)
        #expect(list[1000] == nil)
        #expect(list[.max] == nil)
    }

    @Test func `neighbours may lie far apart, and before each other`() {
        var list = VersionList()
        let positions: [Int64] = [5, 6, 1 << 33, 7, 1 << 62, 0]
        for (version, position) in positions.enumerated() {
            list.append(position, at: Int32(version))
        }
        for (version, position) in positions.enumerated() {
            #expect(list[Int32(version)] == position)
        }
    }

    @Test func `versions that are gone leave gaps, in front and between`() {
        var list = VersionList()
        list.append(10, at: 300)
        #expect(list.floor == 300)
        list.append(20, at: 900)
        #expect(list[300] == 10)
        #expect(list[301] == nil)
        #expect(list[899] == nil)
        #expect(list[900] == 20)
        // No version twice, and none behind.
        list.append(30, at: 500)
        #expect(list[500] == nil)
        #expect(list[900] == 20)
    }

    @Test(arguments: [2, 255, 256, 257, 512, 1000, 100_000, .max] as [Int32])
    func `a gap between two versions costs next to nothing, and is passed over`(_ far: Int32) {
        var list = VersionList()
        list.append(10, at: 1)
        list.append(20, at: far)
        #expect(list[1] == 10)
        #expect(list[far] == 20)
        #expect(list.nearest(0, forwards: true) == 1)
        #expect(list.nearest(1, forwards: true) == 1)
        #expect(list.nearest(2, forwards: true) == far)
        #expect(list.nearest(far, forwards: true) == far)
        #expect(list.nearest(.max, forwards: false) == far)
        #expect(list.nearest(far - 1, forwards: false) == 1)
        #expect(list.nearest(0, forwards: false) == nil)
        if far < .max {
            #expect(list.nearest(far + 1, forwards: true) == nil)
            #expect(list[far + 1] == nil)
        }
        for version in 2..<min(far, 2000) { #expect(list[version] == nil) }
    }

    @Test func `the nearest version is the one that a search finds`() {
        var list = VersionList()
        let versions: [Int32] = [3, 4, 258, 259, 260, 515, 1027, 1028, 5000]
        for (place, version) in versions.enumerated() { list.append(Int64(place), at: version) }
        for version in -1..<5200 as Range<Int32> {
            #expect(list.nearest(version, forwards: true) == versions.first { $0 >= version })
            #expect(list.nearest(version, forwards: false) == versions.last { $0 <= version })
        }
        #expect(VersionList().nearest(0, forwards: true) == nil)
        #expect(VersionList().nearest(.max, forwards: false) == nil)
    }

    @Test func `of a stream of which only the newest are kept only these are found`() {
        var list = VersionList()
        for version in 0..<5000 as Range<Int32> {
            list.append(Int64(version), at: version)
            list.raiseFloor(to: version - 9)
        }
        #expect(list.floor == 4990)
        #expect(list[4999] == 4999)
        #expect(list[4990] == 4990)
        #expect(list[100] == nil)
        list.raiseFloor(to: 5000)
        list.append(5000, at: 5000)
        #expect(list[5000] == 5000)
    }
}
