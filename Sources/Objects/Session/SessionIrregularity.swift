/// Something in a well-formed session that a complete run, recorded in order, does not have (docs/format.md §3.9.6).
///
/// None of it makes a session invalid: it tells a reader what not to take for granted.
public enum SessionIrregularity: Hashable, Sendable {
    /// No event says that the skill ended.
    case noSkillEnd
    /// An event follows the last `skill_end`.
    case eventAfterSkillEnd(Int)
    /// An event has an earlier time than the one before it.
    case timeRunsBackwards(Int)
    /// The run ended before it started.
    case endsBeforeStart
    /// A schema that this version does not know.
    case unknownSchema(UInt64)
}

extension SessionIrregularity: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSkillEnd: "there is no skill_end: the run may have been interrupted"
        case .eventAfterSkillEnd(let index): "event \(index) follows the last skill_end"
        case .timeRunsBackwards(let index): "time runs backwards: event \(index) is earlier than the one before it"
        case .endsBeforeStart: "ended_at is before started_at"
        case .unknownSchema(let version): "schema_version \(version) is not known"
        }
    }
}

extension ReplaySession {
    /// The version of the schema that is known.
    static let schemaVersion: UInt64 = 1

    /// What a reader should know: for each case, the first event that shows it.
    public var irregularities: [SessionIrregularity] {
        var found: [SessionIrregularity] = []
        if run.schemaVersion != Self.schemaVersion { found.append(.unknownSchema(run.schemaVersion)) }
        if run.endedAt < run.startedAt, run.endedAt != 0 { found.append(.endsBeforeStart) }
        var lastEnd: Int?
        var before: UInt64 = 0
        var backwards: Int?
        for (index, moment) in events.moments.enumerated() {
            if moment.kind == .skillEnd { lastEnd = index }
            if moment.timestamp < before, backwards == nil { backwards = index }
            before = moment.timestamp
        }
        if let backwards { found.append(.timeRunsBackwards(backwards)) }
        if let lastEnd {
            if lastEnd + 1 < events.count { found.append(.eventAfterSkillEnd(lastEnd + 1)) }
        } else {
            found.append(.noSkillEnd)
        }
        return found
    }
}
