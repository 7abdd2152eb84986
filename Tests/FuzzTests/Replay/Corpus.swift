import Foundation
import Octets

/// The inputs of a target that are kept in the repository, and the words that it knows.
struct Corpus {
    /// The files by name, in the order of the names.
    let files: [(name: String, bytes: [UInt8])]
    /// The words of the dictionary.
    let words: [[UInt8]]

    init(of target: FuzzTarget) throws {
        let room = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folder = room.appending(path: "Corpus/\(target.name)")
        files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted().map {
            ($0, Array(try Data(contentsOf: folder.appending(path: $0))))
        }
        let text = try String(
            contentsOf: room.appending(path: "Dictionaries/\(target.name).dict"), encoding: .utf8)
        words = text.split(separator: "\n").compactMap { Self.word(String($0)) }
    }

    /// The word of a line of libFuzzer's format: `"bytes=\x0d\x0a"`; nil for a comment.
    private static func word(_ line: String) -> [UInt8]? {
        guard !line.hasPrefix("#"), let first = line.firstIndex(of: "\""),
            let last = line.lastIndex(of: "\""), first < last
        else { return nil }
        let text = Array(line[line.index(after: first)..<last].utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
                if text[index + 1] == UInt8(ascii: "x"), index + 3 < text.count,
                    let byte = UInt8(
                        String(decoding: text[(index + 2)...(index + 3)], as: UTF8.self), radix: 16)
                {
                    bytes.append(byte)
                    index += 4
                    continue
                }
                index += 1
            }
            bytes.append(text[index])
            index += 1
        }
        return bytes
    }
}
