package import Octets

extension ContentDisposition {
    /// The name of the file that a field value gives, whatever it says should be done with it: `filename*` (RFC 8187)
    /// before `filename` (RFC 6266 §4.3). Nil where there is none, it names no file, or the field cannot be read.
    package static func fileName(in field: Bytes) -> FileName? {
        guard let list = ParameterList(field) else { return nil }
        let name = list["filename*"].flatMap(ExtendedValue.decode) ?? list["filename"]
        return name.flatMap { FileName($0) }
    }
}
