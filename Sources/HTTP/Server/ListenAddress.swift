import Octets

/// Where to listen: a host and a port.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A numeric address, a name, or nothing for every address of the machine. `localhost` means both
    /// loopback addresses.
    package let host: String
    /// The TCP port; 0 lets the kernel choose.
    package let port: UInt16

    /// The address made of these parts.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:5000`, `[::1]:5000`, `localhost:5000`, `:5000` and `*:5000`. Nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = Int64(decimal: Bytes(String(text[text.index(after: colon)...])).span),
            let port = UInt16(exactly: port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.utf8.count > 2 else { return nil }
            host = String(host.dropFirst().dropLast())
        } else if host.utf8.contains(UInt8(ascii: ":")) {
            return nil
        }
        if host == "*" { host = "" }
        self.init(host: host, port: port)
    }

    /// Whether every address of the machine is meant, IPv4 and IPv6.
    package var isUnspecified: Bool { host.isEmpty || host == "0.0.0.0" || host == "::" }

    /// The address as a URL's authority has it.
    package var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
