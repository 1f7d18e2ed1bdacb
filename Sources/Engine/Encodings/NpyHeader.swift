/// The bytes that `numpy.save` puts before the elements (numpy/lib/_format_impl.py, `write_array_header_1_0`).
enum NpyHeader {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    /// The elements begin at a multiple of this.
    private static let alignment = 64
    /// The number of digits reserved for the first extent to grow in place.
    private static let growth = 21

    static func bytes(_ layout: ArrayLayout) -> [UInt8] {
        let extents = layout.shape.map { "\($0)" }
        let shape = extents.count == 1 ? "(\(extents[0]),)" : "(\(extents.joined(separator: ", ")))"
        var text = "{'descr': '\(layout.element.descriptor)', 'fortran_order': False, 'shape': \(shape), }"
        if let first = extents.first { text += String(repeating: " ", count: max(0, growth - first.utf8.count)) }
        // The magic, two bytes of length and the final newline count towards the alignment.
        let bare = magic.count + 2 + text.utf8.count + 1
        text += String(repeating: " ", count: (alignment - bare % alignment)) + "\n"
        let length = UInt16(text.utf8.count)
        return magic + [UInt8(truncatingIfNeeded: length), UInt8(length >> 8)] + Array(text.utf8)
    }

    /// The layout of an array whose file begins with `bytes`; nil if ``bytes(_:)`` does not write it like that.
    static func layout(_ bytes: [UInt8]) -> ArrayLayout? {
        guard bytes.starts(with: magic), bytes.count > magic.count + 2 else { return nil }
        let length = Int(bytes[magic.count]) | Int(bytes[magic.count + 1]) << 8
        let text = String(decoding: bytes.dropFirst(magic.count + 2).prefix(length), as: UTF8.self)
        guard let descriptor = part(of: text, from: "'descr': '", to: "'"),
            let element = ElementType.allCases.first(where: { $0.descriptor == descriptor }),
            let extents = part(of: text, from: "'shape': (", to: ")")
        else { return nil }
        let shape = extents.split { $0 == "," || $0 == " " }.map { Int($0) }
        guard !shape.contains(where: { $0 == nil || ($0 ?? 0) < 0 }),
            let layout = ArrayLayout(element, shape: shape.compactMap { $0 }),
            bytes.starts(with: Self.bytes(layout))
        else { return nil }
        return layout
    }

    private static func part(of text: String, from start: String, to end: Character) -> String? {
        guard let range = text.firstRange(of: start) else { return nil }
        return String(text[range.upperBound...].prefix { $0 != end })
    }
}
