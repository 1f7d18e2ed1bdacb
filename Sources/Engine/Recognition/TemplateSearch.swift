internal import Objects

/// Evaluates templates with common seeds.
struct TemplateSearch {
    let observation: Observation
    let recogniser: Recogniser

    /// How many values of a probe are compared.
    private static let probed = 16

    /// The first program that writes the file.
    func first(of templates: [Template]) throws -> Recipe? {
        for template in templates {
            let count = template.isPrefix ? min(observation.count, Self.probed) : observation.count
            let code = template.probe.replacing("COUNT", with: "\(count)").replacing("SEED", with: "seed")
            guard
                let statements = try? Parser.statements(
                    ProgramHeader.of(code.replacing("random.seed(seed", with: "random.seed(0")) + code)
            else { continue }
            for seed in recogniser.streams.seeds {
                if recogniser.isOver { return nil }
                guard let drawn = Self.values(statements, seed, "x"), drawn.count >= count,
                    (0..<count).allSatisfy({ drawn[$0] == observation.values[$0] })
                else { continue }
                let lines = template.lines.replacing("SEED", with: "\(seed)")
                if let recipe = try recogniser.confirm(lines, savedBy: observation.saves) { return recipe }
            }
        }
        return nil
    }

    /// The values of a name after the statements were executed.
    static func values(_ statements: [Statement], _ seed: Int, _ name: String) -> [Double]? {
        let interpreter = Interpreter(ProgramBudget(steps: 20_000_000, memory: 1 << 28), ArithmeticProfile(.haswell))
        interpreter.set("seed", .int(seed))
        guard (try? interpreter.run(statements)) != nil, let value = interpreter.find(name) else { return nil }
        if case .list(let list) = value { return list.values.map { $0.real ?? .nan } }
        guard case .array(let array) = value else { return nil }
        return array.reals
    }
}
