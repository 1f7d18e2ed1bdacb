/// The type of an array's elements, as numpy names it.
enum ElementType: String, Sendable {
    case float64 = "<f8"
    case int64 = "<i8"

    var byteCount: Int { 8 }
}

/// The shape and type of an array in C order, before anything of it is computed.
struct ArrayLayout: Hashable, Sendable {
    let element: ElementType
    let shape: [Int]

    /// The bytes of all elements.
    let byteCount: UInt64

    /// Nil when the bytes are more than 2^63 - 1.
    init?(_ element: ElementType, shape: [Int]) {
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
