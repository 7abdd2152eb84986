import Glibc

/// A system call that failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call's name, as in its manual page.
    public let call: String
    /// The error number that it left.
    public let code: CInt

    /// The failure of `call` with the error number `code`.
    public init(_ call: String, code: CInt) {
        self.call = call
        self.code = code
    }

    /// The call's name and the C library's text for the number.
    public var description: String {
        var buffer = [CChar](repeating: 0, count: 128)
        let text = unsafe buffer.withUnsafeMutableBufferPointer { space -> String in
            guard let base = space.baseAddress, unsafe strerror_r(code, base, space.count) == 0
            else {
                return "error \(code)"
            }
            return unsafe String(cString: base)
        }
        return "\(call): \(text)"
    }
}
