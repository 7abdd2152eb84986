// swift-tools-version:6.0
import PackageDescription

// A package of its own: the server itself depends on nothing, and its build never sees this.
let package = Package(
    name: "peer",
    dependencies: [
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1")
    ],
    targets: [
        .executableTarget(
            name: "peer", dependencies: [.product(name: "Hummingbird", package: "hummingbird")])
    ])
