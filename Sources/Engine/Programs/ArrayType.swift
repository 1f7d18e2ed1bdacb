/// The type of an array's elements in a program.
enum ArrayType: Hashable, Sendable {
    case bool
    case number(ElementType)
    /// Unicode text of at most this many characters.
    case text(Int)
    /// Nanoseconds since 1970.
    case date

    static let float64 = ArrayType.number(.float64)
    static let float32 = ArrayType.number(.float32)
    static let int64 = ArrayType.number(.int64)

    var isReal: Bool { if case .number(let element) = self { element.isReal } else { false } }
    var isInteger: Bool { if case .number(let element) = self { !element.isReal } else { false } }
    var isUnsigned: Bool { if case .number(let element) = self { !element.isSigned } else { false } }
    var isText: Bool { if case .text = self { true } else { false } }

    /// As in the header of an npy file; nil if no such files are written.
    var descriptor: String? {
        switch self {
        case .bool: "|b1"
        case .number(let element): element.descriptor
        case .text(let width): "<U\(width)"
        case .date: nil
        }
    }

    var byteCount: Int {
        switch self {
        case .bool: 1
        case .number(let element): element.byteCount
        case .text(let width): 4 * width
        case .date: 8
        }
    }

    /// numpy's name.
    var name: String {
        switch self {
        case .bool: "bool"
        case .number(let element): element.rawValue
        case .text(let width): "<U\(width)"
        case .date: "datetime64[ns]"
        }
    }

    /// Parses `float32`, `f4`, `<i8`, `int`, `uint8`, `bool`.
    init?(name: String) {
        let plain = ["<", "|", "=", ">"].contains(name.prefix(1)) ? String(name.dropFirst()) : name
        let aliases = [
            "float": "float64", "int": "int64", "f8": "float64", "f4": "float32", "i8": "int64", "i4": "int32",
            "i2": "int16",
            "i1": "int8", "u8": "uint64", "u4": "uint32", "u2": "uint16", "u1": "uint8", "double": "float64",
            "single": "float32", "intp": "int64", "int_": "int64", "long": "int64", "float_": "float64", "d": "float64",
            "f": "float32", "uint": "uint64", "byte": "int8", "ubyte": "uint8", "half": "float16", "uintp": "uint64",
            "longlong": "int64",
        ]
        if ["bool", "bool_", "b1", "?"].contains(plain) {
            self = .bool
        } else if plain.hasPrefix("U"), let width = Int(plain.dropFirst()), 0...4096 ~= width {
            self = .text(width)
        } else if let element = ElementType(rawValue: aliases[plain] ?? plain) {
            self = .number(element)
        } else {
            return nil
        }
    }

    /// The type of a result of two arrays (numpy's promotion of types, NEP 50).
    static func promote(_ a: ArrayType, _ b: ArrayType) -> ArrayType? {
        if a == b { return a }
        switch (a, b) {
        case (.bool, .number), (.number, .bool): return a == .bool ? b : a
        case (.text(let m), .text(let n)): return .text(max(m, n))
        case (.number(let m), .number(let n)):
            if m.isReal, n.isReal { return .float64 }
            if m.isReal || n.isReal {
                let (real, integer) = m.isReal ? (m, n) : (n, m)
                return real == .float32 && integer.byteCount <= 2 ? .float32 : .float64
            }
            if m.isSigned == n.isSigned { return m.byteCount >= n.byteCount ? a : b }
            let (signed, unsigned) = m.isSigned ? (m, n) : (n, m)
            if signed.byteCount > unsigned.byteCount { return .number(signed) }
            return switch unsigned.byteCount {
            case 1: .number(.int16)
            case 2: .number(.int32)
            case 4: .number(.int64)
            default: .float64
            }
        default: return nil
        }
    }
}

extension ElementType {
    var isSigned: Bool {
        switch self {
        case .uint8, .uint16, .uint32, .uint64: false
        case .int8, .int16, .int32, .int64, .float32, .float64: true
        }
    }

    /// The value as an element of this type, two's complement in 64 bits; `uint64` by its bits.
    func wrapped(_ value: Int64) -> Int64 {
        switch self {
        case .int8: Int64(Int8(truncatingIfNeeded: value))
        case .int16: Int64(Int16(truncatingIfNeeded: value))
        case .int32: Int64(Int32(truncatingIfNeeded: value))
        case .uint8: Int64(UInt8(truncatingIfNeeded: value))
        case .uint16: Int64(UInt16(truncatingIfNeeded: value))
        case .uint32: Int64(UInt32(truncatingIfNeeded: value))
        case .int64, .uint64, .float32, .float64: value
        }
    }

    /// Whether an integer type can represent the value.
    func holds(_ value: Int) -> Bool {
        switch self {
        case .int64: true
        case .uint64: value >= 0
        case .float32, .float64: true
        case .int8, .int16, .int32, .uint8, .uint16, .uint32: wrapped(Int64(value)) == Int64(value)
        }
    }
}
