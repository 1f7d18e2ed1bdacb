/// What a file begins with, as far as it can be looked up.
struct Sample: Sendable {
    var heads: [FirstNumbers] = []
    var symbols: Symbols?
}
