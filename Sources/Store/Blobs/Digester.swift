import COpenSSL
import Glibc
import Octets

/// A digest that is being computed. Whoever holds it feeds it from one thread at a time.
@safe final class Digester {
    let algorithm: HashAlgorithm
    private let context: OpaquePointer
    private var isBroken = false

    /// Begins a digest. Throws where libcrypto refuses the algorithm, as a FIPS build does MD5.
    init(_ algorithm: HashAlgorithm) throws(SystemError) {
        guard let made = unsafe EVP_MD_CTX_new() else { throw SystemError("EVP", code: ENOMEM) }
        self.algorithm = algorithm
        unsafe context = made
        let kind =
            switch algorithm {
            case .md5: unsafe EVP_md5()
            case .sha1: unsafe EVP_sha1()
            case .sha256: unsafe EVP_sha256()
            case .sha512: unsafe EVP_sha512()
            }
        guard unsafe EVP_DigestInit_ex(context, kind, nil) == 1 else {
            throw SystemError("EVP_DigestInit", code: ENOTSUP)
        }
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Feeds bytes.
    func update(_ bytes: Span<UInt8>) {
        let isDone = unsafe bytes.withUnsafeBytes { buffer -> Bool in
            guard let base = buffer.baseAddress else { return true }
            return unsafe EVP_DigestUpdate(context, base, buffer.count) == 1
        }
        if !isDone { isBroken = true }
    }

    /// The digest of all that was fed. Once.
    func finish() throws(SystemError) -> ContentHash {
        var digest = [UInt8](repeating: 0, count: 64)
        var count: UInt32 = 0
        let isDone = unsafe digest.withUnsafeMutableBufferPointer { space in
            unsafe EVP_DigestFinal_ex(context, space.baseAddress, &count) == 1
        }
        let bytes = Bytes(digest)[0..<Int(count)]
        guard isDone, !isBroken, let hash = ContentHash(algorithm, bytes) else {
            throw SystemError("EVP_DigestFinal", code: EIO)
        }
        return hash
    }

    /// The digest of one run of bytes.
    static func hash(
        _ bytes: Span<UInt8>, _ algorithm: HashAlgorithm
    ) throws(SystemError) -> ContentHash {
        let digester = try Digester(algorithm)
        digester.update(bytes)
        return try digester.finish()
    }
}
