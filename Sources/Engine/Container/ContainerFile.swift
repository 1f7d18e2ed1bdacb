public import Objects
internal import XZ

/// An `.at1r` file, open for reading.
public struct ContainerFile: Sendable {
    public let container: Container
    /// The length of the whole file in bytes.
    public let length: UInt64
    private let file: InputFile

    /// Opens the file and reads its head.
    ///
    /// - Throws: `FileError`, `DecodeError`.
    public init(_ path: String) throws {
        file = try InputFile(path)
        length = file.length
        var front: [UInt8] = []
        var reader = SequentialReader(file)
        try reader.read(Int(min(length, UInt64(Container.maximumHeadLength)))) { $0.withUnsafeBytes { front += $0 } }
        container = try Container(front: front)
    }

    /// Passes on the packed file, piece by piece, in order.
    ///
    /// The bytes must not be trusted before all have arrived: the call throws ``OutputDiffers`` after bytes that do not
    /// have the recorded length and SHA-256.
    ///
    /// - Throws: `OutputDiffers`, `RecipeRefusal`, `FileError`, `XZError`, and whatever `consume` throws.
    public func unpack(with engine: some RecipeEvaluator, _ consume: (RawSpan) throws -> Void) throws {
        let output = container.output
        var hasher = ContentHasher()
        func pass(_ piece: RawSpan) throws {
            hasher.update(piece)
            guard hasher.count <= output.length else {
                throw OutputDiffers(expected: output, length: hasher.count, sha256: nil)
            }
            try consume(piece)
        }
        switch container.content {
        case .recipe(let recipe): try engine.evaluate(recipe, pass)
        case .fallback(let fallback): try unpack(fallback, pass)
        }
        let digest = hasher.finish()
        guard hasher.count == output.length, digest == output.sha256 else {
            throw OutputDiffers(expected: output, length: hasher.count, sha256: digest)
        }
    }

    private func unpack(_ fallback: Container.Fallback, _ pass: (RawSpan) throws -> Void) throws {
        var reader = SequentialReader(file)
        try reader.read(container.headLength) { _ in }
        switch fallback.storage {
        case .raw: try reader.readAll(pass)
        case .xz:
            var coder = try XZCoder(decodingWithin: Self.decoderMemory)
            try reader.readAll { _ = try coder.code($0, finish: false, pass) }
            _ = try coder.code(RawSpan(), finish: true, pass)
        }
    }

    /// The memory that a decoder of `xz -9` needs, and a little more.
    private static let decoderMemory: UInt64 = 80 << 20
}

/// The output is not what was recorded. It ran with a different result, as opposed to not running.
public struct OutputDiffers: Error, Hashable, Sendable, CustomStringConvertible {
    public let expected: Recipe.Output
    /// The number of bytes in the output, as far as they were counted.
    public let length: UInt64
    /// Nil if there were too many to hash them all.
    public let sha256: Digest?

    public var description: String {
        guard let sha256, length == expected.length else {
            let count = length > expected.length ? "more than the" : "\(counted(length, "byte")), not the"
            return "what comes out has \(count) \(counted(expected.length, "byte")) recorded"
        }
        return "what comes out has SHA-256 \(sha256.hex), not the recorded \(expected.sha256.hex)"
    }
}
