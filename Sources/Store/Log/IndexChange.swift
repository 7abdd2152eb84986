/// One change of the index: what a record means, once it is durable.
enum IndexChange {
    case streamCreated(number: UInt32, name: StreamID)
    case streamDeleted(number: UInt32)
    case message(position: Int64, hash: UInt64, Entry)
    case tombstone(position: Int64, stream: UInt32, version: Int32, created: Int64)
    case messageDeleted(position: Int64)
    case truncated(number: UInt32, before: Int32)
    case retention(of: StreamID, Retention)
}
