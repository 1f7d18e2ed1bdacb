import ArgumentParser
import Engine
import Objects

/// `at1 replay generators`: lists the generators.
struct ReplayGenerators: Command {
    static let configuration = CommandConfiguration(
        commandName: "generators", abstract: "List the generators and their parameters.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func execute(_ console: Console) throws -> ExitStatus {
        if report.json {
            let generators = Catalogue.generators.map { generator -> JSONValue in
                [
                    "name": .string(generator.name), "call": .string(generator.call),
                    "code": .string(generator.code.hex), "params": generator.schema,
                ]
            }
            console.print(["generators": .array(generators)])
        } else {
            for (index, generator) in Catalogue.generators.enumerated() {
                if index > 0 { console.print("") }
                describe(generator, console)
            }
        }
        return .done
    }

    private func describe(_ generator: GeneratorDescription, _ console: Console) {
        console.print(generator.name)
        console.print("    \(generator.call)")
        let rows = generator.parameters.map { parameter in
            [
                parameter.name, parameter.type,
                parameter.fallback.map { "default \($0.canonicalText)" } ?? "required",
                parameter.range ?? "", parameter.meaning,
            ]
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            console.print("      \((cells + [row[4]]).joined(separator: "  "))")
        }
        for (name, reason) in generator.refused.sorted(by: { $0.key < $1.key }) {
            console.print("      \(name): refused, \(reason)")
        }
    }
}
