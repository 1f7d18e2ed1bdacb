/// Bytes with random access that can be read more than once: a file, or an array in memory.
public protocol ByteSource: SendableMetatype {
    /// In bytes.
    var length: UInt64 { get }

    /// Reads bytes from `offset` on into `buffer`, and returns how many; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int
}

/// The file has become shorter: something else writes to it.
public struct SourceChanged: Error, Hashable, Sendable, CustomStringConvertible {
    public init() {}
    public var description: String { "the file changed while it was read" }
}

extension [UInt8]: ByteSource {
    public var length: UInt64 { UInt64(count) }

    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
        let start = Int(Swift.min(offset, length))
        let end = start + Swift.min(buffer.count, count - start)
        withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
        return end - start
    }
}

/// Reads a source from front to end through one buffer.
struct SequentialReader<Source: ByteSource> {
    private let source: Source
    private var offset: UInt64 = 0
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    init(_ source: Source) {
        self.source = source
    }

    /// Passes on the next `count` bytes, all at once.
    mutating func read(_ count: Int, _ body: (RawSpan) throws -> Void) throws {
        if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
        var filled = 0
        while filled < count {
            let read = try buffer.withUnsafeMutableBytes { [source, offset] buffer in
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<count]), at: offset)
            }
            guard read > 0 else { throw SourceChanged() }
            filled += read
            offset += UInt64(read)
        }
        try body(buffer.span.bytes.extracting(0..<count))
    }

    /// Passes on all remaining bytes, piece by piece.
    mutating func readAll(_ body: (RawSpan) throws -> Void) throws {
        while offset < source.length {
            try read(Int(min(UInt64(1 << 18), source.length - offset)), body)
        }
    }
}
