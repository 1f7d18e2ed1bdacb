extension Interpreter {
    /// `make_multilabel_classification` (sklearn datasets/_samples_generator.py).
    func multilabel(_ arguments: CallArguments) throws(ProgramError) -> Value {
        let v = try arguments.bind(
            "n_samples", "n_features", "n_classes", "n_labels", "length", "allow_unlabeled", "sparse",
            "return_indicator", "return_distributions", "random_state")
        guard try !(v[6].given?.getTruth("sparse") ?? false), v[7]?.text ?? "dense" == "dense", v[8].given == nil else {
            throw .unsupported("sparse results, and those with distributions, are not reproduced")
        }
        let samples = try v[0].given?.getInteger("n_samples") ?? 100
        let features = try v[1].given?.getInteger("n_features") ?? 20
        let classes = try v[2].given?.getInteger("n_classes") ?? 5
        let labels = try v[3].given?.getReal("n_labels") ?? 2
        let length = try v[4].given?.getReal("length") ?? 50
        let allowsNone = try v[5].given?.getTruth("allow_unlabeled") ?? true
        guard samples > 0, features > 0, 1...8 ~= classes, labels > 0, labels < 1000, length >= 1, length < 1e6 else {
            // Of more classes, Python's sets tell in which order they are added.
            throw .unsupported("make_multilabel_classification is reproduced for up to 8 classes")
        }
        _ = try budget.count([samples, features])
        try budget.step(samples * Int(length + 10))
        guard case .legacy(let stream) = try randomState(v[9] ?? .none) else { return .none }
        isSeeded = true
        let sampler = stream.sampler
        var shares = (0..<classes).map { _ in sampler.real() }
        let total = 0 + Self.pairwise(shares[...], { $0 })
        shares = shares.map { $0 / total }
        var sum = 0.0
        let sums = shares.map { share in
            sum += share
            return sum
        }
        var words = (0..<features * classes).map { _ in sampler.real() }
        for column in 0..<classes {
            var total = words[column]
            for row in 1..<max(1, features) { total += words[row * classes + column] }
            for row in 0..<features { words[row * classes + column] /= total }
        }
        func place(_ value: Double, _ sums: [Double]) -> Int { sums.firstIndex { $0 >= value } ?? sums.count }
        var x = [Double](repeating: 0, count: samples * features)
        var y = [Int64](repeating: 0, count: samples * classes)
        for sample in 0..<samples {
            var size = classes + 1
            while !allowsNone && size == 0 || size > classes {
                try budget.step()
                size = Int(sampler.poisson(labels))
            }
            var chosen = Set<Int>()
            while chosen.count != size {
                try budget.step()
                let missing = size - chosen.count
                for value in (0..<missing).map({ _ in sampler.real() }) {
                    chosen.insert(min(classes - 1, place(value, sums)))
                }
            }
            var count = 0
            while count == 0 {
                try budget.step()
                count = Int(sampler.poisson(length))
            }
            if chosen.isEmpty {
                for _ in 0..<count { x[sample * features + Int(sampler.interval(UInt64(features - 1)))] += 1 }
                continue
            }
            let order = chosen.sorted()
            var running = 0.0
            var cumulative: [Double] = []
            for row in 0..<features {
                running += 0 + Self.pairwise(order.map { words[row * classes + $0] }[...], { $0 })
                cumulative.append(running)
            }
            cumulative = cumulative.map { $0 / running }
            for _ in 0..<count {
                x[sample * features + min(features - 1, place(sampler.real(), cumulative))] += 1
            }
            for label in order { y[sample * classes + label] = 1 }
        }
        return .tuple([
            .array(NumberArray(x, [samples, features], budget)), .array(NumberArray(y, [samples, classes], budget)),
        ])
    }
}
