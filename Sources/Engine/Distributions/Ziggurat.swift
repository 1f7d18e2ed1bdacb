/// A density in layers (G. Marsaglia, W. W. Tsang, "The ziggurat method for generating random variables", 2000): most
/// draws stand for a value by themselves, the others take a few draws more.
protocol Ziggurat: Sendable {
    /// Two words for each of the 256 layers: below which step a draw is accepted whatever its height, and the bits of the
    /// width of a step.
    static var layers: [UInt64] { get }

    /// The value that a draw stands for, and whether it stands by itself.
    ///
    /// `layers` is ``layers``.
    static func split(_ draw: UInt64, _ layers: UnsafeBufferPointer<UInt64>) -> (value: Double, accepted: Bool)

    /// The value that begins at draw number `position`, which is moved past the last draw that it takes.
    static func value(_ position: inout Int, in draws: borrowing DrawWindow) -> Double
}

extension Ziggurat {
    static func uniform(_ position: inout Int, in draws: borrowing DrawWindow) -> Double {
        defer { position += 1 }
        return PCG64.uniform(draws[position])
    }
}
