import Foundation
import Testing

@Suite struct ArchitectureTests {
    /// The only arrows there are: which module may import which.
    static let arrows: [String: Set<String>] = [
        "Octets": ["CLinux"],
        "JSON": ["Octets"],
        "HTTP": ["Octets", "CLinux"],
        "Schemas": ["Octets", "JSON"],
        "Store": ["Octets", "JSON", "CLinux"],
        "HALServer": ["Octets", "JSON", "HTTP", "Schemas", "Store", "CMark"],
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

    @Test func `no API of the server names another's types`() throws {
        let files = try SourceFile.all(below: "Sources/HALServer").filter {
            $0.folder.hasSuffix("API")
        }
        #expect(!files.isEmpty)
        for folder in Set(files.map(\.folder)) {
            let own = Set(files.filter { $0.folder == folder }.flatMap(\.declaredTypes))
            for file in files where file.folder != folder {
                for line in file.code {
                    let words = line.text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
                    let foreign = words.map(String.init).filter(own.contains)
                        .filter { !file.declaredTypes.contains($0) }
                    #expect(foreign.isEmpty, "\(file.path):\(line.number) names \(foreign)")
                }
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
