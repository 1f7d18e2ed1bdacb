/// A standard exponential by the ziggurat method (numpy distributions.c, `random_standard_exponential`).
enum ExponentialZiggurat: Ziggurat {
    /// Where the tail begins.
    private static let edge = 7.6971174701310497

    @inline(__always)
    static func split(_ draw: UInt64, _ layers: UnsafeBufferPointer<UInt64>) -> (value: Double, accepted: Bool) {
        let layer = Int(draw >> 3 & 0xff) &* 2
        let steps = draw >> 11
        let value = Double(Int64(bitPattern: steps)) * Double(bitPattern: layers[layer &+ 1])
        return (value, steps < layers[layer])
    }

    static func value(_ position: inout Int, in draws: borrowing DrawWindow) -> Double {
        while true {
            let draw = draws[position]
            position += 1
            let (value, accepted) = layers.withUnsafeBufferPointer { split(draw, $0) }
            if accepted { return value }
            let layer = Int(draw >> 3 & 0xff)
            // Beyond the edge, an exponential is the edge plus another exponential.
            if layer == 0 { return edge - Elementary.log1p(-uniform(&position, in: draws)) }
            let inner = heights[layer - 1]
            let outer = heights[layer]
            if (inner - outer) * uniform(&position, in: draws) + outer < Elementary.exp(-value) { return value }
        }
    }
}
