import HTTP

extension Dialect {
    /// One line of text for mistakes, where answers depend on what a client accepts, as those of all resources
    /// do but for files.
    static let negotiated: Dialect = {
        var common = Headers()
        common.add(.vary, "Accept, Accept-Encoding")
        common.add(.contentTypeOptions, "nosniff")
        var dialect = Dialect.plain
        dialect.decorate = { [common] response, _ in response.headers.set(all: common) }
        return dialect
    }()
}
