import Glibc
import Octets

/// Finds the manifest of a data directory, or begins a log.
enum ManifestFile {
    /// The manifest, and whether it had to be guessed from the files that are there.
    static func load(
        _ directory: LogDirectory, _ options: LogOptions
    ) throws(LogOpenError) -> (manifest: Manifest, isRebuilt: Bool) {
        let read = Result { () throws(SystemError) -> (names: [String], bytes: Bytes?) in
            let names = try directory.names()
            guard names.contains(LogFormat.manifestName) else { return (names, nil) }
            let file = try directory.file(LogFormat.manifestName, writable: false)
            return (names, try file.read(file.length(), at: 0))
        }
        let found: (names: [String], bytes: Bytes?)
        switch read {
        case .success(let value): found = value
        case .failure(let error): throw .system(error, path: directory.path)
        }
        if let bytes = found.bytes, let manifest = try Manifest(bytes.span) {
            return (manifest, false)
        }
        let segments = found.names.compactMap { SegmentName(log: $0) }
        if found.bytes == nil, try isUnused(segments, directory) {
            guard !options.readOnly else {
                throw .system(SystemError("open", code: ENOENT), path: directory.path)
            }
            do throws(SystemError) {
                return (try begin(directory), false)
            } catch {
                throw .system(error, path: directory.path)
            }
        }
        return (try rebuild(segments, directory), true)
    }

    /// Whether the directory holds no log: nothing, or what a crash has left of beginning one.
    private static func isUnused(
        _ segments: [SegmentName], _ directory: LogDirectory
    ) throws(LogOpenError) -> Bool {
        guard let first = segments.first else { return true }
        guard segments.count == 1, first == SegmentName(number: 1, generation: 0) else {
            return false
        }
        let head = Result { () throws(SystemError) -> Bytes in
            let file = try directory.file(first.log, writable: false)
            return try file.read(LogFormat.segmentHeaderLength * 2, at: 0)
        }
        guard case .success(let bytes) = head, let header = try SegmentHeader(bytes.span) else {
            return true
        }
        let at = LogFormat.segmentHeaderLength
        return bytes.span.integer(at: at, as: UInt64.self) != header.marker
    }

    private static func begin(_ directory: LogDirectory) throws(SystemError) -> Manifest {
        let name = SegmentName(number: 1, generation: 0)
        let header = SegmentHeader(
            name: name, marker: .secureRandom(), firstPosition: 0, createdFloor: .min,
            firstBatch: 1, firstStream: 0)
        let file = try directory.create(name.log)
        try file.write(header.encoded().span, at: 0)
        try file.sync()
        // Names may arrive in any order: a manifest must not be there before what it names.
        try directory.sync()
        let manifest = Manifest(store: .random(), seed: .random(), active: name)
        try directory.replace(LogFormat.manifestName, with: manifest.encoded())
        return manifest
    }

    /// Guesses the manifest: of each number the oldest generation, which is whole for certain.
    private static func rebuild(
        _ segments: [SegmentName], _ directory: LogDirectory
    ) throws(LogOpenError) -> Manifest {
        var chosen: [SegmentName] = []
        for name in segments.sorted() where chosen.last?.number != name.number {
            chosen.append(name)
        }
        guard let active = chosen.popLast() else {
            throw .damaged(
                "\(directory.path)/\(LogFormat.manifestName) is damaged and there are no segments")
        }
        var manifest = Manifest(store: .random(), seed: .random(), active: active)
        for name in chosen {
            let length = Result { () throws(SystemError) -> Int in
                try directory.file(name.log, writable: false).length()
            }
            guard case .success(let length) = length else { continue }
            manifest.sealed.append(Manifest.Sealed(name: name, length: length, chain: 0))
        }
        return manifest
    }
}
