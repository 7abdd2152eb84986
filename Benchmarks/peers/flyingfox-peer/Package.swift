// swift-tools-version:6.0
import PackageDescription

// A package of its own: the server itself depends on nothing, and its build never sees this.
let package = Package(
    name: "peer",
    dependencies: [
        .package(url: "https://github.com/swhitty/FlyingFox.git", exact: "0.27.1")
    ],
    targets: [
        .executableTarget(
            name: "peer", dependencies: [.product(name: "FlyingFox", package: "FlyingFox")])
    ])
