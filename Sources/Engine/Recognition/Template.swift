/// A few lines whose seed is to be found by evaluating them.
struct Template: Sendable {
    /// Lines that end with `x = …`; `SEED` is the seed, `COUNT` how many values are wanted.
    let probe: String
    /// Whether the probe's values are the first of the file's; otherwise all are needed.
    let isPrefix: Bool
    /// The lines themselves.
    let lines: String

    /// How numbers that are drawn in their simplest form are compared with those of a file.
    enum Fit: Sendable {
        /// They are the same.
        case exact
        /// The same but for the last bits, which the arithmetic decides.
        case near
        /// Multiplied.
        case scaled
        /// Multiplied and moved.
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

/// Where numbers are drawn from, and how that is written.
enum DrawnFrom: CaseIterable, Sendable {
    case generator, legacy

    var setup: String { self == .generator ? "rng = np.random.default_rng(SEED)" : "np.random.seed(SEED)" }
    var name: String { self == .generator ? "rng" : "np.random" }
}
