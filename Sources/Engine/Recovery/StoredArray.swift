internal import Objects

/// An array whose elements are in a file, at a known offset.
struct StoredArray {
    let source: any ByteSource
    let offset: UInt64
    let layout: ArrayLayout
    /// The numbers in the array, if they are known already.
    var numbers: ValueSet?

    /// The bytes of the first elements; of all if there are fewer than `count`.
    func head(_ count: Int) throws -> [UInt8] {
        let count = Int(min(UInt64(count), layout.count)) * layout.element.byteCount
        return try source.bytes(at: offset, count: count)
    }

    /// The numbers in the array.
    func values() throws -> ValueSet {
        try numbers ?? ValueSet(self)
    }

    /// Passes on the elements, piece by piece, until `body` returns that it has seen enough.
    func forEachPiece(_ body: (ElementValues) -> Bool) throws {
        var done: UInt64 = 0
        while done < layout.byteCount {
            let bytes = try source.bytes(at: offset + done, count: Int(min(layout.byteCount - done, 1 << 18)))
            guard body(ElementValues(layout.element, bytes)) else { return }
            done += UInt64(bytes.count)
        }
    }

    /// The elements of an int64 array.
    func integers() throws -> [Int64] {
        let bytes = try source.bytes(at: offset, count: Int(layout.byteCount))
        return bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self) }
        }
    }
}

extension ByteSource {
    /// `count` bytes from `offset` on.
    func bytes(at offset: UInt64, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = try bytes.withUnsafeMutableBytes { buffer in
                try self.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: offset + UInt64(filled))
            }
            guard read > 0 else { throw SourceChanged() }
            filled += read
        }
        return bytes
    }
}

extension EncodedFile {
    /// The positions of the arrays in `source`; nil if its headers are different.
    func stored(in source: some ByteSource) throws -> [ArrayName: StoredArray]? {
        guard source.length == length else { return nil }
        var stored: [ArrayName: StoredArray] = [:]
        for (array, start) in zip(arrays, starts) {
            if encoding != .raw {
                let header = NpyHeader.bytes(array.layout)
                let found = try source.bytes(at: start - UInt64(header.count), count: header.count)
                guard found == header else { return nil }
            }
            stored[array.name] = StoredArray(source: source, offset: start, layout: array.layout)
        }
        return stored
    }
}
