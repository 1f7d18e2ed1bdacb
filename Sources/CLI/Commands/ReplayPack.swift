import ArgumentParser
import Engine
import Objects

/// `at1 replay pack`: packs a file into an .at1r file, as its recipe if there is one.
struct ReplayPack: Command {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Pack a file: as the recipe that gives it, or compressed with xz.",
        discussion: """
            With --generator, stores the recipe if it gives the file byte for byte; array, encoding and arithmetic are \
            found by comparison. Otherwise, and without a generator, stores the file as a complete .xz stream, or \
            unchanged if that is smaller.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The file to pack; - for standard input.", transform: Word.path) var file: String
    @Option(help: "The .at1r file to write; - for standard output.", transform: Word.path) var out: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var source: GeneratorOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let input = try InputFile(StandardInput.path(file))
        let container = try output.open(out, console, besides: file)
        if let (generator, params) = try source.call() {
            let engine = try CompositionRoot.engine(RepositoryAccess.settings(options))
            switch try CommandError.naming(
                file, { try engine.identify(generator: generator, params: params, in: input) })
            {
            case .reproduced(let recipe):
                let length = try ContainerWriter.write(recipe, to: container)
                describe(.recipe(recipe), length, console)
                return .done
            case .differs(let attempts):
                tell(attempts, generator, input.length, console)
            }
        }
        let written = try CommandError.naming(file) { try ContainerWriter.writeFallback(of: input, to: container) }
        if source.generator != nil { console.message("keeping the file itself instead") }
        describe(.fallback(written.fallback), written.length, console)
        return .done
    }

    /// Reports what was tried and how far each form agreed with the file.
    private func tell(
        _ attempts: [Identification.Attempt], _ generator: String, _ length: UInt64, _ console: Console
    ) {
        let compared = attempts.filter { $0.agreement != nil }
        if compared.isEmpty {
            console.message("\(generator) does not give \(file), which has \(Figures.bytes(length)); it gives")
        } else {
            console.message("\(generator) does not give \(file):")
        }
        // Every profile of one thread, and the best of those with several.
        let single = attempts.filter {
            ($0.arithmetic?.threads ?? 1) == 1 && ($0.agreement != nil) == !compared.isEmpty
        }
        let threaded = compared.filter { ($0.arithmetic?.threads ?? 1) > 1 }
        let best = threaded.max { ($0.agreement?.equal ?? 0) < ($1.agreement?.equal ?? 0) }
        for attempt in single { console.message("  \(attempt)") }
        if let best { console.message("  \(best), the best of \(threaded.count) with several threads") }
    }

    private func describe(_ content: Container.Content, _ length: UInt64, _ console: Console) {
        let description = ContainerDescription(content, containerBytes: length)
        if report.json {
            console.print(description.json)
        } else {
            console.report("\(out): \(description.summary)")
        }
    }
}
