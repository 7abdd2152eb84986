import HTTP
import Octets
import Schemas

/// What explains a face on a listener of its own, at the addresses where its documents expect it: the pages of its
/// relations, its description, and the files of web pages.
struct FaceGuide: Sendable {
    private let pages: DocsResource
    private let index: DocsIndexResource
    private let explorer: ExplorerResource
    private let description: DescriptionResource

    /// How the list of pages is shown.
    private static let representations: [Representation] = [.hal, .html, .markdown]

    /// The guide to the face whose relations have this curie.
    ///
    /// - Parameters:
    ///   - forms: Its forms, for the schemas beside the pages.
    ///   - paths: What answers there.
    ///   - version: The server's version.
    init(
        _ curie: Bytes, resources: Resources, forms: [Form], paths: [PathDescription],
        version: String
    ) {
        let own = resources.only([curie])
        pages = DocsResource(resources: own, forms: forms)
        index = DocsIndexResource(
            resources: own, representations: Self.representations, isAlone: true)
        explorer = ExplorerResource(files: resources.explorer)
        description = DescriptionResource([.openAPI, .plainJSON]) {
            OpenAPIDocument(paths, version: version).text
        }
    }

    /// The guide beside the face's own mounts, in its words.
    func mounts(_ dialect: Dialect) -> [Mount] {
        let page = HTTP.Operation(endpoint: Endpoint(immediate: pages.read))
        let list = HTTP.Operation(
            produces: Self.representations.map(\.type),
            endpoint: Self.representations.wrapping(Endpoint(immediate: index.read)))
        let text = HTTP.Operation(
            produces: [.openAPI, .json], endpoint: Endpoint(immediate: description.read))
        let file = HTTP.Operation(endpoint: Endpoint(immediate: explorer.read))
        let routes = [
            ("/docs", [("/", list), ("/{relation}", page), ("/{curie}/{relation}", page)]),
            ("/openapi.json", [("/", text)]), ("/explorer", [("/{file}", file)]),
        ]
        return routes.map { prefix, operations in
            Mount(
                prefix: prefix, routes: operations.map { Route($0, [.get: $1]) }, dialect: dialect)
        }
    }
}
