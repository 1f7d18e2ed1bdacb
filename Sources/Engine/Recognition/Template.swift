/// A few lines whose seed is found by evaluating them.
struct Template: Sendable {
    /// Lines that end with `x = …`; `SEED` is the seed, `COUNT` the number of values wanted.
    let probe: String
    /// Whether the probe's values are the first of the file's; otherwise all are needed.
    let isPrefix: Bool
    /// The lines themselves.
    let lines: String

    /// How numbers that are drawn in their simplest form are compared with those of a file.
    enum Fit: Sendable {
        /// They are equal.
        case exact
        /// They are equal except for the last bits, which depend on the arithmetic.
        case near
        /// Multiplied.
        case scaled
        /// Multiplied and shifted.
        case affine
    }

    init(_ probe: String, isPrefix: Bool, _ lines: String) {
        self.probe = probe
        self.isPrefix = isPrefix
        self.lines = lines
    }

    init(_ lines: String) {
        self.init(lines, isPrefix: false, lines)
    }
}

/// The source of random numbers, and how it is written.
enum DrawnFrom: CaseIterable, Sendable {
    case generator, legacy

    var setup: String { self == .generator ? "rng = np.random.default_rng(SEED)" : "np.random.seed(SEED)" }
    var name: String { self == .generator ? "rng" : "np.random" }
}
