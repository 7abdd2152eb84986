import HTTP
package import Octets

/// A file of the explorer: script or style, as it lies in `Resources/explorer`.
package struct ExplorerFile: Sendable {
    /// The last segment of its address.
    let name: Bytes
    let document: StaticDocument

    /// The files that there are, and nothing else is served.
    package static let names: [Bytes] = [
        "documentation.js", "explorer.css", "explorer.js", "fields.js", "forms.js", "hal.js",
        "upload.js", "view.js",
    ]

    /// A file of this content.
    package init(name: Bytes, content: Bytes) {
        self.name = name
        let isStyle = name.span.ends(with: Bytes(".css").span)
        document = StaticDocument(content, isStyle ? .css : .javaScript)
    }
}
