import Objects

/// A session's events as lines for a terminal, 80 columns wide.
struct SessionTimeline {
    static let width = 80

    private let run: ReplayRun
    private let durations: SessionDurations
    private let start: UInt64
    private let indexWidth: Int
    private let timeWidth: Int

    init(_ session: ReplaySession) {
        run = session.run
        durations = SessionDurations(session)
        start = session.events.first?.timestamp ?? 0
        indexWidth = "\(max(0, session.events.count - 1))".count
        timeWidth =
            [session.events.first, session.events.last].compactMap(\.self)
            .map { [start] in SessionTime.relative($0, to: start).count }.max() ?? 0
    }

    /// Who does what to whom on the first line; the details below it.
    func lines(of event: ReplayEvent) -> [String] {
        let summary = EventSummary(event, of: run)
        let time = SessionTime.relative(event, to: start)
        let front =
            leftPadded("\(event.index)", indexWidth) + "  " + leftPadded(time, timeWidth) + "  "
            + TerminalText.padded(event.kind.rawValue, 15) + "  "
        let room = max(20, Self.width - front.count)
        var lines = [front + TerminalText.fitted(summary.headline, room)]
        let elapsed = durations[event.index].map { "took \(SessionTime.elapsed($0.elapsed))" }
        let details = [elapsed].compactMap(\.self) + summary.details
        if !details.isEmpty {
            let details = TerminalText.wrapped(details.joined(separator: " · "), room, lines: 2)
            lines += details.map { String(repeating: " ", count: front.count) + $0 }
        }
        return lines
    }

    private func leftPadded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

/// The heading of a timeline: who ran what for whom, the result, and the verdict on the signature.
struct SessionHeading {
    private let opened: OpenedSession

    init(_ opened: OpenedSession) {
        self.opened = opened
    }

    var lines: [String] {
        let session = opened.session
        let run = session.run
        var lines = [TerminalText.fitted(run.sessionID, SessionTimeline.width), verdict, ""]
        func add(_ name: String, _ value: String) {
            guard !value.isEmpty else { return }
            lines.append(TerminalText.fitted(TerminalText.padded(name, 10) + value, SessionTimeline.width))
        }
        add("agent", run.agentVersion.isEmpty ? run.agentName : "\(run.agentName)@\(run.agentVersion)")
        add("caller", run.caller)
        add("skill", run.skillName)
        add("task", run.taskID)
        if run.startedAt > 0 {
            add("started", SessionTime.utc(run.startedAt) + (run.hasStatedTimes ? ", as its events say" : ""))
        }
        if run.endedAt > run.startedAt { add("elapsed", SessionTime.duration(run.endedAt - run.startedAt)) }
        add("seed", run.randomSeed)
        add("receipt", run.receiptID)
        let outcome = SessionOutcome(session)
        var parts = [outcome.status, outcome.score.map { "eval \($0)" }, outcome.reviewer.map { "reviewer \($0)" }]
            .compactMap(\.self)
        let graph = SessionGraph(session)
        add("outcome", parts.joined(separator: " · "))
        parts = [Figures.count(session.events.count, "event"), Figures.count(graph.agents.count, "agent")]
        parts += [Figures.count(graph.handoffs.count, "handoff"), Figures.count(graph.grants.count, "grant")]
        add("timeline", parts.joined(separator: " · "))
        return lines
    }

    private var verdict: String {
        guard let verdict = opened.verdict else { return "signature not checked, as there is no key" }
        let words = "\(verdict.isGood ? "verified," : "NOT VERIFIED:") \(verdict)"
        return TerminalText.fitted(words, SessionTimeline.width)
    }
}

/// The agents and their handoffs as lines for a terminal.
struct SessionGraphText {
    private let graph: SessionGraph

    init(_ graph: SessionGraph) {
        self.graph = graph
    }

    var lines: [String] {
        var lines = [
            [
                Figures.count(graph.agents.count, "agent"), Figures.count(graph.handoffs.count, "handoff"),
                Figures.count(graph.grants.count, "grant"),
            ].joined(separator: " · ")
        ]
        let edges = graph.edges
        for agent in graph.agents {
            lines.append(TerminalText.fitted(agent, SessionTimeline.width))
            for edge in edges where edge.from == agent {
                let grant = graph.handoffs.first { $0.from.contains(agent) && $0.to.contains(edge.to) }?.grant
                let about = grant.map { "  \(GrantText.words($0).joined(separator: " · "))" } ?? ""
                lines.append(TerminalText.fitted("  → \(edge.to)\(about)", SessionTimeline.width))
            }
        }
        return lines
    }
}
