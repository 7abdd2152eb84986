package import HTTP
import Octets
package import Store

/// `/metrics`: what the server did and how it is, for Prometheus (`hal-api.md` §17.1). One text for all that
/// this process serves.
package struct MetricsAPI: Sendable {
    private let meter: Meter
    private let store: any StreamStore
    private let version: Bytes
    private let pageCache: @Sendable () -> PageCacheFigures

    /// Metrics of the server that `meter` counts, of its store, and of its cache of pages.
    package init(
        meter: Meter, store: any StreamStore, version: String,
        pageCache: @escaping @Sendable () -> PageCacheFigures = { PageCacheFigures() }
    ) {
        self.meter = meter
        self.store = store
        self.version = Bytes(version)
        self.pageCache = pageCache
    }

    /// The text format, which Prometheus has always read.
    static let text = MediaType("text/plain", field: "text/plain; version=0.0.4; charset=utf-8")
    /// What it asks for today.
    static let openMetrics = MediaType(
        "application/openmetrics-text",
        field: "application/openmetrics-text; version=1.0.0; charset=utf-8")

    /// Both of them, as they lead to each other.
    private static let representations = [
        Representation(text, title: "Prometheus text", mark: ""),
        Representation(openMetrics, title: "OpenMetrics", mark: ""),
    ]

    /// The path, at the root: that is where everybody looks.
    package var mount: Mount {
        Mount(
            prefix: "/metrics",
            routes: [
                Route("/", [.get: Operation(produces: [Self.text, Self.openMetrics], read)])
            ],
            dialect: .negotiated)
    }

    private func read(_ request: Request) async throws -> Response {
        let isOpen = request.negotiated == Self.openMetrics
        let traffic = await meter.traffic()
        let figures = await store.figures()
        let takesWrites = await store.writeObstacle() == nil
        var exposition = Exposition(isOpen ? .openMetrics : .text)
        exposition.add(traffic)
        exposition.add(figures, takesWrites: takesWrites)
        exposition.add(pageCache())
        exposition.add(ProcessFigures.now())
        exposition.family("halserver_build_info", .gauge, "1, with the version as a label.")
        exposition.sample("halserver_build_info", labels: Labels([("version", version)])) {
            $0.append("1")
        }
        var response = Response(
            .ok, isOpen ? Self.openMetrics : Self.text, exposition.finish())
        response.headers.add(.cacheControl, "no-store")
        Self.representations.link(
            to: "metrics", without: Self.representations[isOpen ? 1 : 0], &response.headers)
        return response
    }
}
