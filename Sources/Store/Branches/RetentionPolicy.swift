internal import Objects

/// Which snapshots of a branch are kept: the newest of each period, for as many periods as there are snapshots in.
public struct RetentionPolicy: Hashable, Sendable {
    /// Why a snapshot is kept.
    public enum Reason: String, Hashable, Sendable {
        /// The branch is at it.
        case tip
        case last, daily, weekly, monthly, tagged
    }

    /// How many of the newest are kept.
    public var last = 0
    /// For how many days, weeks (from Monday) and months the newest is kept, by the date of the commit in its own time
    /// zone.
    public var daily = 0
    public var weekly = 0
    public var monthly = 0
    /// Whether snapshots that a tag points to are kept.
    public var tagged = false

    public init() {}

    /// Whether only the tip would be kept.
    public var isEmpty: Bool { self == RetentionPolicy() }

    /// The reasons to keep each of these snapshots, the newest first; none for those that go.
    func reasons(for snapshots: [(date: Timestamp, isTagged: Bool)]) -> [[Reason]] {
        var reasons = snapshots.map { _ in [Reason]() }
        if !reasons.isEmpty { reasons[0].append(.tip) }
        for index in reasons.indices.prefix(last) { reasons[index].append(.last) }
        let periods: [(Reason, Int, (Timestamp) -> String)] = [
            (.daily, daily, { String(Self.local($0).text.prefix(10)) }),
            (.weekly, weekly, { "\(Self.week(of: $0))" }),
            (.monthly, monthly, { String(Self.local($0).text.prefix(7)) }),
        ]
        for (reason, count, period) in periods where count > 0 {
            var met: Set<String> = []
            for (index, snapshot) in snapshots.enumerated() {
                let name = period(snapshot.date)
                guard !met.contains(name) else { continue }
                guard met.count < count else { break }
                met.insert(name)
                reasons[index].append(reason)
            }
        }
        if tagged { for index in reasons.indices where snapshots[index].isTagged { reasons[index].append(.tagged) } }
        return reasons
    }

    private static func local(_ date: Timestamp) -> UTCDate {
        // First into the calendar's range.
        UTCDate(seconds: UTCDate(seconds: date.seconds).seconds + Int64(date.offset) * 60)
    }

    /// Weeks since the one of 1970-01-01, a Thursday.
    private static func week(of date: Timestamp) -> Int64 {
        let seconds = local(date).seconds + 3 * 86_400
        let week: Int64 = 7 * 86_400
        return seconds >= 0 ? seconds / week : (seconds - week + 1) / week
    }
}
