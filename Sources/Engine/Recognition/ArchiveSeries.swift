internal import Objects

/// An npz archive of several arrays that were drawn one after the other, or that are parts of one order.
struct ArchiveSeries {
    private let function: String
    private let members: [(name: String, array: Observation.Stored)]

    /// Nil for an archive of one array, or of more than a few.
    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: [0x50, 0x4b, 3, 4]), let (function, members) = Observation.members(bytes),
            2...4 ~= members.count, members.allSatisfy({ !$0.array.values.isEmpty || !$0.array.words.isEmpty })
        else { return nil }
        (self.function, self.members) = (function, members)
    }

    private var readings: [ColumnReading] {
        members.map { member in
            let observation = Observation.with(member.array.values, member.array.shape, member.array.type, [])
            if !member.array.words.isEmpty { return ColumnReading(member.array.words, floatFormat: nil) }
            return ColumnReading(observation.seen)
        }
    }

    var bits: Double { readings.reduce(0) { $0 + $1.bits } }

    func find(_ recogniser: Recogniser) throws -> Recipe? {
        if let recipe = try parts(recogniser) { return recipe }
        let readings = readings
        for order in orders {
            let arguments = members.enumerated().map { place, member in
                Observation.argument(
                    member.name, member.array.saved("c\(order.firstIndex(of: place) ?? place)"))
            }
            let save = "\(function)('x.npz', \(arguments.joined(separator: ", ")))"
            let chain = ColumnChain(columns: order.map { readings[$0] })
            if let recipe = try chain.find(recogniser, savedBy: [save]) { return recipe }
        }
        return nil
    }

    /// The orders in which the arrays may have been drawn: as they stand, the first and third before the second and fourth.
    private var orders: [[Int]] {
        let all = Array(members.indices)
        guard members.count > 2 else { return [all] }
        return [all, members.count == 4 ? [0, 2, 1, 3] : [0, 2, 1]]
    }

    /// Whole numbers that together are all up to their count: parts of a permutation.
    private func parts(_ recogniser: Recogniser) throws -> Recipe? {
        let all = members.flatMap(\.array.values)
        let count = all.count
        guard members.allSatisfy({ $0.array.type == .int64 && $0.array.shape.count == 1 }), 24...200_000 ~= count,
            Set(all).count == count, all.min() == 0, all.max() == Double(count - 1)
        else { return nil }
        var start = 0
        var arguments: [String] = []
        for member in members {
            let end = start + member.array.values.count
            arguments.append(Observation.argument(member.name, "x[\(start):\(end)]"))
            start = end
        }
        let save = "\(function)('x.npz', \(arguments.joined(separator: ", ")))"
        let observation = Observation.with(all, [count], .int64, [save])
        var templates = Templates.orders(observation)
        if members.count == 2 {
            let (trained, tested) = (members[0].array.values.count, members[1].array.values.count)
            for share in Templates.shares where Int((share.value * Double(count)).rounded(.up)) == tested {
                templates.append(
                    Template(
                        "x = np.concatenate(train_test_split(np.arange(\(count)), test_size=\(share.text), random_state=SEED))"
                    ))
            }
            templates.append(
                Template(
                    "x = np.concatenate(train_test_split(np.arange(\(count)), train_size=\(trained), test_size=\(tested), random_state=SEED))"
                ))
        }
        return try TemplateSearch(observation: observation, recogniser: recogniser).first(of: templates)
    }
}
