import Objects

/// An event in one line, and its details.
struct EventSummary {
    let headline: String
    let details: [String]

    init(_ event: ReplayEvent, of run: ReplayRun) {
        let reading = EventReading(event)
        let agents = reading.agents.isEmpty && reading.approver == nil ? [run.agentName] : reading.agents
        let who = Self.names(agents)
        if reading.targets.isEmpty {
            headline = [reading.approver, who, reading.action ?? reading.subject].compactMap(\.self)
                .filter { !$0.isEmpty }.joined(separator: " · ")
        } else {
            headline = "\(who) → \(Self.names(reading.targets))"
        }
        var details: [String] = []
        if reading.action != nil, let subject = reading.subject { details.append(subject) }
        if let note = reading.note { details.append(note) }
        if let grant = reading.grant { details += GrantText.words(grant) }
        if let size = reading.size { details.append(Figures.short(size)) }
        if let digest = reading.digest { details.append("sha256 \(digest.hex.prefix(10))…") }
        self.details = details
    }

    /// One or two names; of more, the first one and the number of others.
    private static func names(_ names: [String]) -> String {
        names.count > 2 ? "\(names[0]) + \(names.count - 1) more" : names.joined(separator: ", ")
    }
}

enum GrantText {
    static func words(_ grant: GrantMention) -> [String] {
        var words = [grant.id]
        if let lifetime = grant.lifetime { words.append("\(SessionTime.duration(lifetime)) TTL") }
        if grant.audience != nil { words.append("audience-bound") }
        return words
    }
}

/// Times of a session.
enum SessionTime {
    /// Relative to the session's first event: `01:52.402`, with hours if there are any.
    static func relative(_ event: ReplayEvent, to start: UInt64) -> String {
        let isBefore = event.timestamp < start
        let total = isBefore ? start - event.timestamp : event.timestamp - start
        func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let milliseconds = "\(total % 1000 + 1000)".dropFirst()
        let rest = "\(two(total / 60_000 % 60)):\(two(total / 1000 % 60)).\(milliseconds)"
        return (isBefore ? "-" : "") + (total >= 3_600_000 ? "\(total / 3_600_000):\(rest)" : rest)
    }

    /// Milliseconds as `250 ms`, `1.250 s`, and from a minute on as a duration.
    static func elapsed(_ milliseconds: UInt64) -> String {
        switch milliseconds {
        case ..<1000: "\(milliseconds) ms"
        case ..<60_000: "\(milliseconds / 1000).\("\(milliseconds % 1000 + 1000)".dropFirst()) s"
        default: duration(milliseconds / 1000)
        }
    }

    /// `45s`, `3m 13s`, `60m`, `5h 2m`, `3d`.
    static func duration(_ seconds: UInt64) -> String {
        func two(_ whole: UInt64, unit: String, and part: UInt64, smaller small: String) -> String {
            part == 0 ? "\(whole)\(unit)" : "\(whole)\(unit) \(part)\(small)"
        }
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<7200: return two(seconds / 60, unit: "m", and: seconds % 60, smaller: "s")
        case ..<172_800: return two(seconds / 3600, unit: "h", and: seconds / 60 % 60, smaller: "m")
        default: return "\(seconds / 86_400)d"
        }
    }

    /// Seconds since 1970 as `2026-05-28T13:41:02Z`.
    static func utc(_ seconds: UInt64) -> String {
        UTCDate(seconds: Int64(clamping: seconds)).text
    }
}
