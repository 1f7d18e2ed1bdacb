internal import Objects

/// Rows that the csv module wrote, whose fields Python's `random` gave one after the other.
struct PythonRows {
    let names: [String]
    let columns: [[String]]

    func find(_ recogniser: Recogniser) throws -> Recipe? {
        let readings = columns.map { ColumnReading($0, floatFormat: nil) }
        let rows = columns[0].count
        let isCounted = readings.map { $0.counted != nil }
        guard readings.indices.allSatisfy({ isCounted[$0] || !readings[$0].values.contains(where: \.isNaN) }),
            let firstDrawn = isCounted.firstIndex(of: false)
        else { return nil }
        let seen = readings.map { SeenNumbers($0.values, slacks: $0.slacks, type: $0.type, suffix: $0.suffix) }
        let options = seen.map(Recogniser.pythonDraws)
        let header = "[\(names.map { "'\($0)'" }.joined(separator: ", "))]"
        let free = columns.indices.filter { !isCounted[$0] }
        guard free.count <= 4, free.allSatisfy({ !options[$0].isEmpty }) else { return nil }
        for place in recogniser.streams.seeds.indices {
            if recogniser.isOver { return nil }
            // The first column determines the seed if it is the only one, or if all are of one kind.
            for kind in options[firstDrawn].indices.prefix(24) {
                let chosen = free.map { options[$0][min(kind, options[$0].count - 1)] }
                let stream = recogniser.streams.python(place)
                var drawn = [[Double]](repeating: [], count: free.count)
                for _ in 0..<rows {
                    for (index, draw) in chosen.enumerated() {
                        guard case .python(let next) = draw.source else { continue }
                        drawn[index].append(next(stream))
                    }
                    if drawn[0].count == 16, !Self.arePossible(drawn, free.map { seen[$0] }, chosen) { break }
                }
                guard drawn[0].count == rows, Self.arePossible(drawn, free.map { seen[$0] }, chosen) else { continue }
                var calls: [Int: String] = [:]
                for (index, column) in free.enumerated() {
                    let pairs = LineSearch.parameters(
                        chosen[index].fit, isRange: chosen[index].isRange, seen[column], drawn[index])
                    guard let pair = pairs.first else { continue }
                    let call = chosen[index].call(pair.0, pair.1, "")
                    let places = ColumnReading.places(columns[column]) ?? 0
                    calls[column] = seen[column].suffix.isEmpty ? call : "round(\(call), \(places))"
                }
                guard calls.count == free.count else { continue }
                let fields = columns.indices.map { column in
                    calls[column] ?? (readings[column].words[0] == "0" ? "i" : "i + \(readings[column].words[0])")
                }
                let lines =
                    "random.seed(\(recogniser.streams.seeds[place]))\nwith open('x.csv', 'w', newline='') as fh:\n    w = csv.writer(fh)\n    w.writerow(\(header))\n    for i in range(\(rows)):\n        w.writerow([\(fields.joined(separator: ", "))])\n"
                if let recipe = try recogniser.confirm(lines) { return recipe }
            }
        }
        return nil
    }

    private static func arePossible(_ drawn: [[Double]], _ seen: [SeenNumbers], _ draws: [UnitDraw]) -> Bool {
        for (index, draw) in draws.enumerated() {
            var at = 0
            let isPossible = LineSearch.isPossible(draw.fit, seen[index].prefix(drawn[index].count)) {
                defer { at += 1 }
                return drawn[index][at]
            }
            if !isPossible { return false }
        }
        return true
    }
}
