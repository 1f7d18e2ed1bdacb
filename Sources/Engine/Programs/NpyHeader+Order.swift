extension NpyHeader {
    /// The same for any type of a program's arrays, in either order; nil for types that have no such files.
    static func bytes(_ type: ArrayType, _ shape: [Int], inFortranOrder: Bool) -> [UInt8]? {
        guard let descriptor = type.descriptor else { return nil }
        let extents = shape.map { "\($0)" }
        let tuple = extents.count == 1 ? "(\(extents[0]),)" : "(\(extents.joined(separator: ", ")))"
        var text =
            "{'descr': '\(descriptor)', 'fortran_order': \(inFortranOrder ? "True" : "False"), 'shape': \(tuple), }"
        if let growing = inFortranOrder ? extents.last : extents.first {
            text += String(repeating: " ", count: max(0, 21 - growing.utf8.count))
        }
        let bare = magic.count + 2 + text.utf8.count + 1
        text += String(repeating: " ", count: 64 - bare % 64) + "\n"
        let length = UInt16(clamping: text.utf8.count)
        return magic + [UInt8(truncatingIfNeeded: length), UInt8(length >> 8)] + Array(text.utf8)
    }
}
