extension RequestBody.Failure {
    /// How a body that could not be read is refused.
    package var refusal: Refusal {
        switch self {
        case .tooLarge(let limit): .contentTooLarge(limit: limit)
        case .incomplete: .malformed("The body has fewer bytes than were announced.")
        case .malformed(let reason): .malformed(reason)
        case .timedOut: .timedOut
        case .overloaded:
            .unavailable("The requests under way occupy all the memory they may.", retryAfter: 1)
        }
    }
}
