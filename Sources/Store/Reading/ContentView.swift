internal import Files
public import Objects
internal import Packs

/// The content of one file of a repository, from any place in it.
///
/// Everything that is passed on has been verified: docs/format.md §11.12 says how. Values are cheap to copy; reading takes
/// no lock, and any number of threads may read at the same time.
public struct ContentView: Sendable {
    /// The object whose content it is.
    public let id: ObjectID
    /// The length of the content in bytes.
    public let length: UInt64
    private let source: Source

    private enum Source: Sendable {
        case bytes([UInt8])
        case chunks(ChunkReader)
        case recipe(RecipeReader)
        case scratch(VerifiedScratch)
    }

    /// An output up to this length is held in memory, and has no points.
    static let shortLength: UInt64 = 4 << 20
    /// The most that is passed on at once, in bytes.
    public static let pieceLength: UInt64 = 1 << 20

    init(_ kind: ObjectKind, _ id: ObjectID, in repository: Repository) throws {
        self.id = id
        switch kind {
        case .chunks:
            let reader = try ChunkReader(id, in: repository)
            source = .chunks(reader)
            length = reader.length
        case .recipe:
            let recipe = try repository.objects.recipe(id)
            length = recipe.output.length
            let isLong = length > Self.shortLength
            if isLong, try repository.evaluator(for: recipe).hasPoints(recipe) {
                source = .recipe(try RecipeReader(recipe, in: repository))
            } else if isLong {
                source = .scratch(VerifiedScratch(try repository.verifiedOutput(of: recipe)))
            } else {
                source = .bytes(try repository.wholeContent(kind, id))
            }
        case .output:
            length = try repository.contentLength(kind, id)
            if length > Self.shortLength {
                let scratch = try ScratchFile(for: repository)
                try repository.content(kind, id) { try scratch.file.write($0) }
                source = .scratch(VerifiedScratch(scratch))
            } else {
                source = .bytes(try repository.wholeContent(kind, id))
            }
        case .blob, .bundle, .session:
            let bytes = try repository.wholeContent(kind, id)
            length = UInt64(bytes.count)
            source = .bytes(bytes)
        case .tree, .commit, .tag, .computation, .environment:
            throw ObjectError.wrongKind(id, found: kind, wanted: .blob)
        }
    }

    /// Whether the value is worth keeping for the next reader: it took the execution of a whole file to make, and holds
    /// no bytes.
    public var isCostly: Bool {
        switch source {
        case .recipe, .scratch: true
        case .bytes, .chunks: false
        }
    }

    /// Passes on the bytes of `range`, as far as the content has them, in pieces of at most ``pieceLength`` or a chunk.
    public func read(_ range: Range<UInt64>, _ consume: (RawSpan) throws -> Void) throws {
        var cursor = ContentCursor(self, range)
        try cursor.pass(to: range.upperBound, consume)
    }

    /// The bytes of `range`, as far as the content has them; the caller bounds their number.
    public func bytes(_ range: Range<UInt64>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(range) { piece in piece.withUnsafeBytes { bytes += $0 } }
        return bytes
    }

    fileprivate func pass(
        _ range: Range<UInt64>, from place: inout RecipePoint?, _ consume: (RawSpan) throws -> Void
    ) throws {
        switch source {
        case .bytes(let bytes): try consume(bytes.span.bytes.extracting(Int(range.lowerBound)..<Int(range.upperBound)))
        case .chunks(let reader): try reader.read(range, consume)
        case .recipe(let reader): try reader.read(range, from: &place, consume)
        case .scratch(let scratch): try scratch.read(range, consume)
        }
    }
}

/// A place in a content that is read from there to its end, piece by piece.
public struct ContentCursor: Sendable {
    private let view: ContentView
    private var rest: Range<UInt64>
    private var place: RecipePoint?

    /// Begins at the lower end of `range`, and ends at its upper end or that of the content.
    public init(_ view: ContentView, _ range: Range<UInt64>) {
        self.view = view
        rest = range.clamped(to: 0..<view.length)
    }

    /// The next bytes, `count` of them unless the end comes first; nil at the end.
    public mutating func next(_ count: UInt64 = ContentView.pieceLength) throws -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        var bytes: [UInt8] = []
        let end = rest.lowerBound + min(count, UInt64(rest.count))
        bytes.reserveCapacity(Int(end - rest.lowerBound))
        try pass(to: end) { piece in piece.withUnsafeBytes { bytes += $0 } }
        return bytes
    }

    mutating func pass(to end: UInt64, _ consume: (RawSpan) throws -> Void) throws {
        let end = min(end, rest.upperBound)
        guard end > rest.lowerBound else { return }
        try view.pass(rest.lowerBound..<end, from: &place, consume)
        rest = end..<rest.upperBound
    }
}

/// The verified bytes of a file that cannot be entered in the middle.
final class VerifiedScratch: Sendable {
    private let scratch: ScratchFile

    init(_ scratch: consuming ScratchFile) {
        self.scratch = scratch
    }

    func read(_ range: Range<UInt64>, _ consume: (RawSpan) throws -> Void) throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = Int(min(range.upperBound - offset, ContentView.pieceLength))
            let piece = try scratch.file.read(count, at: offset)
            guard !piece.isEmpty else { throw Damage(.file(scratch.file.path), "it was cut short") }
            try consume(piece.span.bytes)
            offset += UInt64(piece.count)
        }
    }
}
