import JSON
import Octets
import Schemas

extension ReadQuery {
    /// What the query of a page of one stream may say, in its canonical order.
    static let parameters: [Parameter] = [
        .query(
            "d", [.oneOfValues(["b", "f"]), .annotation("default", "b")],
            "The direction of reading: `f` forwards, `b` backwards."),
        .query(
            "m",
            [
                .type(.integer), .minimum(1), .maximum(Int64(Int32.max)),
                .annotation("default", 20),
            ],
            "The most messages on the page; at most 10,000 messages or 16 MiB are given."),
        .query(
            "p", [.type(.integer), .minimum(-1)],
            "Where to begin, inclusive: a position in `/stream`, a version in a stream; -1 backwards is the newest. 0 forwards and -1 backwards if absent."
        ),
        .query(
            "e", [.oneOfValues([0, 1]), .annotation("default", 0)], "1 to embed the payloads."),
        .query("type", [.type(.string)], "Only messages of exactly this type."),
    ]

    /// What the query of a page of all streams may say, in its canonical order.
    static let allParameters =
        parameters + [
            .query(
                "prefix", [.type(.string)],
                "Only streams whose names begin so; `$` shows the server's own streams.")
        ]
}
