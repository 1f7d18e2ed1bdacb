/// Arrays in the encoding of a file: its length, and its bytes, piece by piece.
struct EncodedFile: Sendable {
    let encoding: Encoding
    /// The arrays in the file, in order: all of the generator's for npz, one otherwise.
    let arrays: [NamedLayout]
    /// In bytes.
    let length: UInt64

    struct NamedLayout: Sendable {
        let name: ArrayName
        let layout: ArrayLayout
        /// Whether a scalar is saved as an array of one element: scikit-learn's arrays are made contiguous first, and
        /// numpy has no contiguous array without axes.
        var standsAsLine = false

        /// The size of the array as an npy file.
        var npyLength: UInt64 { UInt64(NpyHeader.bytes(layout).count) + layout.byteCount }
        /// The same with at least one axis.
        fileprivate var withAnAxis: NamedLayout {
            guard standsAsLine, layout.shape.isEmpty, let line = ArrayLayout(layout.element, shape: [1]) else {
                return self
            }
            return NamedLayout(name: name, layout: line)
        }

        var memberName: String { "\(name.rawValue).npy" }
    }

    /// Nil if the length is more than 2^63 - 1.
    init?(_ encoding: Encoding, _ arrays: [NamedLayout]) {
        self.encoding = encoding
        // A scalar remains one in an archive.
        let arrays = encoding == .npz ? arrays : arrays.map(\.withAnAxis)
        self.arrays = arrays
        // A header and its directory entry are below 1 KiB each.
        var bound = UInt64(4096)
        for array in arrays {
            let (sum, overflow) = bound.addingReportingOverflow(array.layout.byteCount)
            guard !overflow, sum <= UInt64(Int.max) else { return nil }
            bound = sum
        }
        switch encoding {
        case .raw: length = arrays.reduce(0) { $0 + $1.layout.byteCount }
        case .npy: length = arrays.reduce(0) { $0 + $1.npyLength }
        case .npz:
            let (members, end) = Self.members(arrays)
            length = end + UInt64(ZipMember.directory(members, at: end).count)
        }
    }

    /// Passes the bytes of the file to `consume`, in order.
    ///
    /// Requests each array from `source` once; for npz twice, since there a checksum precedes the bytes that it covers.
    func write(from source: any ArrayStream, _ consume: (RawSpan) throws -> Void) throws {
        switch encoding {
        case .raw:
            for array in arrays { try source.stream(array.name, consume) }
        case .npy:
            for array in arrays {
                try consume(NpyHeader.bytes(array.layout).span.bytes)
                try source.stream(array.name, consume)
            }
        case .npz:
            var (members, end) = Self.members(arrays)
            for (index, array) in arrays.enumerated() {
                let header = NpyHeader.bytes(array.layout)
                var crc = CRC32()
                crc.update(header.span.bytes)
                try source.stream(array.name) { crc.update($0) }
                members[index].crc = crc.value
                try consume(members[index].localHeader.span.bytes)
                try consume(header.span.bytes)
                try source.stream(array.name, consume)
            }
            try consume(ZipMember.directory(members, at: end).span.bytes)
        }
    }

    /// The offset of each array's elements.
    var starts: [UInt64] {
        switch encoding {
        case .raw: return arrays.map { _ in 0 }
        case .npy: return arrays.map { $0.npyLength - $0.layout.byteCount }
        case .npz:
            return zip(arrays, Self.members(arrays).members).map { array, member in
                member.offset + UInt64(member.localHeader.count) + array.npyLength - array.layout.byteCount
            }
        }
    }

    private static func members(_ arrays: [NamedLayout]) -> (members: [ZipMember], end: UInt64) {
        var offset: UInt64 = 0
        let members = arrays.map { array in
            let member = ZipMember(name: array.memberName, size: array.npyLength, offset: offset)
            offset += UInt64(member.localHeader.count) + member.size
            return member
        }
        return (members, offset)
    }
}
