/// The first numbers of a file, as one call may have drawn them.
struct FirstNumbers: Sendable {
    let values: [Double]
    /// By how much each may differ from what was drawn.
    let slack: Double

    /// The most numbers that are compared.
    static let most = 16

    init(_ values: [Double], slack: Double) {
        self.values = Array(values.prefix(Self.most))
        let largest = self.values.reduce(0) { max($0, $1.magnitude) }
        // A sum or a product may be off by its last bits.
        self.slack = slack + largest * 0x1p-49
    }

    /// How many steps of its precision the first two numbers are apart: each further number that fits is so unlikely an
    /// accident.
    var resolution: Double {
        guard values.count >= Beginnings.count else { return 0 }
        let step = (values[1] - values[0]).magnitude
        return step.isFinite ? step / (2 * slack) : 0
    }

    var seen: SeenNumbers { SeenNumbers(values, slacks: [Double](repeating: slack, count: values.count)) }

    /// The steps from one number to the next, and the logarithms: what a running sum, and a product, were made of.
    var derived: [FirstNumbers] {
        guard values.count > Beginnings.count else { return [] }
        var heads = [FirstNumbers(zip(values.dropFirst(), values).map { $0 - $1 }, slack: 2 * slack)]
        heads.append(FirstNumbers([values[0]] + zip(values.dropFirst(), values).map { $0 - $1 }, slack: 2 * slack))
        let least = values.min() ?? 0
        if least > 0 { heads.append(FirstNumbers(values.map(Libm.log), slack: slack / least + 1e-13)) }
        return heads
    }
}
