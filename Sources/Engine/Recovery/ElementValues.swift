/// Elements of an array as numbers.
struct ElementValues {
    /// Nil for integer types.
    let reals: [Double]?
    /// Nil if a value is not an integer, or not exact in a double.
    let integers: [Int64]?

    /// - Parameter bytes: whole elements, little-endian.
    init(_ element: ElementType, _ bytes: [UInt8]) {
        func load<Value: BitwiseCopyable>(_ type: Value.Type) -> [Value] {
            bytes.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count - bytes.count % element.byteCount, by: element.byteCount).map {
                    bytes.loadUnaligned(fromByteOffset: $0, as: type)
                }
            }
        }
        switch element {
        case .float64: self.init(reals: load(Double.self))
        case .float32: self.init(reals: load(Float.self).map { Double($0) })
        case .int64: self.init(integers: load(Int64.self))
        case .uint64: self.init(integers: load(UInt64.self))
        case .int32: self.init(integers: load(Int32.self))
        case .uint32: self.init(integers: load(UInt32.self))
        case .int16: self.init(integers: load(Int16.self))
        case .uint16: self.init(integers: load(UInt16.self))
        case .int8: self.init(integers: load(Int8.self))
        case .uint8: self.init(integers: load(UInt8.self))
        }
    }

    init(reals: [Double]) {
        self.reals = reals
        integers = Self.exact(reals) { Int64(exactly: $0) }
    }

    init(integers: [some FixedWidthInteger]) {
        reals = nil
        self.integers = Self.exact(integers) { Int64(exactly: $0) }
    }

    /// Stops at the first value that is not exact.
    private static func exact<Value>(_ values: [Value], _ convert: (Value) -> Int64?) -> [Int64]? {
        var integers: [Int64] = []
        for value in values {
            guard let integer = convert(value), integer.magnitude <= UInt64(Int.largestExact) else { return nil }
            integers.append(integer)
        }
        return integers
    }
}
