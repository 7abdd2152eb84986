package import Octets
import CMark
import Glibc
import Schemas

/// What the server shows besides data: the documentation of its link relations. Read once at start and never
/// by the request path.
package struct Resources: Sendable {
    /// The documentation of one relation.
    package struct Document: Sendable {
        /// The relation without its curie, as it stands in the URL.
        package let name: Bytes
        /// The text as its author wrote it.
        package let markdown: Bytes
        /// The same for browsers, a fragment without `html` and `body`.
        let html: Bytes

        /// Renders a text once.
        package init(name: Bytes, markdown: Bytes) {
            self.name = name
            self.markdown = markdown
            html = Markdown.html(markdown)
        }
    }

    package let documents: [Document]

    /// These documents.
    package init(documents: [Document]) { self.documents = documents }

    /// Reads the documentation of every relation that the server has from `docs/` in a directory. Throws
    /// where one is missing: the server promises them all.
    package static func load(directory: String) throws(SystemError) -> Resources {
        var documents: [Document] = []
        for relation in StreamStoreAPI.documented {
            let path = "\(directory)/docs/\(relation.name).md"
            documents.append(Document(name: relation.name, markdown: try read(path)))
        }
        return Resources(documents: documents)
    }

    /// The documentation of a relation; nil for one that has none.
    func document(_ name: Bytes) -> Document? { documents.first { $0.name == name } }

    private static func read(_ path: String) throws(SystemError) -> Bytes {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError("open \(path)", code: errno) }
        let file = Descriptor(adopting: number)
        var writer = ByteWriter(capacity: 16 << 10)
        while true {
            var failure: CInt?
            let before = writer.count
            unsafe writer.append(upTo: 16 << 10) { space in
                let count = unsafe Glibc.read(file.raw, space.baseAddress, space.count)
                if count < 0 { failure = errno }
                return count
            }
            if let failure { throw SystemError("read \(path)", code: failure) }
            if writer.count == before { return writer.finish() }
        }
    }
}
