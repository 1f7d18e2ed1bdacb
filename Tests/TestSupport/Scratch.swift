internal import Foundation
internal import Synchronization

/// A folder of a test's own, in the folder that TMPDIR names. Gone when the test is; one that all tests share, at the end of the
/// process.
public final class Scratch: Sendable {
    public let path: String

    public init() throws {
        path = FileManager.default.temporaryDirectory.path + "/at1-test-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        _ = Self.removesAtExit
        Self.paths.withLock { _ = $0.insert(path) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        Self.paths.withLock { _ = $0.remove(path) }
    }

    /// The folders that are there.
    private static let paths = Mutex<Set<String>>([])

    private static let removesAtExit: Void = {
        atexit {
            for path in Scratch.paths.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
        }
    }()

    /// The path of a file in the folder.
    public subscript(name: String) -> String { "\(path)/\(name)" }

    public func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    public func write(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: self[name])
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    public func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: self[name])))
    }
    public func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name]) }
    public func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self[name]) }
    public func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: true)
    }
    public func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self[folder]).sorted()
    }
}

/// Bytes that look random and are the same in every run.
public func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 32)
    }
}
