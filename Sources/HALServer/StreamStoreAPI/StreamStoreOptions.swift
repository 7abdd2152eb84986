/// What can be set about this API.
struct StreamStoreOptions: Sendable {
    /// Whether a page asked for in another spelling than the canonical one is redirected to it.
    var useCanonicalURLs = true
    /// How stored JSON is shown.
    var payloads = PayloadStyle.string
    /// How much one request may bring.
    var limits = HALServer.Limits()
}
