/// Numbers that one call may have drawn, and by how much each may differ from what the call gave.
struct SeenNumbers {
    let values: [Double]
    /// Infinite if the number that was drawn is unknown.
    let slacks: [Double]
    /// Nil if the file does not say.
    let shape: [Int]?
    let type: ArrayType
    /// What was applied to the numbers after they were drawn: `.round(2)`, `.astype(np.float32)`.
    let suffix: String

    init(
        _ values: [Double], slacks: [Double]? = nil, shape: [Int]? = nil, type: ArrayType = .float64,
        suffix: String = ""
    ) {
        self.values = values
        self.slacks = slacks ?? [Double](repeating: 0, count: values.count)
        self.shape = shape
        self.type = type
        self.suffix = suffix
    }

    var count: Int { values.count }

    /// The shape in Python's notation.
    var size: String {
        guard let shape else { return "\(values.count)" }
        return shape.count == 1 ? "\(shape[0])" : "(\(shape.map { "\($0)" }.joined(separator: ", ")))"
    }

    var areWhole: Bool { values.allSatisfy { $0 == $0.rounded() && $0.magnitude < 0x1p53 } }

    /// Whether a computed value matches the one at `index`.
    @inline(__always)
    func fits(_ value: Double, _ index: Int) -> Bool {
        if value == values[index] { return true }
        let slack = slacks[index]
        if slack == 0 { return type == .float32 && Double(Float(value)) == values[index] }
        return (value - values[index]).magnitude <= slack + value.ulp
    }

    /// The same numbers, mapped by a function; `slope` is its derivative.
    func mapped(_ function: (Double) -> Double, slope: (Double) -> Double) -> SeenNumbers {
        let mapped = values.map(function)
        let slacks = zip(zip(values, slacks), mapped).map { pair, value in
            value.isFinite ? pair.1 * slope(pair.0) + 1e-14 * max(1, value.magnitude) : .infinity
        }
        return SeenNumbers(mapped, slacks: slacks, shape: shape, type: .float64, suffix: suffix)
    }

    /// The steps from one number to the next, along rows of `width`; the first of each is the number itself.
    func steps(width: Int) -> SeenNumbers {
        var steps = values
        var slacks = slacks
        for index in values.indices where index % width != 0 {
            steps[index] = values[index] - values[index - 1]
            let rounding = 4 * max(values[index].magnitude, values[index - 1].magnitude).ulp
            slacks[index] = self.slacks[index] + self.slacks[index - 1] + rounding
        }
        return SeenNumbers(steps, slacks: slacks, shape: shape, type: .float64, suffix: suffix)
    }

    /// The same numbers, of which those for which `isKnown` is false may be anything.
    func knowing(_ isKnown: (Int) -> Bool) -> SeenNumbers {
        SeenNumbers(
            values, slacks: slacks.indices.map { isKnown($0) ? slacks[$0] : .infinity }, shape: shape, type: type,
            suffix: suffix)
    }
}
