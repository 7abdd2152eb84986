import JSON
import Octets
import Schemas

extension ListQuery {
    /// What the query of a page of names may say.
    static let parameters: [Parameter] = [
        .query(
            "p", [.type(.string)],
            "A piece of the name, taken literally. It counts only together with `t`."),
        .query(
            "t", [.oneOfValues(["s", "e"])],
            "Where the piece stands: `s` at the beginning, `e` at the end of the name."),
        .query(
            "c", [.type(.string), .annotation("pattern", "^[0-9]{0,18}$")],
            "Continues a list: it is part of the `next` link, and need not be made by hand."),
        .query(
            "m", [.type(.integer), .minimum(1), .annotation("default", 100)],
            "The most names on a page; at most 10,000 are given."),
    ]
}
