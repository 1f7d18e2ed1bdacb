import Engine
import Files
import Objects
import Store

/// The content of a file that passes through: in memory if it is short, otherwise in an unnamed temporary file.
struct FileContent: Sendable {
    private let bytes: [UInt8]
    private let file: TemporaryContent?
    let length: UInt64
    let sha256: Digest

    fileprivate init(bytes: [UInt8], file: TemporaryContent?, length: UInt64, sha256: Digest) {
        self.bytes = bytes
        self.file = file
        self.length = length
        self.sha256 = sha256
    }

    init(_ bytes: [UInt8]) {
        self.init(bytes: bytes, file: nil, length: UInt64(bytes.count), sha256: Digest(of: bytes))
    }

    /// Collects the content that `make` passes to its sink.
    init(_ make: (_ sink: (RawSpan) throws -> Void) throws -> Void) throws {
        var builder = FileContentBuilder()
        try make { piece in try builder.add(piece.withUnsafeBytes { Array($0) }) }
        self = try builder.finish()
    }

    /// All bytes, if they are in memory.
    var wholeBytes: [UInt8]? { file == nil ? bytes : nil }

    /// The bytes in order, piece by piece.
    struct Cursor {
        fileprivate let content: FileContent
        private var offset: UInt64 = 0

        fileprivate init(_ content: FileContent) {
            self.content = content
        }

        /// The next piece; nil at the end.
        mutating func next() throws -> [UInt8]? {
            guard offset < content.length else { return nil }
            let piece = try content.file?.read(FileContentBuilder.memory, at: offset) ?? content.bytes
            guard !piece.isEmpty else { throw CommandError(.environment, "a temporary file was cut short") }
            offset += UInt64(piece.count)
            return piece
        }
    }

    var cursor: Cursor { Cursor(self) }

    /// Searches for the call that gives these bytes.
    func discover(with engine: ReplayEngine) throws -> Recipe? {
        if let file { return try engine.discover(in: InputFile(file.path)).recipe }
        return try engine.discover(in: bytes).recipe
    }

    /// Stores the bytes in a repository.
    func keep(in repository: Repository) throws -> (kind: ObjectKind, id: ObjectID) {
        if let file { return try repository.keep(fileAt: file.path) }
        let transaction = try repository.transaction()
        let id = try transaction.put(.blob, bytes)
        try transaction.publish()
        return (.blob, id)
    }
}

/// Collects content piece by piece.
struct FileContentBuilder {
    /// The maximum number of bytes held in memory: the maximum length of a blob.
    static let memory = 1 << 20

    private var bytes: [UInt8] = []
    private var file: TemporaryContent?
    private var hasher = ContentHasher()

    mutating func add(_ piece: [UInt8]) throws {
        hasher.update(piece)
        bytes += piece
        guard bytes.count > Self.memory || file != nil else { return }
        let target = try file ?? TemporaryContent()
        file = target
        guard bytes.count > Self.memory else { return }
        try target.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    consuming func finish() throws -> FileContent {
        let length = hasher.count
        guard let file else { return FileContent(bytes: bytes, file: nil, length: length, sha256: hasher.finish()) }
        try file.write(bytes)
        return FileContent(bytes: [], file: file, length: length, sha256: hasher.finish())
    }
}

/// An unnamed temporary file, deleted with the value.
private final class TemporaryContent: Sendable {
    private let file: File

    init() throws {
        file = try File.temporary()
    }

    var path: String { file.procPath }

    func write(_ bytes: [UInt8]) throws { try file.write(bytes) }

    func read(_ count: Int, at offset: UInt64) throws -> [UInt8] { try file.read(count, at: offset) }
}
