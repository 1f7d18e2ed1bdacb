internal import Objects

/// Files of scikit-learn's tables, made with default parameters.
struct SampleLeads {
    let form: FileForm
    /// The maximum of its integers.
    let greatest: Int64?

    /// A function of scikit-learn, its default `n_features`, and the cost per seed.
    private struct Function: Sendable {
        let generator: String
        let origin: String
        let features: Int
        /// The cost of testing a seed in nanoseconds: about one for each number that is drawn before the test.
        let cost: @Sendable (_ array: ArrayName, _ samples: Int, _ features: Int) -> Int
        /// The type of y.
        let targets: ElementType
        /// The largest label.
        let lastClass: Int64?

        func params(samples: Int, features: Int) -> JSONObject {
            var params: JSONObject = ["n_samples": .integer(samples)]
            if features != self.features { params["n_features"] = .integer(features) }
            return params
        }
    }

    private static let functions = [
        Function(
            generator: Blobs.name, origin: "sklearn.datasets.make_blobs()", features: 2,
            cost: { $0 == .targets ? started + $1 * $2 : $2 <= 32 ? lookup : started + 12 * $2 }, targets: .int64,
            lastClass: 2),
        Function(
            generator: Regression.name, origin: "sklearn.datasets.make_regression()", features: 100,
            cost: { $0 == .targets ? started + $1 * $2 : lookup }, targets: .float64, lastClass: nil),
        Function(
            generator: Classification.name, origin: "sklearn.datasets.make_classification()", features: 20,
            cost: { started + ($0 == .targets ? $1 * ($2 - 2) : $1 * 2 + $2 * 4) }, targets: .int64, lastClass: 1),
    ]

    /// The cost of a seed whose first words are sufficient, and of one whose stream must be started.
    private static let lookup = 100
    private static let started = 3000

    func leads(_ sieve: Lead.MakeSieve) throws -> [Lead] {
        let layout = form.first.layout
        var leads: [Lead] = []
        for function in Self.functions {
            for (array, samples, features) in tables(function) {
                var params = function.params(samples: samples, features: features)
                if layout.element == .float32 { params["astype"] = "float32" }
                let lead = try Lead(
                    "\(function.origin)\(array == .features ? "" : ", y")",
                    cost: Double(function.cost(array, samples, features)), function.generator, params,
                    array: array, sieve)
                if let lead { leads.append(lead) }
            }
        }
        return leads
    }

    /// The arrays of a function that the file may be.
    private func tables(_ function: Function) -> [(ArrayName, samples: Int, features: Int)] {
        let layout = form.first.layout
        guard layout.count > 0, let count = Int(exactly: layout.count) else { return [] }
        var tables: [(ArrayName, Int, Int)] = []
        if layout.element.isReal {
            if layout.shape.count == 2 { tables.append((.features, layout.shape[0], layout.shape[1])) }
            if form.encoding == .raw {
                // With few columns a lookup costs next to nothing; skipping many normals does not.
                let others = function.generator == Classification.name ? [] : Array(2...10)
                for features in [function.features] + others
                where count % features == 0 { tables.append((.features, count / features, features)) }
                if count % 100 == 0 { tables.append((.features, 100, count / 100)) }
            }
        }
        if layout.element == function.targets || layout.element.isReal && function.targets.isReal,
            layout.shape.count == 1, greatest == function.lastClass
        {
            tables.append((.targets, count, function.features))
        }
        var seen: Set<[Int]> = []
        return tables.filter { seen.insert([$0.0 == .features ? 0 : 1, $0.1, $0.2]).inserted }
    }
}
