import CZlib
import HTTP
import Octets

extension ContentCoding {
    /// gzip (RFC 1952), by zlib: what every client understands.
    static let gzip = ContentCoding(name: "gzip", alias: "x-gzip", inlineBytes: 16_384) {
        GzipState.encode($0)
    }
}

/// The state of zlib's compressor.
@safe private final class GzipState: @unchecked Sendable {
    // Guarded by who has it: one thread at a time.
    private let stream: UnsafeMutablePointer<z_stream>

    /// The level for most documents: 16 KiB of a page take 80 µs, at 4 a twentieth more bytes and 55 µs.
    private static let level: CInt = 6
    /// Documents above this many bytes are coded in a hurry: they are pages of long messages, and it is
    /// better to send more than to keep others waiting.
    private static let longBytes = 1_048_576
    private static let hurriedLevel: CInt = 1

    private static let idle = IdleStates<GzipState>()

    private init?(_ level: CInt) {
        guard let stream = unsafe halserver_gzip_begin(level) else { return nil }
        unsafe self.stream = stream
    }

    deinit { unsafe halserver_gzip_end(stream) }

    static func encode(_ document: Bytes) -> Bytes? {
        if document.count > longBytes { return GzipState(hurriedLevel)?.encode(document) }
        return idle.withState {
            GzipState(level)
        } _: {
            $0.encode(document)
        }
    }

    private func encode(_ document: Bytes) -> Bytes? {
        let room = Int(clamping: unsafe halserver_gzip_bound(stream, document.count))
        var writer = ByteWriter(capacity: room)
        unsafe document.span.withUnsafeBytes { source in
            unsafe writer.append(upTo: room) { space in
                unsafe halserver_gzip(
                    stream, source.baseAddress, source.count, space.baseAddress, space.count)
            }
        }
        return writer.count == 0 ? nil : Bytes(copying: writer.span)
    }
}
