/// Sums of untrusted lengths: they saturate instead of trapping. scripts/check looks for lengths that are added in any
/// other way.
extension UnsignedInteger where Self: FixedWidthInteger {
    package mutating func add(saturating other: Self) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? .max : sum
    }
}

extension Sequence {
    /// The sum of the lengths of all elements.
    package func total(_ length: (Element) throws -> UInt64) rethrows -> UInt64 {
        var total: UInt64 = 0
        for element in self { total.add(saturating: try length(element)) }
        return total
    }
}
