/// Floats that are decimal numbers with few places: `k / 10^places`, rounded to the nearest.
struct DecimalFloats {
    let places: Int
    let type: ElementType

    static let maximumPlaces = 15
    static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
    private static let largest = 9_007_199_254_740_992.0

    /// The integer whose decimal has exactly these bits.
    @inline(__always)
    func integer(_ bits: UInt64) -> Int64? {
        let value =
            type.width == 8 ? Double(bitPattern: bits) : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        let scaled = (value * Self.powers[places]).rounded()
        guard scaled.magnitude < Self.largest else { return nil }
        let integer = Int64(scaled)
        return self.bits(integer) == bits ? integer : nil
    }

    @inline(__always)
    func bits(_ integer: Int64) -> UInt64 {
        let value = Double(integer) / Self.powers[places]
        return type.width == 8 ? value.bitPattern : UInt64(Float(value).bitPattern)
    }

    /// The fewest places with which nearly all floats of a sample are decimals; nil if there are none.
    static func choose(_ bits: [UInt64], _ type: ElementType, sampleCount: Int = 512) -> DecimalFloats? {
        guard type.kind == .float, !bits.isEmpty else { return nil }
        let step = max(1, bits.count / sampleCount)
        let sample = stride(from: 0, to: bits.count, by: step).map { bits[$0] }
        // A float32 has 7 digits, so that more places fit any number by chance.
        for places in 0...(type.width == 8 ? 12 : 5) {
            let decimal = DecimalFloats(places: places, type: type)
            // Most do not fit, and the first ones show it.
            guard sample.prefix(8).count(where: { decimal.integer($0) != nil }) >= 6 || sample.count < 8 else {
                continue
            }
            if sample.count(where: { decimal.integer($0) != nil }) >= sample.count * 9 / 10 { return decimal }
        }
        return nil
    }
}
