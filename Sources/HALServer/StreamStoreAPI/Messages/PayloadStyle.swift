/// How documents show JSON that users stored (`hal-api.md` §14.10). The two client generations need
/// different forms.
package enum PayloadStyle: String, Sendable, Hashable {
    /// As strings of JSON text, as in the original.
    case string
    /// As JSON values.
    case object
}
