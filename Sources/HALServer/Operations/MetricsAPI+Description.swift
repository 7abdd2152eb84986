import HTTP
import Octets
import Schemas

extension MetricsAPI {
    /// What the metrics say of themselves.
    package static let paths: [PathDescription] = [
        PathDescription(
            "/metrics",
            entry: PathDescription.Entry(.metrics, type: text, title: "Metrics"),
            [
                OperationDescription(
                    .get, "readMetrics", summary: "Metrics",
                    explanation: "For Prometheus: what the server did and how it is, in numbers.",
                    answers: [
                        Answer(
                            .ok, "All of them.", .media([text, openMetrics]),
                            fields: [.link.always]),
                        Answer(
                            .notAcceptable, "`Accept` excludes what is there.", .media([.text])),
                    ])
            ])
    ]
}
