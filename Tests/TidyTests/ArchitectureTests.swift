import Foundation
import Testing

@Suite struct ArchitectureTests {
    /// The only arrows there are: which module may import which.
    static let arrows: [String: Set<String>] = [
        "Octets": ["CLinux"],
        "JSON": ["Octets"],
        "HTTP": ["Octets", "CLinux"],
        "Schemas": ["Octets", "JSON"],
        "Store": ["Octets", "JSON", "CLinux", "COpenSSL"],
        "HALServer": ["Octets", "JSON", "HTTP", "Schemas", "Store", "CMark", "CZlib", "CZstd"],
        "Daemon": ["Octets", "HTTP", "Store", "HALServer", "CLinux"],
    ]

    /// What the toolchain brings, which every module may use.
    static let toolchain: Set<String> = ["Glibc", "Synchronization"]

    @Test func `a module imports only what lies below it`() throws {
        for file in try SourceFile.all(below: "Sources") {
            let module = String(file.path.split(separator: "/")[1])
            let allowed = try #require(Self.arrows[module], "\(module) is new; draw its arrows")
            for name in file.imports {
                #expect(
                    allowed.contains(name) || Self.toolchain.contains(name),
                    "\(file.path) imports \(name)")
            }
        }
    }

    @Test func `the manifest draws the same arrows`() throws {
        let manifest = try String(
            contentsOf: SourceFile.root.appending(path: "Package.swift"), encoding: .utf8)
        let flat = manifest.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
            .replacingOccurrences(of: "( ", with: "(")
        for (module, imports) in Self.arrows where module != "Daemon" {
            let start = try #require(flat.range(of: "library(\"\(module)\", [")).upperBound
            let end = try #require(flat[start...].firstIndex(of: "]"))
            let named = flat[start..<end].split { $0 == "," || $0 == " " || $0 == "\"" }
            #expect(Set(named.map(String.init)) == imports, "\(module)")
        }
    }

    @Test func `there is no package dependency`() throws {
        let manifest = try String(
            contentsOf: SourceFile.root.appending(path: "Package.swift"), encoding: .utf8)
        #expect(!manifest.contains(".package("))
    }

    /// Which room of `HALServer` may name the types of which other. What lies beside the rooms puts them
    /// together, and may name all.
    static let rooms: [String: Set<String>] = [
        "HAL": [],
        "Description": ["HAL"],
        "Explorer": ["HAL"],
        "Table": ["HAL", "Description"],
        "Docs": ["HAL", "Description", "Explorer"],
        "Uploads": ["HAL", "Description", "Table"],
        "Health": ["HAL", "Description"],
        "Operations": ["HAL", "Description"],
        "StreamStoreAPI": ["HAL", "Description", "Explorer", "Table", "Docs"],
        "ByteStreamsAPI": ["HAL", "Description", "Explorer", "Table", "Docs", "Uploads"],
        "FileStoreAPI": ["HAL", "Description", "Explorer", "Table", "Docs", "Uploads"],
        "Embedding": ["HAL"],
    ]

    @Test func `no API of the server names another's types`() throws {
        let files = try SourceFile.all(below: "Sources/HALServer")
        func room(_ file: SourceFile) -> String? {
            let steps = file.folder.split(separator: "/")
            return steps.count > 2 ? String(steps[2]) : nil
        }
        var homes: [String: String] = [:]
        for file in files {
            for name in file.topLevelTypes { homes[name] = room(file) }
        }
        #expect(homes.count > 50)
        for file in files {
            guard let room = room(file) else { continue }
            let allowed = try #require(Self.rooms[room], "\(room) is new; draw its arrows")
            for line in file.code {
                let foreign = line.text.typeNames.filter { name in
                    homes[name].map { $0 != room && !allowed.contains($0) } ?? false
                }
                #expect(foreign.isEmpty, "\(file.path):\(line.number) names \(foreign)")
            }
        }
    }

    /// Where a folder's tests lie, if not in the folder of the same name.
    static let testedElsewhere: [String: String] = [
        "Store": "StoreTests/Conformance",
        "Store/Memory": "StoreTests/Conformance",
        "Store/Model": "StoreTests/Conformance",
    ]

    @Test func `every folder of sources has its tests`() throws {
        let tests = try SourceFile.all(below: "Tests").filter { $0.path.hasSuffix("Tests.swift") }
        for folder in Set(try SourceFile.all(below: "Sources").map(\.folder)) {
            let names = folder.split(separator: "/").dropFirst().map(String.init)
            let rest = names.dropFirst().map { "/\($0)" }.joined()
            let wanted =
                Self.testedElsewhere[names.joined(separator: "/")] ?? "\(names[0])Tests\(rest)"
            let isTested = tests.contains { $0.path.hasPrefix("Tests/\(wanted)/") }
            #expect(isTested, "\(folder) has no tests in Tests/\(wanted)")
        }
    }
}

extension String {
    /// The words of a line of code that may name types: those with a capital, outside of literals.
    fileprivate var typeNames: [String] {
        var isLiteral = false
        var words = [""]
        for character in self {
            if character == "\"" { isLiteral.toggle() }
            if !isLiteral, character.isLetter || character.isNumber || character == "_" {
                words[words.count - 1].append(character)
            } else {
                words.append("")
            }
        }
        return words.filter { $0.first?.isUppercase == true }
    }
}
