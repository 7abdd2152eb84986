import Glibc
import Octets

/// The target that this process is about: `FUZZ_TARGET` names it. (Not an argument: libFuzzer starts itself
/// again with arguments of its own.)
private let chosen: FuzzTarget = {
    let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) }
    for target in FuzzTarget.all where target.name == name { return target }
    print("FUZZ_TARGET must be one of \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
    exit(2)
}()

/// What libFuzzer calls with each input. A contradiction is a trap to it, and keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func checkInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Bytes()
    if let data = unsafe data {
        bytes = Bytes(copying: unsafe Span(_unsafeStart: data, count: count))
    }
    do {
        try chosen.check(bytes)
        return 0
    } catch {
        fatalError("\(error)")
    }
}
