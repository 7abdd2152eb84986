import HALServer

/// The checkout that is tested.
enum Checkout {
    /// Where it lies.
    static let root =
        "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

    /// Where its documentation and its explorer lie.
    static let resources = "\(root)/Resources"

    /// What a server of this checkout has loaded at its start.
    static func loadResources() throws -> Resources {
        try Resources.load(directory: resources)
    }
}
