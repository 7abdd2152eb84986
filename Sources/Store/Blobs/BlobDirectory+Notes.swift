import CLinux
import Glibc
import Octets

extension BlobDirectory {
    /// Where notes lie that the file system does not take as attributes.
    static let notesName = ".meta/notes"

    /// The longest note that is read, in bytes.
    private static let noteLimit = 8192

    /// Keeps a note with an open file, whatever names it gets. False where the file system does not take it.
    func keep(_ note: BlobNote, of file: borrowing Descriptor) -> Bool {
        guard (try? faults.check(.attribute, "")) != nil else { return false }
        return unsafe note.encoded().span.withUnsafeBytes { buffer in
            unsafe fsetxattr(file.raw, BlobNote.attribute, buffer.baseAddress, buffer.count, 0) == 0
        }
    }

    /// Keeps a note in a file of its own, durably, for the blob of that name.
    func keep(_ note: BlobNote, besideBlobNamed name: String) throws(SystemError) {
        try makeRoom(Self.notesName)
        let place = "\(Self.notesName)/\(name)"
        // What a blob of this name had that is gone now.
        try remove(place)
        try write(note.encoded(), as: place)
        try sync(Self.notesName)
    }

    /// The note of an open file; an empty one where none was kept, or none that can be read.
    func note(of file: borrowing Descriptor, named name: String) -> BlobNote {
        var buffer = [UInt8](repeating: 0, count: Self.noteLimit)
        let count = unsafe buffer.withUnsafeMutableBytes { space in
            unsafe fgetxattr(file.raw, BlobNote.attribute, space.baseAddress, space.count)
        }
        if count > 0 { return BlobNote(encoded: Bytes(buffer)[0..<count]) ?? BlobNote() }
        let beside = try? contents(of: "\(Self.notesName)/\(name)", upTo: Self.noteLimit)
        return beside.flatMap { BlobNote(encoded: $0) } ?? BlobNote()
    }

    /// Forgets the note that may lie beside a file.
    func removeNote(named name: String) {
        _ = unsafe unlinkat(descriptor.raw, "\(Self.notesName)/\(name)", 0)
    }

    /// Makes a directory for what belongs to the files here, with those above it. Each holds a line for people, so
    /// that whoever removes empty directories leaves it.
    func makeRoom(_ name: String) throws(SystemError) {
        if identity(of: name) != nil { return }
        var parent = "."
        for part in name.split(separator: "/") {
            let next = parent == "." ? String(part) : "\(parent)/\(part)"
            if try makeDirectory(next, in: parent) {
                let about = "\(next)/README"
                do throws(SystemError) {
                    try write(
                        "Kept by halserver, see its bytes-api.md. Please leave it.\n", as: about)
                } catch {
                    if error.code != EEXIST { throw error }
                }
            }
            parent = next
        }
    }
}
