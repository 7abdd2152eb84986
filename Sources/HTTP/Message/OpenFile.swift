package import Octets

/// An open file that several regions share. It is closed when the last of them goes.
package final class OpenFile: Sendable {
    private let descriptor: Descriptor

    /// The descriptor's number, for system calls. It must not outlive this object.
    package var raw: CInt { descriptor.raw }

    /// Takes over an open file.
    package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
