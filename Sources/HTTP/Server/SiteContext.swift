/// What the connections of a site share: one object, so that pointing to it costs one reference.
final class SiteContext: Sendable {
    /// The server's limits, with what this site takes.
    let limits: Limits
    let answer: @Sendable (consuming Request) -> ResponsePromise
    let refuse: @Sendable (Refusal) -> Response

    init(_ site: Site, _ limits: Limits) {
        var limits = limits
        limits.takesBareUploads = site.takesBareUploads
        self.limits = limits
        answer = site.answer
        refuse = site.refuse
    }
}
