import HTTP
import Octets
import Schemas

extension HealthAPI {
    /// What the probes say of themselves.
    package static let paths: [PathDescription] = [
        PathDescription(
            "/health/ready",
            entry: PathDescription.Entry(.status, type: .health, title: "Ready for requests"),
            [
                OperationDescription(
                    .get, "readReadiness", summary: "Ready for requests",
                    explanation:
                        "For load balancers: whether requests should be sent here.",
                    answers: [
                        .nothing(.noContent, "The store takes writes, and the server stays."),
                        Answer(
                            .ok, "The same, to who names `application/health+json`.",
                            .media([.health])),
                        Answer(
                            .serviceUnavailable,
                            "The store takes no writes, or the server is stopping.",
                            .media([.text, .health]), fields: [.retryAfter]),
                    ])
            ]),
        PathDescription(
            "/health/live",
            entry: PathDescription.Entry(.status, type: .health, title: "Alive"),
            [
                OperationDescription(
                    .get, "readLiveness", summary: "Alive",
                    explanation: "For supervisors: whether the process answers.",
                    answers: [
                        .nothing(.noContent, "The process answers."),
                        Answer(
                            .ok, "The same, to who names `application/health+json`.",
                            .media([.health])),
                    ])
            ]),
    ]
}
