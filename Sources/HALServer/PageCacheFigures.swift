/// What the cache of written pages did and holds, in numbers (`hal-api.md` §17.6).
package struct PageCacheFigures: Sendable, Hashable {
    /// Requests that were answered out of it.
    package var hits: UInt64 = 0
    /// Requests for pages that were not.
    package var misses: UInt64 = 0
    /// The bytes that it takes.
    package var bytes = 0
}
