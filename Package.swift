// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target: warnings are errors, unsafe code says so, imports are explicit.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
]

func library(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: data, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: data, swiftSettings: settings)
}

/// What the fuzzer and its tests look into.
let fuzzed: [Target.Dependency] = [
    "HALServer", "HTTP", "Store", "Schemas", "JSON", "Octets", "TestSupport",
]

let package = Package(
    name: "HALServer",
    products: [
        .executable(name: "halserver", targets: ["Daemon"]),
        .library(name: "HALServer", targets: ["HALServer"]),
    ],
    targets: [
        .systemLibrary(name: "CLinux"),
        .systemLibrary(
            name: "CMark", pkgConfig: "md4c-html", providers: [.apt(["libmd4c-html0-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        library("Octets", ["CLinux"]),
        library("JSON", ["Octets"]),
        library("HTTP", ["Octets", "CLinux"]),
        library("Schemas", ["Octets", "JSON"]),
        library("Store", ["Octets", "JSON", "CLinux", "COpenSSL"], data: ["Log/FORMAT.md"]),
        library(
            "HALServer",
            ["Octets", "JSON", "HTTP", "Schemas", "Store", "CMark", "CZlib", "CZstd"]),
        .executableTarget(
            name: "Daemon",
            dependencies: ["Octets", "HTTP", "Store", "HALServer", "CLinux"],
            swiftSettings: settings),
        // Sees what is public only, as a package of somebody else would.
        .executableTarget(
            name: "Embedded", dependencies: ["HALServer"], path: "Examples/Embedded",
            exclude: ["README.md"], packageAccess: false, swiftSettings: settings),
        // Opens the states of a disk that a power cut may leave, many in one process.
        .executableTarget(
            name: "CrashStates", dependencies: ["Store", "JSON", "Octets"],
            path: "Tests/CrashStates", swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Octets", "JSON", "HTTP", "Store", "CLinux"],
            path: "Tests/Support", swiftSettings: settings),
        tests("OctetsTests", ["Octets"]),
        tests("JSONTests", ["JSON", "Octets"]),
        tests("HTTPTests", ["HTTP", "Octets", "TestSupport"]),
        tests("SchemasTests", ["Schemas", "JSON", "Octets", "TestSupport"]),
        tests("StoreTests", ["Store", "JSON", "Octets", "CLinux", "TestSupport"]),
        tests(
            "HALServerTests",
            [
                "HALServer", "HTTP", "Store", "Schemas", "JSON", "Octets", "CZlib", "CZstd",
                "TestSupport",
            ],
            data: ["Golden"]),
        tests("DaemonTests", ["Daemon", "HALServer", "HTTP", "Store", "Octets", "TestSupport"]),
        tests(
            "EndToEndTests", ["Schemas", "JSON", "Octets", "TestSupport"],
            data: ["Fixtures", "Clients", "Load", "Durability/Scripts"]),
        tests("FuzzTests", fuzzed, data: ["Corpus", "Dictionaries", "Fuzzer", "Opinions"]),
        tests("TidyTests", []),
    ]
)

// `HALSERVER_FUZZ=1` makes the fuzzer of the sources of FuzzTests, in the place of all tests: a target of this
// package sees what the package keeps to itself, and nobody else builds it.
if Context.environment["HALSERVER_FUZZ"] != nil {
    package.targets.removeAll { $0.type == .test }
    package.targets.append(
        .executableTarget(
            name: "Fuzzer", dependencies: fuzzed, path: "Tests/FuzzTests",
            exclude: ["Corpus", "Dictionaries", "Opinions", "Replay"], swiftSettings: settings))
}
