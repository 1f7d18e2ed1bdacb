/// Seeds whose first values lie on a line with the file's: the file is `loc + scale * value`, whatever the two are.
struct AffineSieve: SeedSieve {
    /// The file's first values.
    let values: [Double]
    /// What rounding may move a value by, as a part of it.
    let tolerance: Double
    /// The first values that a seed draws of the distribution by itself; nil when it draws none.
    let draw: @Sendable (Natural, Int) -> [Double]?

    /// The values that are looked at: two for the line, the others to be on it.
    static let count = 6
    /// Below these any line would do.
    static let least = 4

    var run: Int { 1 << 10 }

    /// Nil when the values are too few, or all the same.
    init?(
        _ values: [Double], _ element: ElementType, draw: @escaping @Sendable (Natural, Int) -> [Double]?
    ) {
        guard values.count >= Self.least, values.contains(where: { $0 != values[0] }) else { return nil }
        self.values = values
        tolerance = element == .float64 ? 0x1p-44 : 0x1p-20
        self.draw = draw
    }

    func admits(_ seed: Natural) -> Bool {
        guard let drawn = draw(seed, values.count), drawn.count == values.count else { return false }
        // The slope is that of the first two values which differ.
        guard let other = values.firstIndex(where: { $0 != values[0] }) else { return false }
        let (rise, step) = (values[other] - values[0], drawn[other] - drawn[0])
        var largest = 0.0
        for value in values { largest = max(largest, abs(value)) }
        for index in values.indices {
            let left = (values[index] - values[0]) * step
            let right = rise * (drawn[index] - drawn[0])
            let span = abs(step) + abs(drawn[index] - drawn[0])
            guard abs(left - right) <= largest * span * tolerance else { return false }
        }
        return true
    }
}
