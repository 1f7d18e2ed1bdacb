import ArgumentParser
import Objects

/// `at1 session graph`: the handoffs between agents.
struct SessionGraphCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Show the agents of a session and their handoffs.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.", transform: Word.path) var token: String
    @Flag(help: "Print a graph for Graphviz.") var dot = false
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let graph = SessionGraph(try SessionSource.open(token, options, verifier, console).session)
        if dot {
            console.print(graph.dot)
        } else if report.json {
            console.print([
                "agents": .array(graph.agents.map { .string($0) }),
                "grants": .array(graph.grants.map { .string($0.id) }),
                "handoffs": .array(
                    graph.handoffs.map { handoff in
                        [
                            "idx": .integer(handoff.event), "from": .array(handoff.from.map { .string($0) }),
                            "to": .array(handoff.to.map { .string($0) }),
                            "grant": handoff.grant.map { .string($0.id) } ?? .null,
                        ]
                    }),
            ])
        } else {
            for line in SessionGraphText(graph).lines { console.print(line) }
        }
        return .done
    }
}
