// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with: the language as it will be, not as it was.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "at1",
    products: [
        .library(name: "Objects", targets: ["Objects"]),
        .library(name: "Engine", targets: ["Engine", "Files"]),
        .library(name: "Store", targets: ["Files", "Mirror", "Packs", "Remotes", "Store"]),
        .executable(name: "at1", targets: ["CLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // For scripts/docs only: nothing is built from it.
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        // System libraries, and the leaf modules that make them Swift.
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .target(name: "XZ", dependencies: ["CLZMA"], swiftSettings: strict),
        .target(name: "Zstandard", dependencies: ["CZstd"], swiftSettings: strict),
        .target(name: "Brotli", dependencies: ["CBrotli"], swiftSettings: strict),
        // printf's doubles, without the array of arguments that Swift would make for each.
        .target(name: "CPrint"),
        // The codec of frames that hold numbers and tables.
        .target(name: "Columns", dependencies: ["Brotli", "CPrint", "XZ", "Zstandard"], swiftSettings: strict),
        .target(name: "Sodium", dependencies: ["CSodium"], swiftSettings: strict),
        // libcurl, loaded when it is first used: it and what it needs take longer to load than most commands run.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "HTTP", dependencies: ["CCurl"], swiftSettings: strict),
        // libgit2, opened when it is first needed; at1 is not linked against it.
        .target(name: "CGit2"),
        .target(name: "Git2", dependencies: ["CGit2"], swiftSettings: strict),
        // isa-l, opened when it is first needed: by a gc with parity, and by a repair.
        .target(name: "CIsal"),
        .target(name: "ErasureCode", dependencies: ["CIsal"], swiftSettings: strict),
        // libcrypto, opened when a private key under somebody else's passphrase is read or written.
        .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "OpenSSL", dependencies: ["COpenSSL"], swiftSettings: strict),
        // Fused multiply-add for processors that are known at run time only.
        .target(name: "CFused"),
        // The beginnings of many random streams at once, one seed a lane.
        .target(name: "CLanes"),
        .target(name: "Threads", swiftSettings: strict),
        // Descriptors, atomic replacement, locks, folders; every system call on files.
        .target(name: "Files", swiftSettings: strict),
        // Standard streams that are closed, and words for memory that cannot be had. For the command only.
        .target(name: "CProcess"),

        // The rooms.
        .target(
            name: "Objects",
            dependencies: ["OpenSSL", "Sodium", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        // Arrays and tables: what is in them, and what their numbers have in common.
        .target(name: "DataFiles", swiftSettings: strict),
        .target(name: "Recording", dependencies: ["Files", "Objects"], swiftSettings: strict),
        // A server of HTTP for clients of this machine, and what it records.
        .target(
            name: "Proxy", dependencies: ["Files", "HTTP", "Objects", "Recording", "Threads"], swiftSettings: strict),
        .target(name: "Pages", dependencies: ["Objects"], swiftSettings: strict),
        .target(
            name: "Engine",
            dependencies: [
                "CFused", "CLanes", "Files", "Objects", "Threads", "XZ",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(name: "Keys", dependencies: ["Files", "Objects", "Sodium"], swiftSettings: strict),
        .target(
            name: "Packs",
            dependencies: ["Brotli", "Columns", "ErasureCode", "Files", "Objects", "Threads", "XZ", "Zstandard"],
            swiftSettings: strict),
        .target(
            name: "Store",
            dependencies: ["Files", "Git2", "Objects", "Packs", "Threads", "XZ", "Zstandard"],
            swiftSettings: strict),
        .target(
            name: "Remotes", dependencies: ["Files", "HTTP", "Objects", "Packs", "Store", "Threads"],
            swiftSettings: strict),
        .target(
            name: "Mirror",
            dependencies: ["Files", "Git2", "GitFilter", "Objects", "Packs", "Remotes", "Store", "Threads"],
            swiftSettings: strict),
        // Starts programs between fork and exec, and filters their system calls.
        .target(name: "CSandbox"),
        .target(
            name: "Computations", dependencies: ["CSandbox", "Files", "Objects", "Packs", "Store"],
            swiftSettings: strict),
        .target(
            name: "GitFilter", dependencies: ["Files", "Objects", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        // A repository over HTTP, read-only.
        .target(
            name: "Serve",
            dependencies: [
                "Files", "Objects", "Packs", "Store",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "CLI",
            dependencies: [
                "Computations", "CProcess", "DataFiles", "Engine", "Files", "GitFilter", "Keys", "Mirror", "Objects",
                "Packs", "Pages", "Proxy", "Recording", "Remotes", "Serve", "Store",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "Kernels", dependencies: ["Engine", "Objects"], path: "Benchmarks/Kernels", swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["Objects", .product(name: "Crypto", package: "swift-crypto")],
            path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "ObjectsTests", dependencies: ["Objects", "Sodium", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "RecordingTests", dependencies: ["Objects", "Recording", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ProxyTests", dependencies: ["Files", "Objects", "Proxy", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "PagesTests", dependencies: ["Objects", "Pages"], swiftSettings: strict),
        .testTarget(
            name: "GitFilterTests", dependencies: ["GitFilter", "Objects", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "EngineTests", dependencies: ["Engine", "Files", "TestSupport"], exclude: ["Oracle"],
            swiftSettings: strict),
        .testTarget(
            name: "KeysTests", dependencies: ["Files", "Keys", "Objects", "Sodium", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Brotli", "ErasureCode", "Files", "HTTP", "Mirror", "Objects", "Packs", "Remotes", "Store",
                "TestSupport", "Threads", "Zstandard",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PeerTests",
            dependencies: ["Files", "Mirror", "Objects", "Packs", "Remotes", "Store", "TestSupport", "XZ"],
            swiftSettings: strict),
        .testTarget(
            name: "ServeTests", dependencies: ["Files", "Objects", "Serve", "Store", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "DataFilesTests", dependencies: ["DataFiles", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "ColumnsTests", dependencies: ["Columns", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "Columns", "Engine", "Files", "GitFilter", "Mirror", "Objects", "Packs", "Remotes", "Store",
                "TestSupport",
            ],
            exclude: ["Corpus"], swiftSettings: strict),
        .testTarget(
            name: "CLITests", dependencies: ["Files", "Objects", "Store", "TestSupport"],
            exclude: ["Faults/shim.h", "Faults/shim.c", "Faults/faults.c", "Faults/record.c"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
