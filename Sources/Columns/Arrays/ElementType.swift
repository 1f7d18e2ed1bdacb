/// How the bytes of an array's element are a number.
struct ElementType: Hashable {
    enum Kind: UInt8 {
        case unsigned = 0
        case signed = 1
        case float = 2
    }

    /// In bytes: 1, 2, 4 or 8; of floats 4 or 8.
    let width: Int
    let kind: Kind
    var isBigEndian = false

    init(_ width: Int, _ kind: Kind, isBigEndian: Bool = false) {
        self.width = width
        self.kind = kind
        self.isBigEndian = isBigEndian
    }

    /// Bits 0 and 1: the logarithm of the width; 2 and 3: the kind; 4: the byte order.
    var code: UInt8 {
        UInt8(width.trailingZeroBitCount) | kind.rawValue << 2 | (isBigEndian ? 16 : 0)
    }

    init?(code: UInt8) {
        guard code < 32, let kind = Kind(rawValue: code >> 2 & 3) else { return nil }
        width = 1 << Int(code & 3)
        self.kind = kind
        isBigEndian = code & 16 != 0
        if kind == .float, width < 4 { return nil }
    }

    /// The element's bits at `offset`, which must lie within the bytes.
    @inline(__always)
    func bits(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        var bits: UInt64 = 0
        if isBigEndian {
            for byte in 0..<width { bits = bits << 8 | UInt64(bytes[offset + byte]) }
        } else {
            for byte in 0..<width { bits |= UInt64(bytes[offset + byte]) << UInt64(8 * byte) }
        }
        return bits
    }

    /// Stores elements, the first at `offset`, each `stride` bytes after the one before.
    func store(_ bits: [UInt64], into bytes: inout [UInt8], at offset: Int, stride: Int) {
        switch width {
        case 1: store(bits, as: UInt8.self, into: &bytes, offset, stride)
        case 2: store(bits, as: UInt16.self, into: &bytes, offset, stride)
        case 4: store(bits, as: UInt32.self, into: &bytes, offset, stride)
        default: store(bits, as: UInt64.self, into: &bytes, offset, stride)
        }
    }

    private func store<Element: FixedWidthInteger>(
        _ bits: [UInt64], as type: Element.Type, into bytes: inout [UInt8], _ offset: Int, _ stride: Int
    ) {
        precondition(bits.isEmpty || offset + (bits.count - 1) * stride + width <= bytes.count)
        bytes.withUnsafeMutableBytes { bytes in
            for (row, bits) in bits.enumerated() {
                let element = Element(truncatingIfNeeded: bits)
                bytes.storeBytes(
                    of: isBigEndian ? element.bigEndian : element.littleEndian, toByteOffset: offset + row * stride,
                    as: Element.self)
            }
        }
    }

    /// A number in the order of the values: signed integers as they are, floats by their bits.
    @inline(__always)
    func number(_ bits: UInt64) -> Int64 {
        switch kind {
        case .unsigned: return Int64(bitPattern: bits)
        case .signed, .float:
            let unused = Int64(64 - 8 * width)
            let signed = (Int64(bitPattern: bits) << unused) >> unused
            // The bits of negative floats run backwards.
            return kind == .float && signed < 0 ? signed ^ magnitudeMask : signed
        }
    }

    @inline(__always)
    func bits(_ number: Int64) -> UInt64 {
        UInt64(bitPattern: kind == .float && number < 0 ? number ^ magnitudeMask : number)
    }

    private var magnitudeMask: Int64 { Int64.max >> Int64(64 - 8 * width) }
}
