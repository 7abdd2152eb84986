/// What can be set about this API.
struct StreamStoreOptions: Sendable {
    /// Whether a page asked for in another spelling than the canonical one is redirected to it.
    var useCanonicalURLs = true
    /// How stored JSON is shown.
    var payloads = PayloadStyle.string
    /// Whether the trace of every request that has one is stored with its messages.
    var tracesMetadata = false
    /// How much one request may bring.
    var limits = HALServer.Limits()
    /// Where long bodies are read.
    let longBodies = LongBodies()
}
