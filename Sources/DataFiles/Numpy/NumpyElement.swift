/// The type of an array's elements: numbers or truth values, of either byte order.
package struct NumpyElement: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case real, signed, unsigned, truth
    }

    package let kind: Kind
    /// In bytes.
    package let width: Int
    package let isBigEndian: Bool

    /// Nil for a type whose elements are no numbers.
    package init?(descr: String) {
        guard descr.count >= 3, let mark = descr.first, "<>|=".contains(mark), let width = Int(descr.dropFirst(2))
        else { return nil }
        let kind: Kind
        switch descr.dropFirst().first {
        case "f" where [2, 4, 8].contains(width): kind = .real
        case "i" where [1, 2, 4, 8].contains(width): kind = .signed
        case "u" where [1, 2, 4, 8].contains(width): kind = .unsigned
        case "b" where width == 1: kind = .truth
        default: return nil
        }
        self.kind = kind
        self.width = width
        isBigEndian = mark == ">"
    }

    package var isIntegral: Bool { kind != .real }

    /// The bits of the element at the beginning of `bytes`, which has ``width`` bytes or more.
    @inline(__always)
    private func bits(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        func load<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(_ type: Word.Type) -> UInt64 {
            let word = bytes.loadUnaligned(as: type)
            return UInt64(isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
        }
        return switch width {
        case 8: load(UInt64.self)
        case 4: load(UInt32.self)
        case 2: load(UInt16.self)
        default: load(UInt8.self)
        }
    }

    /// The element at the beginning of `bytes` as a double: exact but for integers beyond 2^53.
    @inline(__always)
    package func number(_ bytes: UnsafeRawBufferPointer) -> Double {
        let bits = bits(bytes)
        switch kind {
        case .real:
            return switch width {
            case 8: Double(bitPattern: bits)
            case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            default: Self.half(UInt16(truncatingIfNeeded: bits))
            }
        case .signed:
            let shift = UInt64(64 - 8 * width)
            return Double(Int64(bitPattern: bits << shift) >> Int64(shift))
        case .unsigned, .truth: return Double(bits)
        }
    }

    /// An integer at the beginning of `bytes`, exactly.
    package func integer(_ bytes: UnsafeRawBufferPointer) -> Int128 {
        let bits = bits(bytes)
        guard kind == .signed else { return Int128(bits) }
        let shift = UInt64(64 - 8 * width)
        return Int128(Int64(bitPattern: bits << shift) >> Int64(shift))
    }

    /// The element at the beginning of `bytes` as it is shown.
    package func text(_ bytes: UnsafeRawBufferPointer) -> String {
        switch kind {
        case .real where width == 4: "\(Float(number(bytes)))"
        case .real: "\(number(bytes))"
        case .signed, .unsigned: "\(integer(bytes))"
        case .truth: integer(bytes) == 0 ? "False" : "True"
        }
    }

    /// A number of 16 bits (IEEE 754 binary16).
    private static func half(_ bits: UInt16) -> Double {
        let exponent = Int(bits >> 10 & 0x1f)
        let fraction = Double(bits & 0x3ff)
        let size: Double =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? .infinity : .nan
            default: (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
            }
        return bits >> 15 == 1 ? -size : size
    }
}
