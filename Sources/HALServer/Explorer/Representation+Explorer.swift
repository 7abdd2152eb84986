import HTTP
import Octets

extension Representation {
    /// The number rises with each change of how pages look: a browser must not be told that it has the page
    /// when it has that of an older server. A test says when.
    static let html = Representation(
        .html, title: "Web page", mark: "html1", maker: ExplorerPageMaker())
}

/// Makes web pages of HAL documents.
private struct ExplorerPageMaker: RepresentationMaker {
    /// The longest document of which a page is made on its event loop, in bytes.
    private static let shortDocument = 65_536
    private static let pool = BlockingPool(threads: 2)

    /// Ten thousand messages take a good part of a second.
    func threads(for response: Response) -> BlockingPool? {
        guard case .bytes(let document) = response.body, document.count > Self.shortDocument
        else { return nil }
        return Self.pool
    }

    func make(of response: Response, for request: Request) -> Response {
        response.page(for: request)
    }
}
