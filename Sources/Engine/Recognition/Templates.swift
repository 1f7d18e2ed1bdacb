/// The lines that may have drawn the numbers of an observation, for draws that are evaluated instead of being compared
/// number by number.
enum Templates {
    /// A number as a user may have typed it.
    static func plain(_ value: Double) -> String {
        if value == value.rounded(), value.magnitude < 1e15 { return "\(Int(value))" }
        return PythonNumeral.text(value)
    }

    /// Integers of one or two bytes, several of which come from one draw.
    static func shortRanges(_ observation: Observation) -> [Template] {
        guard case .number(let element) = observation.type, let least = observation.values.min(),
            let greatest = observation.values.max()
        else { return [] }
        var templates: [Template] = []
        let likely = IntegerRanges.likely(
            least: Int64(least), greatest: Int64(greatest), count: UInt64(observation.count))
        for from in DrawnFrom.allCases {
            let name = "\(from.name).\(from == .generator ? "integers" : "randint")"
            for range in likely.prefix(24) {
                func call(_ size: String) -> String {
                    "\(from.setup)\nx = \(name)(\(range.lowerBound), \(range.upperBound + 1), size=\(size), dtype=np.\(element.rawValue))"
                }
                templates.append(Template(call("COUNT"), isPrefix: true, call(observation.shapeText)))
                func cast(_ size: String) -> String {
                    "\(from.setup)\nx = \(name)(\(range.lowerBound), \(range.upperBound + 1), size=\(size)).astype(np.\(element.rawValue))"
                }
                templates.append(Template(cast("COUNT"), isPrefix: true, cast(observation.shapeText)))
            }
        }
        return templates
    }

    /// Permutations, samples without replacement, and parts of splits.
    static func orders(_ observation: Observation) -> [Template] {
        let count = observation.count
        guard let greatest = observation.values.max().map({ Int($0) }), isOrder(observation) else { return [] }
        var templates: [Template] = []
        func whole(_ code: String) { templates.append(Template(code)) }
        if greatest == count - 1 {
            whole("rng = np.random.default_rng(SEED)\nx = rng.permutation(\(count))")
            whole("np.random.seed(SEED)\nx = np.random.permutation(\(count))")
            whole("torch.manual_seed(SEED)\nx = torch.randperm(\(count)).numpy()")
            whole("rng = np.random.default_rng(SEED)\nx = rng.choice(\(count), size=\(count), replace=False)")
            return templates
        }
        let isSorted = zip(observation.values, observation.values.dropFirst()).allSatisfy { $0 < $1 }
        for total in populations(greatest + 1).prefix(16) {
            if isSorted {
                for folds in [5, 10, 3, 4] {
                    for fold in 0..<folds {
                        let size = total / folds + (fold < total % folds ? 1 : 0)
                        let part = count == size ? 1 : count == total - size ? 0 : nil
                        guard let part else { continue }
                        whole(
                            "x = list(KFold(\(folds), shuffle=True, random_state=SEED).split(np.zeros(\(total))))[\(fold)][\(part)]"
                        )
                    }
                }
                whole(
                    "rng = np.random.default_rng(SEED)\nx = np.sort(rng.choice(\(total), size=\(count), replace=False))"
                )
                whole("np.random.seed(SEED)\nx = np.sort(np.random.choice(\(total), size=\(count), replace=False))")
                continue
            }
            whole("rng = np.random.default_rng(SEED)\nx = rng.choice(\(total), size=\(count), replace=False)")
            whole("np.random.seed(SEED)\nx = np.random.choice(\(total), size=\(count), replace=False)")
            whole("rng = np.random.default_rng(SEED)\nx = rng.permutation(\(total))[:\(count)]")
            for share in shares {
                let tested = Int((share.value * Double(total)).rounded(.up))
                if tested == count {
                    whole("x = train_test_split(np.arange(\(total)), test_size=\(share.text), random_state=SEED)[1]")
                }
                if total - tested == count {
                    whole("x = train_test_split(np.arange(\(total)), test_size=\(share.text), random_state=SEED)[0]")
                }
            }
            whole("rng = np.random.default_rng(SEED)\nx = rng.permutation(\(total))[\(total - count):]")
            whole("np.random.seed(SEED)\nx = np.random.permutation(\(total))[\(total - count):]")
        }
        return templates
    }

    /// The parts that are taken away to test with.
    static let shares: [(text: String, value: Double)] = [
        ("0.2", 0.2), ("0.25", 0.25), ("0.3", 0.3), ("0.1", 0.1), ("0.33", 0.33), ("0.4", 0.4), ("0.5", 0.5),
        ("0.15", 0.15), ("0.05", 0.05),
    ]

    /// The same as Python's own `random` makes them.
    static func pythonOrders(_ observation: Observation) -> [Template] {
        let count = observation.count
        guard let greatest = observation.values.max().map({ Int($0) }), isOrder(observation) else { return [] }
        var templates: [Template] = []
        if greatest == count - 1 {
            templates.append(Template("random.seed(SEED)\nx = list(range(\(count)))\nrandom.shuffle(x)"))
        }
        if greatest == count {
            templates.append(Template("random.seed(SEED)\nx = list(range(1, \(count + 1)))\nrandom.shuffle(x)"))
        }
        for total in populations(greatest + 1).prefix(16) {
            templates.append(Template("random.seed(SEED)\nx = random.sample(range(\(total)), \(count))"))
            templates.append(Template("random.seed(SEED)\nx = random.sample(range(1, \(total)), \(count))"))
            templates.append(Template("random.seed(SEED)\nx = random.sample(range(1, \(total + 1)), \(count))"))
        }
        return templates
    }

    private static func isOrder(_ observation: Observation) -> Bool {
        let count = observation.count
        return count >= 12 && count <= 200_000 && (observation.values.min() ?? -1) >= 0
            && (observation.values.max() ?? 0) < 1e7 && Set(observation.values).count == count
    }

    /// Round numbers from `least` on that the numbers may have been drawn from.
    static func populations(_ least: Int) -> [Int] {
        var found: Set<Int> = []
        var power = 1
        while power < least { power *= 10 }
        for step in [power, power / 2, power / 4, power / 5, power / 10, power / 20, power / 100] where step > 0 {
            found.insert((least + step - 1) / step * step)
        }
        var binary = 1
        while binary < least { binary *= 2 }
        found.insert(binary)
        for known in [
            50, 64, 100, 128, 150, 178, 200, 256, 300, 365, 500, 569, 730, 1000, 1500, 1797, 2000, 2500, 5000, 10000,
        ] where known >= least { found.insert(known) }
        return found.filter { $0 >= least && $0 <= least * 2 + 8 }.sorted()
    }

    /// Numbers with few digits close to an estimate.
    static func around(_ value: Double, spread: Double) -> [Double] {
        guard value.isFinite, spread.isFinite, spread > 0 else { return [] }
        var found: [Double] = []
        for digits in 0...3 {
            let scale = Libm.pow(10, Double(digits))
            let first = ((value - 5 * spread) * scale).rounded(.up)
            let last = ((value + 5 * spread) * scale).rounded(.down)
            guard last >= first, last - first < 60, last.magnitude < 0x1p53, first.magnitude < 0x1p53 else { continue }
            for multiple in stride(from: first, through: last, by: 1) where !found.contains(multiple / scale) {
                found.append(multiple / scale)
            }
            if found.count >= 12 { break }
        }
        return Array(found.prefix(40))
    }

    /// Shares in tenths or twentieths with a sum of one, close to those that were counted.
    static func proportions(_ shares: [Double], _ count: Int) -> [[Double]] {
        let spread = 4 * 0.5 / Double(count).squareRoot()
        var found: [[Double]] = []
        for unit in [10.0, 20.0, 100.0] {
            func go(_ index: Int, _ left: Double, _ chosen: [Double]) {
                guard found.count < 60 else { return }
                if index == shares.count - 1 {
                    if left > 0, (left / unit - shares[index]).magnitude <= spread {
                        found.append(chosen + [left / unit])
                    }
                    return
                }
                let first = ((shares[index] - spread) * unit).rounded(.up)
                for parts in stride(from: max(1, first), through: (shares[index] + spread) * unit, by: 1)
                where parts < left { go(index + 1, left - parts, chosen + [parts / unit]) }
            }
            go(0, unit, [])
            if found.count >= 20 { break }
        }
        return found
    }
}
