/// Who handed work to whom in a session.
public struct SessionGraph: Sendable {
    /// An event that hands work from some agents to others.
    public struct Handoff: Hashable, Sendable {
        public let event: Int
        public let from: [String]
        public let to: [String]
        public let grant: GrantMention?
    }

    /// The agents, in the order in which they appear.
    public let agents: [String]
    public let handoffs: [Handoff]
    /// The grants that the events name, each once.
    public let grants: [GrantMention]

    public init(_ session: ReplaySession) {
        var agents: [String] = []
        var known: Set<String> = []
        var handoffs: [Handoff] = []
        var grants: [GrantMention] = []
        var grantIDs: Set<String> = []
        func meet(_ names: [String]) {
            for name in names where known.insert(name).inserted { agents.append(name) }
        }
        for event in session.events {
            let reading = EventReading(event)
            let actors = reading.agents.isEmpty && reading.approver == nil ? [session.run.agentName] : reading.agents
            meet(actors)
            meet(reading.targets)
            if event.kind == .handoffStart, !reading.targets.isEmpty {
                handoffs.append(Handoff(event: event.index, from: actors, to: reading.targets, grant: reading.grant))
            }
            if let grant = reading.grant, grantIDs.insert(grant.id).inserted { grants.append(grant) }
        }
        self.agents = agents
        self.handoffs = handoffs
        self.grants = grants
    }

    /// The pairs of agents between which work was handed over, each once, in order of time.
    public var edges: [(from: String, to: String)] {
        var seen: Set<[String]> = []
        var edges: [(from: String, to: String)] = []
        for handoff in handoffs {
            for from in handoff.from {
                for to in handoff.to where seen.insert([from, to]).inserted { edges.append((from, to)) }
            }
        }
        return edges
    }

    /// The graph in the language of Graphviz.
    public var dot: String {
        var lines = ["digraph session {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
        for agent in agents { lines.append("  \(Self.quoted(agent));") }
        for handoff in handoffs {
            let label = handoff.grant.map { " [label=\(Self.quoted($0.id))]" } ?? ""
            for from in handoff.from {
                for to in handoff.to { lines.append("  \(Self.quoted(from)) -> \(Self.quoted(to))\(label);") }
            }
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f: quoted += "?"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
