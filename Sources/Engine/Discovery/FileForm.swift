/// A possible interpretation of a file: its arrays, with their positions, types and shapes.
struct FileForm: Sendable {
    let encoding: Encoding
    /// In the order of the file. A raw file is taken for one array of one axis.
    let arrays: [EncodedFile.NamedLayout]

    /// The array that the file begins with.
    var first: EncodedFile.NamedLayout { arrays[0] }

    /// The same, with its position in the file.
    func first(in source: some ByteSource) -> StoredArray? {
        guard let file = EncodedFile(encoding, arrays) else { return nil }
        return StoredArray(source: source, offset: file.starts[0], layout: first.layout)
    }

    /// The forms that a file may have, the likely ones first; none if it has no known form.
    static func forms(of source: some ByteSource) throws -> [FileForm] {
        let head = try source.bytes(at: 0, count: Int(min(source.length, 1 << 12)))
        if head.starts(with: NpyHeader.magic) { return try npy(source).map { [$0] } ?? [] }
        if head.starts(with: [0x50, 0x4b, 3, 4]) { return try npz(source).map { [$0] } ?? [] }
        return raw(head, length: source.length)
    }

    // MARK: With a header

    private static func npy(_ source: some ByteSource) throws -> FileForm? {
        guard let layout = try layout(in: source, at: 0) else { return nil }
        // Which of a generator's arrays it is must be found by trying.
        return try checked(FileForm(encoding: .npy, arrays: [.init(name: .features, layout: layout)]), source)
    }

    private static func npz(_ source: some ByteSource) throws -> FileForm? {
        var arrays: [EncodedFile.NamedLayout] = []
        var offset: UInt64 = 0
        for name in ArrayName.allCases where offset + 30 < source.length {
            let header = try source.bytes(at: offset, count: 30)
            let lengths = (26..<30).map { UInt64(header[$0]) }
            let start = offset + 30 + lengths[0] + lengths[1] << 8 + lengths[2] + lengths[3] << 8
            guard header.starts(with: [0x50, 0x4b, 3, 4]), let layout = try layout(in: source, at: start) else { break }
            arrays.append(.init(name: name, layout: layout))
            let (end, overflow) = start.addingReportingOverflow(arrays[arrays.count - 1].npyLength)
            if overflow { return nil }
            offset = end
        }
        return arrays.isEmpty ? nil : try checked(FileForm(encoding: .npz, arrays: arrays), source)
    }

    /// The form, if this build writes such files: a file by another writer cannot be reproduced byte for byte.
    private static func checked(_ form: FileForm, _ source: some ByteSource) throws -> FileForm? {
        guard let file = EncodedFile(form.encoding, form.arrays) else { return nil }
        return try file.stored(in: source) == nil ? nil : form
    }

    private static func layout(in source: some ByteSource, at offset: UInt64) throws -> ArrayLayout? {
        guard offset < source.length else { return nil }
        return NpyHeader.layout(try source.bytes(at: offset, count: Int(min(source.length - offset, 1 << 10))))
    }

    // MARK: Without

    /// Whether every second integer only extends the sign of the one before it: then the two are one integer of twice
    /// the width.
    private static func isPartOfWider(_ numbers: [Int64]) -> Bool {
        let isEven = numbers.count > 1 && numbers.count % 2 == 0
        return isEven
            && stride(from: 1, to: numbers.count, by: 2).allSatisfy {
                numbers[$0] == 0 || numbers[$0] == -1 && numbers[$0 - 1] < 0
            }
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 16 && bytes.allSatisfy { 9...13 ~= $0 || 32...126 ~= $0 }
    }

    /// How files of other kinds begin: pictures, documents, programs, archives. None of two bytes, and none of small
    /// numbers: arrays begin with those as well.
    private static let beginnings: [[UInt8]] = [
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], [0xff, 0xd8, 0xff], Array("GIF8".utf8), Array("%PDF-".utf8),
        [0x7f, 0x45, 0x4c, 0x46], [0x1f, 0x8b, 8], Array("BZh".utf8), [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
        [0x28, 0xb5, 0x2f, 0xfd], Array("RIFF".utf8), Array("OggS".utf8), Array("ID3".utf8),
        Array("SQLite format 3".utf8),
        [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], Array("wOFF".utf8), Array("wOF2".utf8), Array("PAR1".utf8),
        [0x89, 0x48, 0x44, 0x46], [0xca, 0xfe, 0xba, 0xbe], Array("II*\0".utf8), Array("MM\0*".utf8),
        Array("fLaC".utf8), [0, 0x61, 0x73, 0x6d], [0x80, 4, 0x95], [0x80, 5, 0x95],
    ]

    /// Whether a file begins as one of another kind does.
    static func isOfAnotherKind(_ head: [UInt8]) -> Bool { beginnings.contains { head.starts(with: $0) } }

    /// Of each size of element the types that the first values may be of.
    private static func raw(_ head: [UInt8], length: UInt64) -> [FileForm] {
        guard !isOfAnotherKind(head) else { return [] }
        var forms: [FileForm] = []
        for element in [ElementType.float64, .float32, .int64, .int32, .int16, .uint8] {
            let size = UInt64(element.byteCount)
            guard length > 0, length % size == 0, let count = Int(exactly: length / size),
                let layout = ArrayLayout(element, shape: [count])
            else { continue }
            let values = ElementValues(element, head)
            guard element.areLikely(values) else { continue }
            if !element.isReal, isText(head) || isPartOfWider(values.integers ?? []) { continue }
            forms.append(FileForm(encoding: .raw, arrays: [.init(name: .features, layout: layout)]))
        }
        return forms
    }
}

extension ElementType {
    /// Whether values look as if they were drawn, and not like the bytes of something else.
    fileprivate func areLikely(_ values: ElementValues) -> Bool {
        guard let reals = values.reals else { return values.integers != nil }
        let sizes = self == .float64 ? 0x1p-200...0x1p200 : 0x1p-60...0x1p60
        return reals.allSatisfy { $0 == 0 || sizes.contains(abs($0)) }
    }
}
