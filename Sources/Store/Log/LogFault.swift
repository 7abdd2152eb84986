/// Something in the files that is not as it was written.
package struct LogFault: Hashable, Sendable, CustomStringConvertible {
    /// The file's name in the data directory.
    package let file: String
    /// Where in the file, in bytes.
    package let offset: Int
    /// What is wrong.
    package let reason: String

    package var description: String { "\(file) at byte \(offset): \(reason)" }
}
