// swift-tools-version: 6.2
import PackageDescription

/// A package of its own: what these programs use is what any package can use of at1.
let package = Package(
    name: "at1-examples",
    dependencies: [.package(name: "at1", path: "..")],
    targets: [
        .executableTarget(
            name: "CommitRecipe",
            dependencies: [
                .product(name: "Engine", package: "at1"), .product(name: "Objects", package: "at1"),
                .product(name: "Store", package: "at1"),
            ], path: "CommitRecipe"),
        .executableTarget(
            name: "ReadFile",
            dependencies: [.product(name: "Engine", package: "at1"), .product(name: "Store", package: "at1")],
            path: "ReadFile"),
        .executableTarget(
            name: "CheckStore",
            dependencies: [.product(name: "Engine", package: "at1"), .product(name: "Store", package: "at1")],
            path: "CheckStore"),
        .executableTarget(
            name: "CaptureStep", dependencies: [.product(name: "Objects", package: "at1")], path: "CaptureStep"),
    ],
    swiftLanguageModes: [.v6]
)
