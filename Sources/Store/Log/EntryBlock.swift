/// The entries of 4,096 positions, packed: 16 bytes each, and for 64 neighbours together the moment from which
/// their creations count and the segments in which they stand. An entry that does not fit (64 KiB of payload, 32
/// of metadata, hours between neighbours, a third segment) lies in a side table, whole.
///
/// Memory of its own: an array in a class would be checked for exclusive access at each look, twenty times a
/// page. The index's lock sees to that.
@safe final class EntryBlock {
    /// How many positions a block has.
    static let size = 4096
    /// How many neighbours share a moment and two segments.
    private static let groupSize = 64

    private struct Packed {
        /// Offset ÷ 8 in its segment (26 bits; 0: no message), which of the group's segments that is (1 bit), and
        /// ticks since the group's moment.
        var word: UInt64 = 0
        var stream: UInt32 = 0
        var payloadLength: UInt16 = 0
        /// 15 bits, and 1 bit that says whether the payload is a file of its own. All bits set (``wide``): the
        /// entry lies in the side table.
        var metadata: UInt16 = 0

        static let offsetBits: UInt64 = 26
        static let tickBits: UInt64 = 37
        static let wide = UInt16.max
        static let referenceBit: UInt16 = 1 << 15

        var isWide: Bool { metadata == Self.wide }
        var metadataLength: UInt16 { metadata & ~Self.referenceBit }
        var isReference: Bool { metadata & Self.referenceBit != 0 }

        var units: UInt64 { word & (1 &<< Self.offsetBits &- 1) }
        var choice: Int { Int(word &>> Self.offsetBits & 1) }
        var ticks: Int64 { Int64(word &>> (Self.offsetBits &+ 1)) }

        init() {}

        /// Nil if something does not fit.
        init?(_ entry: Entry, since moment: Int64, choice: Int) {
            let (ticks, isOver) = entry.created.subtractingReportingOverflow(moment)
            let units = entry.location.offset / LogFormat.alignment
            guard !isOver, ticks >= 0, ticks < 1 &<< Int64(Self.tickBits), units > 0,
                units < 1 &<< Int(Self.offsetBits),
                let payload = UInt16(exactly: entry.payloadLength),
                let metadata = UInt16(exactly: entry.metadataLength),
                metadata < Self.wide & ~Self.referenceBit
            else { return nil }
            word =
                UInt64(units) | UInt64(choice) &<< Self.offsetBits
                | UInt64(ticks) &<< (Self.offsetBits &+ 1)
            stream = entry.stream
            payloadLength = payload
            self.metadata = metadata | (entry.isReference ? Self.referenceBit : 0)
        }

        /// What stands for an entry in the side table.
        static var marker: Packed {
            var packed = Packed()
            packed.word = 1
            packed.metadata = wide
            return packed
        }
    }

    /// What the entries of a group share.
    private struct Group {
        /// When the first of them was created; `Int64.min` while there is none.
        var moment = Int64.min
        /// The places of the segments in which they stand: of the one that was being written, and of the one
        /// that followed or took its place.
        var slots: (UInt32, UInt32) = (none, none)

        static let none = UInt32.max
    }

    private let base: UnsafeMutablePointer<Packed>
    private let groups: UnsafeMutablePointer<Group>
    private var aside: [Int: Entry] = [:]
    /// How many messages exist.
    var live = 0

    init() {
        unsafe base = .allocate(capacity: Self.size)
        unsafe base.initialize(repeating: Packed(), count: Self.size)
        unsafe groups = .allocate(capacity: Self.size / Self.groupSize)
        unsafe groups.initialize(repeating: Group(), count: Self.size / Self.groupSize)
    }

    deinit {
        unsafe base.deallocate()
        unsafe groups.deallocate()
    }

    @inline(__always)
    private static func place(_ position: Int64) -> Int {
        Int(truncatingIfNeeded: position) & (size &- 1)
    }

    /// Whether a message is at a position that belongs to this block.
    @inline(__always)
    func isLive(_ position: Int64) -> Bool {
        unsafe base[Self.place(position)].units != 0
    }

    /// The entry of a position that belongs to this block, if a message is there.
    subscript(position: Int64) -> Entry? {
        let place = Self.place(position)
        let packed = unsafe base[place]
        guard packed.units != 0 else { return nil }
        guard !packed.isWide else { return aside[place] }
        let group = unsafe groups[place / Self.groupSize]
        return Entry(
            location: Location(
                slot: Int(packed.choice == 0 ? group.slots.0 : group.slots.1),
                offset: Int(packed.units) &* LogFormat.alignment),
            created: group.moment &+ packed.ticks, stream: packed.stream,
            version: Entry.unknownVersion, payloadLength: UInt32(packed.payloadLength),
            metadataLength: UInt32(packed.metadataLength), isReference: packed.isReference)
    }

    /// Enters a message, or what is known of it now. At no moment does it look as if there were none: the
    /// writer may be asking.
    func set(_ entry: Entry, at position: Int64) {
        let place = Self.place(position)
        let group = place / Self.groupSize
        if unsafe groups[group].moment == .min { unsafe groups[group].moment = entry.created }
        let wasWide = unsafe base[place].isWide
        if let choice = choice(of: entry.location.slot, at: place),
            let packed = unsafe Packed(entry, since: groups[group].moment, choice: choice)
        {
            unsafe base[place] = packed
            if wasWide { aside[place] = nil }
        } else {
            var entry = entry
            entry.version = Entry.unknownVersion
            aside[place] = entry
            unsafe base[place] = .marker
        }
    }

    /// Which of its group's segments one is for the entry at `place`; nil if the group has two others.
    private func choice(of slot: Int, at place: Int) -> Int? {
        guard let slot = UInt32(exactly: slot), slot != Group.none else { return nil }
        let group = place / Self.groupSize
        let slots = unsafe groups[group].slots
        if slots.0 == slot { return 0 }
        if slots.1 == slot { return 1 }
        var isUsed = (false, false)
        for neighbour in group &* Self.groupSize..<(group &+ 1) &* Self.groupSize
        where neighbour != place {
            let packed = unsafe base[neighbour]
            guard packed.units != 0, !packed.isWide else { continue }
            if packed.choice == 0 { isUsed.0 = true } else { isUsed.1 = true }
        }
        if !isUsed.0 {
            unsafe groups[group].slots.0 = slot
            return 0
        }
        guard !isUsed.1 else { return nil }
        unsafe groups[group].slots.1 = slot
        return 1
    }

    /// Forgets the message at a position.
    func clear(_ position: Int64) {
        let place = Self.place(position)
        if unsafe base[place].isWide { aside[place] = nil }
        unsafe base[place] = Packed()
    }
}
