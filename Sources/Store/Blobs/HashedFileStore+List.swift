import Octets

extension HashedFileStore {
    /// The digests that name files, in order; further names are left out.
    package func names(
        after name: ContentHash?, limit: Int
    ) throws(BlobError) -> [ContentHash] {
        try BlobError.mapping { () throws(SystemError) in
            let start = name.map { Self.folder($0) } ?? ""
            var found: [ContentHash] = []
            for folder in try folders() where folder >= start && found.count < limit {
                let hashes = try hashes(in: folder).filter { hash in
                    name.map { $0 < hash } ?? true
                }
                for hash in hashes where found.count < limit {
                    if try isFirstName(hash) { found.append(hash) }
                }
            }
            return found
        }
    }

    /// The digests that name files and stand before this one, in order: the last `limit` of them. Further names are
    /// left out.
    package func names(
        before name: ContentHash, limit: Int
    ) throws(BlobError) -> [ContentHash] {
        try BlobError.mapping { () throws(SystemError) in
            let start = Self.folder(name)
            var found: [ContentHash] = []
            for folder in try folders().reversed() where folder <= start && found.count < limit {
                let hashes = try hashes(in: folder).filter { $0 < name }
                for hash in hashes.reversed() where found.count < limit {
                    if try isFirstName(hash) { found.append(hash) }
                }
            }
            return found.reversed()
        }
    }

    private func folders() throws(SystemError) -> [String] {
        try shelf.directory.entries { name in
            name.utf8.count == 2 && name.utf8.allSatisfy { Self.isDigit($0) } ? name : nil
        }
    }

    private func hashes(in folder: String) throws(SystemError) -> [ContentHash] {
        try shelf.directory.entries(in: folder) { name in
            guard name.hasPrefix(folder), let hash = ContentHash(hex: name),
                hash.description == name
            else { return nil }
            return hash
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
    }

    /// Whether the name is the one that a file is listed by. One of the store's own digest always is; another one
    /// if the file has no name by that, as in a directory whose digest was changed.
    private func isFirstName(_ hash: ContentHash) throws(SystemError) -> Bool {
        guard let status = try shelf.directory.status(of: Self.place(hash)) else { return false }
        if hash.algorithm == algorithm || status.links == 1 { return true }
        guard let blob = try shelf.open(Self.place(hash), named: "\(hash)") else { return false }
        for other in blob.facts.note.hashes where other != hash {
            guard other.algorithm == algorithm || other == blob.facts.note.main else { continue }
            if let first = try shelf.directory.status(of: Self.place(other)),
                first.isSameFile(as: status)
            {
                return false
            }
        }
        return true
    }

    /// How many files there are, and their bytes; nil if they cannot be counted.
    func count() -> (count: UInt64, bytes: UInt64)? {
        var seen: (count: UInt64, bytes: UInt64) = (0, 0)
        guard let folders = try? folders() else { return nil }
        for folder in folders {
            _ = try? shelf.directory.forEachName(in: folder) { name in
                guard let hash = ContentHash(hex: name),
                    let status = try? shelf.directory.status(of: "\(folder)/\(name)"),
                    hash.algorithm == algorithm || status.links == 1
                else { return true }
                seen.count &+= 1
                seen.bytes &+= status.length
                return true
            }
        }
        return seen
    }

    /// Removes further names whose first one somebody else deleted, so that the bytes go. Returns how many.
    package func tidy() throws(BlobError) -> Int {
        try BlobError.mapping { () throws(SystemError) in
            var removed = 0
            for folder in try folders() {
                for hash in try hashes(in: folder) where hash.algorithm != algorithm {
                    guard let status = try shelf.directory.status(of: Self.place(hash)),
                        status.links == 1
                    else { continue }
                    if try !isCurrent(hash) { removed += 1 }
                }
            }
            return removed
        }
    }
}
