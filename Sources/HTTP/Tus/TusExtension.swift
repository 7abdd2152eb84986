package import Octets

/// What a server may offer beside the core of the protocol, in the words of Tus-Extension.
package enum TusExtension: Sendable, Hashable, CaseIterable {
    /// A POST makes an upload.
    case creation
    /// That POST may bring the first bytes along.
    case creationWithUpload
    /// The length may be told later.
    case creationDeferLength
    /// The bytes of a request are checked before they count.
    case checksum
    /// Uploads that are not completed go after a while.
    case expiration
    /// DELETE gives an upload up.
    case termination

    /// The name in the field.
    package var name: Bytes {
        switch self {
        case .creation: "creation"
        case .creationWithUpload: "creation-with-upload"
        case .creationDeferLength: "creation-defer-length"
        case .checksum: "checksum"
        case .expiration: "expiration"
        case .termination: "termination"
        }
    }
}
