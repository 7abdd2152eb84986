import HTTP
import Octets
import Schemas
import Store

/// The face of the file store (`bytes-api.md` §3): the original's one address, and `/files` for clients that know more
/// than it did.
struct FileStoreAPI: Sendable {
    let store: HashedFileStore
    let resources: Resources
    let cors: CORS
    let options: FileStoreOptions
    /// Uploads that can be resumed.
    private let partial: PartialUploads
    /// Whether the face has its listener to itself.
    private(set) var isAlone = false

    /// A face over `store`.
    ///
    /// - Parameter uploads: Uploads to the store that can be resumed.
    init(
        store: HashedFileStore, resources: Resources, cors: CORS,
        options: FileStoreOptions = FileStoreOptions(), uploads: PartialUploads? = nil
    ) {
        self.store = store
        self.resources = resources
        self.cors = cors
        self.options = options
        partial = uploads ?? PartialUploads(in: store)
    }

    /// The original's one address.
    var original: OriginalResource {
        OriginalResource(store: store, options: options, isAlone: isAlone)
    }

    /// The list of files.
    var list: FileListResource {
        FileListResource(store: store, options: options, isAlone: isAlone)
    }

    /// Uploads that can be resumed.
    var uploads: UploadsResource {
        UploadsResource(
            partial, at: .files, representations: FileResource.representations, isAlone: isAlone)
    }

    /// One file.
    var file: FileResource { FileResource(store: store, options: options, isAlone: isAlone) }

    /// The table as routes.
    /// - Parameter isAlone: Whether the face has its listener to itself. There the original has every address for which
    ///   there is no other, and documentation and web pages have theirs; elsewhere the original is the ``guest`` of
    ///   whoever has the root.
    func mounts(alone isAlone: Bool) -> [Mount] {
        var face = self
        face.isAlone = isAlone
        let dialect = FileStoreDialect(cors: cors, isAlone: isAlone).dialect
        let lines = Self.table.filter { $0.pattern != Self.originalLine.pattern }
        let mount = Mount(
            prefix: Self.listPattern,
            routes: lines.map { $0.route(in: face, below: Self.listPattern) },
            dialect: dialect.speakingTus(uploads))
        guard isAlone else { return [mount] }
        let guide = FaceGuide(
            "filestore", resources: resources, forms: Self.forms, paths: paths,
            version: options.version)
        return [mount, face.originalMount] + guide.mounts(dialect)
    }

    /// The original's address on a listener that it shares: of the root what names a file, takes one or deletes one.
    var guest: RouterGuest {
        RouterGuest(
            path: "/", route: Self.originalLine.route(in: self),
            dialect: OriginalDialect(isAlone: false).dialect
        ) { method, target in
            switch method {
            case .post, .delete: true
            case .get, .head: FileQuery(target).namesFile
            default: false
            }
        }
    }

    /// The original on a listener of its own: it knows three methods and HEAD, at any address.
    private var originalMount: Mount {
        var operations = Self.originalLine.route(in: self).operations
        for method in HTTP.Method.allCases where operations[method] == nil && method != .head {
            operations[method] = Operation(
                takesContentCodings: true,
                endpoint: Endpoint(immediate: OriginalResource.refuseMethod))
        }
        return Mount(
            prefix: "/", routes: [Route("/", operations)], fallback: Route("/{path}", operations),
            dialect: OriginalDialect(isAlone: true).dialect)
    }

    /// What the description says, and the entries of the index.
    var paths: [PathDescription] {
        Self.table.map { line in
            let described = line.description(resources)
            return PathDescription(
                described.pattern, entry: Self.entries[line.pattern],
                line.pattern == Self.originalLine.pattern
                    ? described.operations.map(\.inText) : described.operations)
        }
    }
}

extension OperationDescription {
    /// The same where what all resources share is told in a line of text, as it is at the original's address.
    fileprivate var inText: OperationDescription {
        answering(
            answers.map { answer in
                guard case .problem = answer.content else { return answer }
                return Answer(
                    answer.status, answer.meaning, .media([.text]), fields: answer.fields)
            })
    }
}

extension HALResource {
    /// The route of this line in a mount of this prefix, which the pattern begins with.
    fileprivate func route(in api: Face, below prefix: String) -> Route {
        let rest = String(pattern.dropFirst(prefix.count))
        return Route(rest.isEmpty ? "/" : rest, route(in: api).operations)
    }
}
