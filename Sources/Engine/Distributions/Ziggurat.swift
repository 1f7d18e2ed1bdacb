/// A density in layers (G. Marsaglia, W. W. Tsang, "The ziggurat method for generating random variables", 2000): most
/// draws give a value by themselves, the others need a few more draws.
protocol Ziggurat: Sendable {
    /// Two words for each of the 256 layers: the step below which a draw is accepted whatever its height, and the bits
    /// of the width of a step.
    static var layers: [UInt64] { get }

    /// The value of a draw, and whether it is accepted by itself.
    ///
    /// `layers` is ``layers``.
    static func split(_ draw: UInt64, _ layers: UnsafeBufferPointer<UInt64>) -> (value: Double, accepted: Bool)

    /// The value that begins at draw number `position`, which is advanced past its last draw.
    static func value(_ position: inout Int, in draws: borrowing DrawWindow) -> Double
}

extension Ziggurat {
    static func uniform(_ position: inout Int, in draws: borrowing DrawWindow) -> Double {
        defer { position += 1 }
        return PCG64.uniform(draws[position])
    }
}
