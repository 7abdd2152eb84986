package import HTTP
package import Octets
package import Schemas
import CMark
import Glibc

/// What the server shows besides data: the documentation of its link relations, and the files of its web
/// pages. Read once at start and never by the request path.
package struct Resources: Sendable {
    /// The documentation of one relation.
    package struct Document: Sendable {
        /// What it documents.
        package let relation: Relation
        /// The text as its author wrote it.
        package let markdown: Bytes
        /// When the text was changed; nil if that is not known.
        package let modified: HTTPDate?
        /// The same for browsers, a fragment without `html` and `body`. Rendered each time.
        var html: Bytes { Markdown.anchored(Markdown.html(markdown)) }
        /// What the page is called.
        let title: Bytes
        /// What the relation is, in its first sentences: CommonMark on one line.
        let abstract: Bytes

        /// The relation without its curie, as it stands in the URL.
        package var name: Bytes { relation.name }

        /// The documentation that a text is.
        package init(_ relation: Relation, markdown: Bytes, modified: HTTPDate? = nil) {
            self.relation = relation
            self.markdown = markdown
            self.modified = modified
            title = Markdown.title(markdown)
            abstract = Markdown.paragraph(
                markdown,
                beginning: Bytes("`").followed(by: (relation.curie ?? Bytes()).followed(by: ":")))
        }
    }

    package let documents: [Document]
    /// The script and style of the web pages.
    package let explorer: [ExplorerFile]

    /// These documents and files.
    package init(documents: [Document], explorer: [ExplorerFile] = []) {
        self.documents = documents
        self.explorer = explorer
    }

    /// Reads the documentation of every relation that the server has from `docs/` in a directory, and the web
    /// pages' files from `explorer/`. Throws where one is missing: the server promises them all.
    package static func load(directory: String) throws(SystemError) -> Resources {
        var documents: [Document] = []
        for relation in HALServer.documented {
            guard let place = relation.documentPath else { continue }
            let path = "\(directory)/\(place).md"
            documents.append(
                Document(
                    relation, markdown: try read(path), modified: modified(path)))
        }
        var explorer: [ExplorerFile] = []
        for name in ExplorerFile.names {
            let path = "\(directory)/explorer/\(name)"
            explorer.append(ExplorerFile(name: name, content: try read(path)))
        }
        return Resources(documents: documents, explorer: explorer)
    }

    /// The documentation of a relation; nil for one that has none.
    func document(_ relation: Relation) -> Document? {
        documents.first { $0.relation == relation }
    }

    /// The same, with the documentation of these curies only.
    package func only(_ curies: [Bytes]) -> Resources {
        Resources(
            documents: documents.filter { document in
                document.relation.curie.map(curies.contains) ?? false
            }, explorer: explorer)
    }

    private static func modified(_ path: String) -> HTTPDate? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return HTTPDate(seconds: Int64(status.st_mtim.tv_sec))
    }

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
