/// The draws that may have given a column, alone or after others.
struct ColumnDraws {
    let seen: SeenNumbers
    private let likely: [UnitDraw]
    private let rest: [UnitDraw]
    private let labels: LabelDraw?
    private let isText: Bool
    private let measured: [UnitDraw.Measure: SeenNumbers]

    /// - Parameter words: the column as text, if it may consist of labels.
    init(_ seen: SeenNumbers, _ words: [String]?, _ from: DrawnFrom) {
        self.seen = seen
        let areNumbers = seen.values.allSatisfy(\.isFinite)
        let areCounts = areNumbers && seen.areWhole && seen.slacks.first == 0
        var likely: [UnitDraw] = []
        if areCounts { likely += UnitDraw.ranges(from, seen, 24) }
        if areNumbers, !seen.areWhole || seen.type == .float64 { likely += UnitDraw.common(from) }
        self.likely = likely
        rest = !areNumbers ? [] : areCounts ? UnitDraw.counts(from, seen) : UnitDraw.shaped(from, seen)
        isText = words?.isEmpty == false && !areNumbers
        let isMask = seen.type == .bool && words == nil
        let texts =
            isMask
            ? seen.values.map { $0 == 0 ? "False" : "True" }
            : words ?? (areNumbers && Set(seen.values.prefix(200)).count <= 32 ? seen.values.map(UnitDraw.plain) : [])
        labels = texts.isEmpty ? nil : LabelDraw(from, texts, most: 32)
        var measured: [UnitDraw.Measure: SeenNumbers] = [:]
        for measure in [UnitDraw.Measure.plain, .logarithm, .logarithmOfOneMore] where areNumbers {
            measured[measure] = seen.measured(measure)
        }
        self.measured = measured
    }

    /// Whether nothing could give the column.
    var isHopeless: Bool { likely.isEmpty && rest.isEmpty && labels == nil && (isText || !seen.type.isReal) }

    /// The calls that give the column from where `sampler` stands, which is not moved on.
    func calls(_ sampler: Sampler) -> [FoundCall] {
        for draw in likely {
            if let found = calls(draw, sampler).first { return [found] }
        }
        if let labels {
            if Set(labels.labels).isSubset(of: ["True", "False"]), let found = labels.mask(sampler, size: seen.size) {
                return [found]
            }
            let found = labels.calls(sampler, size: seen.size) { labels in
                let list = labels.map { isText && $0 != "True" && $0 != "False" ? "'\($0)'" : $0 }
                return "[\(list.joined(separator: ", "))]"
            }
            if !found.isEmpty { return found }
        }
        for draw in rest {
            if let found = calls(draw, sampler).first { return [found] }
        }
        return []
    }

    private func calls(_ draw: UnitDraw, _ sampler: Sampler) -> [FoundCall] {
        guard let measured = measured[draw.measure], let stream = sampler.copied, let next = draw.drawing(stream),
            LineSearch.isPossible(draw.fit, measured, next)
        else { return [] }
        return draw.calls(measured, size: seen.size, from: sampler)
    }
}
