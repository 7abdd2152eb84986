import HTTP
import Octets
import Store

extension FileReceiver {
    /// The first file of a form. Everything else in it is passed over, but must be whole: only at the end of the body
    /// it is known that the file is.
    func receive(
        form boundary: MultipartBoundary, _ request: Request, _ wish: UploadWish,
        _ digests: [ContentHash]
    ) async throws -> UploadedFile {
        let check = try digests.isEmpty ? nil : FormDigests(digests)
        let body = check.map { $0.watching(request.body) } ?? request.body
        var reader = MultipartReader(body, boundary)
        var upload: BlobUpload?
        do {
            while let part = try await reader.nextPart() {
                guard upload == nil, part.isFile else { continue }
                upload = try await file(part, &reader, wish, check)
            }
            try check?.finish()
        } catch {
            await upload?.abort()
            throw error
        }
        guard let upload else { throw FileFault.fileless }
        var wish = wish
        // A part with a file name is a file, be it empty.
        wish.takesNothing = true
        return try await commit(upload, wish)
    }

    /// The file of a part; nil where a browser says that none was chosen.
    private func file(
        _ part: MultipartPart, _ reader: inout MultipartReader, _ wish: UploadWish,
        _ check: FormDigests?
    ) async throws -> BlobUpload? {
        let first = try await reader.nextBytes()
        if first == nil, part.fileName?.isEmpty == true { return nil }
        let expected = try DigestField(of: Headers(fields: part.fields))?.hashes ?? []
        let note = BlobNote(
            name: part.fileName.flatMap { $0.isEmpty ? nil : $0 }, mediaType: part.contentType)
        var next = first
        // A closure may not hold what is passed in and out.
        var rest = reader
        let upload = try await take(options(wish, length: nil, note: note, expected: expected)) {
            guard let bytes = next else { return nil }
            check?.updateFile(bytes)
            next = try await rest.nextBytes()
            return bytes
        }
        reader = rest
        return upload
    }
}
