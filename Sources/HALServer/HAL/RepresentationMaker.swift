import HTTP

/// Makes a representation of what an endpoint answers in HAL.
protocol RepresentationMaker: Sendable {
    /// The threads on which that is done where the answer is too long for an event loop; nil if it is not.
    func threads(for response: Response) -> BlockingPool?

    /// The answer in this representation; as it is where it is no HAL.
    func make(of response: Response, for request: Request) -> Response
}
