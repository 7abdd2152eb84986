import HTTP
import JSON
import Octets
import Schemas

/// Why the stream store does not do what it was asked, as an endpoint throws it (`bytes-api.md` §1).
struct ByteStreamsFailure: Error, Sendable {
    /// What stands under `error` in the answer.
    enum Cause: Sendable {
        /// The status.
        case status
        /// A call that the system refused: its name, the file, the error number.
        case call(Bytes, path: Bytes, code: Int32)
        /// An error that has no parts, as one of the network.
        case unknown
    }

    let status: Status
    var cause = Cause.status
    /// What went wrong, in words; nil where the original has none.
    var message: String?
    /// What is wrong with a body, in order.
    var faults: [Problem.Fault] = []
    /// Fields that the answer carries beside its body.
    var headers = Headers()
    /// Whether nothing can be read behind the request.
    var closesConnection = false

    init(_ status: Status, _ cause: Cause = .status, _ message: String? = nil) {
        self.status = status
        self.cause = cause
        self.message = message
    }

    /// A failure that its status and a sentence name.
    init(_ status: Status, _ message: String) { self.init(status, .status, message) }

    /// A body that its form does not allow. The first fault is the message.
    static func refused(_ faults: [Problem.Fault]) -> ByteStreamsFailure {
        var failure = ByteStreamsFailure(.badRequest, faults.first?.detail ?? "The body is wrong.")
        failure.faults = faults
        return failure
    }

    /// The answer in the words of the original: one line of JSON.
    var response: Response {
        var json = JSONWriter(capacity: 160)
        json.beginObject()
        json.name("error")
        switch cause {
        case .status: json.value(status.code)
        case .unknown: json.splice("{}")
        case .call(let call, let path, let code):
            json.beginObject()
            json.name("Op")
            json.value(call)
            json.name("Path")
            json.value(path)
            json.name("Err")
            json.value(code)
            json.endObject()
        }
        if let message {
            json.name("message")
            json.value(message)
        }
        json.name("status")
        json.value(Bytes("error"))
        json.endObject()
        return completed(.line(json.finish(), status))
    }

    /// The same as problem details, with links, for clients of HAL.
    ///
    /// - Parameters:
    ///   - help: where the documentation is, below the root.
    ///   - form: the form of what was tried.
    func problem(for request: Request, help: Bytes, form: Form?) -> Response {
        var problem = Problem(
            status, type: "about:blank", title: "\(status.reason)", detail: message, faults: faults)
        problem.carriesForm = !faults.isEmpty
        return completed(problem.response(to: request, help: help, form: { _ in form }))
    }

    private func completed(_ answer: Response) -> Response {
        var answer = answer
        for field in headers.fields {
            guard let name = HeaderName(field.name), let value = HeaderValue(field.value) else {
                continue
            }
            answer.headers.set(name, value)
        }
        answer.closesConnection = closesConnection
        return answer
    }
}
