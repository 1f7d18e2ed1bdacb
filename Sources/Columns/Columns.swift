/// The codec of frames that hold numbers: arrays, and text whose lines are rows (docs/format.md §5.5).
package enum Columns {
    private enum Kind: UInt8 {
        case bytes = 0
        case array = 1
        case lines = 2
    }

    package static let maximumLength = DecodingBudget.maximumLength

    /// The bytes as columns; nil if nothing in them is worth it, or they do not come back.
    ///
    /// - Parameter starts: where in the bytes files begin, or are continued; in order.
    package static func encode(_ bytes: [UInt8], starts: [Int] = [0]) -> [UInt8]? {
        guard bytes.count >= 64, bytes.count <= maximumLength else { return nil }
        var out: [UInt8] = []
        var isAny = false
        // Bytes of several pieces that have no columns are compressed together.
        var pending: [UInt8] = []
        func flush() {
            guard !pending.isEmpty else { return }
            out.append(Kind.bytes.rawValue)
            out.append(varint: pending.count)
            out += ByteBlock.encode(pending)
            pending = []
        }
        let inner = starts.filter { $0 > 0 && $0 < bytes.count }
        for (start, end) in zip([0] + inner, inner + [bytes.count]) where start < end {
            let piece = bytes[start..<end]
            guard let found = linesPart(piece) ?? arrayPart(piece) else {
                pending += piece
                continue
            }
            isAny = true
            pending += piece[start..<found.start]
            flush()
            out.append(found.kind.rawValue)
            out += found.body
            pending += piece[found.end..<end]
        }
        guard isAny else { return nil }
        flush()
        guard out.count < bytes.count, (try? decode(out, length: bytes.count)) == bytes else { return nil }
        return out
    }

    private struct Found {
        let kind: Kind
        let start: Int
        let end: Int
        let body: [UInt8]
    }

    private static func linesPart(_ piece: ArraySlice<UInt8>) -> Found? {
        guard let body = LinesPart.encode(Array(piece)) else { return nil }
        guard body.count < ByteBlock.estimate(Array(piece)) / 10 * 9 else { return nil }
        return Found(kind: .lines, start: piece.startIndex, end: piece.endIndex, body: body)
    }

    private static func arrayPart(_ piece: ArraySlice<UInt8>) -> Found? {
        var start = piece.startIndex
        let part: ArrayPart
        var gridRow = 0
        if let header = ArrayHeader(piece) {
            start += header.length
            part = ArrayPart(fields: [header.type], rows: (piece.endIndex - start) / header.type.width)
            gridRow = header.row
        } else {
            guard !LinesPart.isText(piece), let finding = ArrayProbe.find(piece) else { return nil }
            start += finding.phase
            let fields = [ElementType](repeating: finding.type, count: finding.channels)
            part = ArrayPart(fields: fields, rows: (piece.endIndex - start) / (finding.type.width * finding.channels))
        }
        guard part.rows >= 64 else { return nil }
        let body = part.encode(Array(piece), from: start - piece.startIndex, gridRow: gridRow)
        let end = start + part.rows * part.stride
        let length = end - start
        guard body.count < length / 100 * 97, body.count < ByteBlock.estimate(Array(piece[start..<end])) else {
            return nil
        }
        return Found(kind: .array, start: start, end: end, body: body)
    }

    /// Decodes exactly `length` bytes.
    package static func decode(_ stored: [UInt8], length: Int) throws(ColumnsError) -> [UInt8] {
        guard length <= maximumLength else { throw ColumnsError("a frame of columns has \(length) bytes") }
        var reader = StoredReader(stored, length: length)
        var out: [UInt8] = []
        while !reader.isAtEnd {
            guard let kind = Kind(rawValue: try reader.byte()) else { throw ColumnsError("an unknown part") }
            let room = length - out.count
            switch kind {
            case .bytes:
                out += try ByteBlock.decode(&reader, length: reader.count("the length of a part", upTo: room))
            case .array: out += try ArrayPart.decode(&reader, limit: room)
            case .lines: out += try LinesPart.decode(&reader, limit: room)
            }
            guard out.count <= length else { throw ColumnsError("the columns are longer than their frame") }
        }
        guard out.count == length else { throw ColumnsError("the columns give \(out.count) bytes and not \(length)") }
        return out
    }
}
