import JSON
import Octets

extension MetadataRecord {
    /// Reads what a metadata message says: members in any order and unknown ones beside them, as stores
    /// that were imported have them. An absent member says as much as null. Nil where the payload is no
    /// JSON object, or a member is of another kind or does not fit.
    package static func metadata(from payload: Payload) -> StreamMetadata? {
        guard payload.format == .json, let record = try? JSONValue(parsing: payload.bytes),
            record.kind == .object,
            let maxAge = value(of: record["MaxAge"], { $0.integer.flatMap(Int32.init(exactly:)) }),
            let maxCount = value(
                of: record["MaxCount"], { $0.integer.flatMap(Int32.init(exactly:)) }),
            let json = value(of: record["MetaJson"], \.string)
        else { return nil }
        return StreamMetadata(maxAge: maxAge, maxCount: maxCount, json: json)
    }

    /// What a member says: nothing where it is absent or null. Nil where it cannot be read.
    private static func value<Value>(
        of member: JSONValue?, _ read: (JSONValue) -> Value?
    ) -> Value?? {
        guard let member, member != .null else { return .some(nil) }
        guard let value = read(member) else { return nil }
        return .some(value)
    }
}
