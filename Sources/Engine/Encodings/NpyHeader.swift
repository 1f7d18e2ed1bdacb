/// The bytes that `numpy.save` puts before the elements (numpy/lib/_format_impl.py, `write_array_header_1_0`).
enum NpyHeader {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    /// The elements begin at a multiple of this.
    private static let alignment = 64
    /// So many digits are kept free for the first extent to grow in place.
    private static let growth = 21

    static func bytes(_ layout: ArrayLayout) -> [UInt8] {
        let extents = layout.shape.map { "\($0)" }
        let shape = extents.count == 1 ? "(\(extents[0]),)" : "(\(extents.joined(separator: ", ")))"
        var text = "{'descr': '\(layout.element.descriptor)', 'fortran_order': False, 'shape': \(shape), }"
        if let first = extents.first { text += String(repeating: " ", count: max(0, growth - first.utf8.count)) }
        // Magic, two bytes of length and a closing newline count towards the alignment.
        let bare = magic.count + 2 + text.utf8.count + 1
        text += String(repeating: " ", count: (alignment - bare % alignment)) + "\n"
        let length = UInt16(text.utf8.count)
        return magic + [UInt8(truncatingIfNeeded: length), UInt8(length >> 8)] + Array(text.utf8)
    }
}
