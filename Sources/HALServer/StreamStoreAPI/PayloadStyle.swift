/// How documents show JSON that users stored (`design.md`, decision 10). The two client generations need
/// different forms.
package enum PayloadStyle: String, Sendable, Hashable {
    /// As strings of JSON text, as in the seed.
    case string
    /// As JSON values.
    case object
}
