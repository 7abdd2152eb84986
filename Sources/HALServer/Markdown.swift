import CMark
import Octets

/// Markdown as HTML, by md4c: CommonMark with tables. Raw HTML in the text is shown, not passed on.
enum Markdown {
    /// The HTML fragment of a text; empty should the parser fail, which only a lack of memory makes it do.
    static func html(_ markdown: Bytes) -> Bytes {
        let output = Output()
        let span = markdown.span
        let flags = UInt32(MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML)
        unsafe span.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            let text = unsafe start.assumingMemoryBound(to: MD_CHAR.self)
            let target = unsafe Unmanaged.passUnretained(output).toOpaque()
            _ = unsafe md_html(
                text, MD_SIZE(source.count),
                { chunk, size, target in
                    guard let chunk = unsafe chunk, let target = unsafe target else { return }
                    let output = unsafe Unmanaged<Output>.fromOpaque(target).takeUnretainedValue()
                    unsafe output.writer.append(upTo: Int(size)) { space in
                        unsafe space.copyMemory(
                            from: UnsafeRawBufferPointer(start: chunk, count: Int(size)))
                        return Int(size)
                    }
                }, target, flags, 0)
        }
        return output.take()
    }

    /// Collects what the renderer writes; lives for one call.
    private final class Output {
        var writer = ByteWriter(capacity: 8 << 10)

        func take() -> Bytes {
            var written = ByteWriter(capacity: 0)
            swap(&written, &writer)
            return written.finish()
        }
    }
}
