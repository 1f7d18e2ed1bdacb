/// A standard normal by the ziggurat method (numpy distributions.c, `random_standard_normal`).
enum NormalZiggurat: Ziggurat {
    /// Where the tail begins, and its inverse.
    private static let edge = 3.6541528853610088
    private static let inverseEdge = 0.27366123732975828

    private static let fraction: UInt64 = 0x000f_ffff_ffff_ffff

    /// The value of a draw, and whether it is accepted by itself, as 98.8 % are.
    ///
    /// `layers` is ``layers``.
    @inline(__always)
    static func split(_ draw: UInt64, _ layers: UnsafeBufferPointer<UInt64>) -> (value: Double, accepted: Bool) {
        let layer = Int(draw & 0xff) &* 2
        let steps = draw >> 9 & fraction
        let magnitude = Double(Int64(bitPattern: steps)) * Double(bitPattern: layers[layer &+ 1])
        let sign = draw << 55 & 0x8000_0000_0000_0000
        return (Double(bitPattern: magnitude.bitPattern | sign), steps < layers[layer])
    }

    /// The normal that begins at draw number `position`, which is advanced past its last draw.
    static func value(_ position: inout Int, in draws: borrowing DrawWindow) -> Double {
        while true {
            let draw = draws[position]
            position += 1
            let (value, accepted) = layers.withUnsafeBufferPointer { split(draw, $0) }
            if accepted { return value }
            let layer = Int(draw & 0xff)
            if layer == 0 { return tail(draw, &position, in: draws) }
            let inner = heights[layer - 1]
            let outer = heights[layer]
            let height = (inner - outer) * uniform(&position, in: draws) + outer
            if height < Elementary.exp(-0.5 * value * value) { return value }
        }
    }

    /// Beyond the edge: G. Marsaglia's method of 1964, two exponentials at a time.
    private static func tail(_ draw: UInt64, _ position: inout Int, in draws: borrowing DrawWindow) -> Double {
        while true {
            let beyond = -inverseEdge * Elementary.log1p(-uniform(&position, in: draws))
            let bound = -Elementary.log1p(-uniform(&position, in: draws))
            if bound + bound > beyond * beyond {
                return draw >> 17 & 1 == 1 ? -(edge + beyond) : edge + beyond
            }
        }
    }
}
