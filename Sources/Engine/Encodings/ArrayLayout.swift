/// The type of an array's elements, little-endian, by numpy's name.
enum ElementType: String, CaseIterable, Sendable {
    case float64, float32, int64, int32, int16, int8, uint64, uint32, uint16, uint8

    /// As in the header of an npy file.
    var descriptor: String {
        switch self {
        case .float64: "<f8"
        case .float32: "<f4"
        case .int64: "<i8"
        case .int32: "<i4"
        case .int16: "<i2"
        case .int8: "|i1"
        case .uint64: "<u8"
        case .uint32: "<u4"
        case .uint16: "<u2"
        case .uint8: "|u1"
        }
    }

    var byteCount: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .int16, .uint16: 2
        case .int8, .uint8: 1
        }
    }

    var isReal: Bool { self == .float64 || self == .float32 }
}

/// The shape and type of an array in C order, before it is computed.
struct ArrayLayout: Hashable, Sendable {
    let element: ElementType
    let shape: [Int]

    /// The size of all elements in bytes.
    let byteCount: UInt64

    /// The maximum number of axes of numpy's arrays.
    static let maximumAxes = 64

    /// Nil if there are more than 2^63 - 1 bytes, or more axes than in numpy.
    init?(_ element: ElementType, shape: [Int]) {
        guard shape.count <= Self.maximumAxes else { return nil }
        var count: UInt64 = UInt64(element.byteCount)
        for extent in shape where extent != 0 {
            let (product, overflow) = count.multipliedReportingOverflow(by: UInt64(extent))
            guard !overflow, product <= UInt64(Int.max) else { return nil }
            count = product
        }
        self.element = element
        self.shape = shape
        byteCount = shape.contains(0) ? 0 : count
    }

    var count: UInt64 { byteCount / UInt64(element.byteCount) }
}
