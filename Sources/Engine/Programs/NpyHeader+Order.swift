extension NpyHeader {
    /// The same for any type of a program's arrays, and in either order; in version 2.0 where it is long.
    ///
    /// - Parameter descriptor: The type, with its quotes; a list of fields for records.
    static func bytes(_ descriptor: String, _ shape: [Int], inFortranOrder: Bool) -> [UInt8] {
        let extents = shape.map { "\($0)" }
        let tuple = extents.count == 1 ? "(\(extents[0]),)" : "(\(extents.joined(separator: ", ")))"
        var text =
            "{'descr': \(descriptor), 'fortran_order': \(inFortranOrder ? "True" : "False"), 'shape': \(tuple), }"
        if let growing = inFortranOrder ? extents.last : extents.first {
            text += String(repeating: " ", count: max(0, 21 - growing.utf8.count))
        }
        let bare = magic.count + 2 + text.utf8.count + 1
        let padding = String(repeating: " ", count: 64 - bare % 64) + "\n"
        if let length = UInt16(exactly: text.utf8.count + padding.utf8.count) {
            return magic + [UInt8(truncatingIfNeeded: length), UInt8(length >> 8)] + Array((text + padding).utf8)
        }
        text += String(repeating: " ", count: 64 - (bare + 2) % 64) + "\n"
        let length = withUnsafeBytes(of: UInt32(clamping: text.utf8.count).littleEndian) { Array($0) }
        return Array(magic.prefix(6)) + [2, 0] + length + Array(text.utf8)
    }
}
