/// The bytes of a file that holds data, from any place in it.
package struct DataBytes: Sendable {
    package let length: UInt64
    private let source: @Sendable (Range<UInt64>, (RawSpan) throws -> Void) throws -> Void

    /// - Parameter read: passes on the bytes of a range, in order and in pieces; a range never ends behind the file.
    package init(
        length: UInt64, _ read: @escaping @Sendable (Range<UInt64>, (RawSpan) throws -> Void) throws -> Void
    ) {
        self.length = length
        source = read
    }

    /// Passes on the bytes of `range`, as far as the file has them.
    package func read(_ range: Range<UInt64>, _ consume: (RawSpan) throws -> Void) throws {
        let range = range.clamped(to: 0..<length)
        if !range.isEmpty { try source(range, consume) }
    }

    /// The bytes of `range`, as far as the file has them; the caller bounds their number.
    package func bytes(_ range: Range<UInt64>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(range) { piece in piece.withUnsafeBytes { bytes += $0 } }
        return bytes
    }

    /// A part of the file as a file of its own.
    package func part(_ range: Range<UInt64>) -> DataBytes {
        let range = range.clamped(to: 0..<length)
        return DataBytes(length: UInt64(range.count)) { part, consume in
            try read(range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound, consume)
        }
    }
}

extension DataBytes {
    /// Bytes in memory.
    package init(_ bytes: [UInt8]) {
        self.init(length: UInt64(bytes.count)) { range, consume in
            try consume(bytes.span.bytes.extracting(Int(range.lowerBound)..<Int(range.upperBound)))
        }
    }
}
