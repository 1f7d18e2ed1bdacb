internal import Objects

extension Interpreter {
    /// `sklearn.…`.
    func callLearn(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        guard let dot = name.lastIndex(of: ".") else { throw .unsupported("\(name) is not in the catalogue") }
        let function = String(name[name.index(after: dot)...])
        switch function {
        case "make_classification", "make_regression", "make_blobs": return try callTable(function, arguments)
        case "train_test_split": return try trainTestSplit(arguments)
        case "check_random_state": return try randomState(arguments.positional.first ?? .none)
        case "KFold", "StratifiedKFold":
            let v = try arguments.bind("n_splits", "shuffle", "random_state")
            let splits = try v[0].given?.getInteger("n_splits") ?? 5
            let shuffle = try v[1].given?.getTruth("shuffle") ?? false
            return .splitter(
                .init(
                    name: function, splits: splits, shuffle: shuffle, testSize: .none, trainSize: .none,
                    randomState: v[2] ?? .none))
        case "ShuffleSplit", "StratifiedShuffleSplit":
            let v = try arguments.bind("n_splits", "test_size", "train_size", "random_state")
            let splits = try v[0].given?.getInteger("n_splits") ?? 10
            return .splitter(
                .init(
                    name: function, splits: splits, shuffle: true, testSize: v[1] ?? .none, trainSize: v[2] ?? .none,
                    randomState: v[3] ?? .none))
        case "shuffle", "resample":
            var arrays: [Value] = []
            var options: [String: Value] = [:]
            for (name, value) in arguments.named {
                guard ["replace", "n_samples", "random_state"].contains(name) else {
                    throw .unsupported("\(name) of \(function) is not reproduced")
                }
                options[name] = value
            }
            for value in arguments.positional { arrays.append(value) }
            guard let first = arrays.first else { throw .refused("\(function) needs an array") }
            let count = try array(first).shape.first ?? 0
            let taken = try options["n_samples"].given?.getInteger("n_samples") ?? count
            let order = try call(
                prelude("resample"),
                [
                    .int(count), .int(taken), options["replace"] ?? .bool(function == "resample"),
                    options["random_state"] ?? .none,
                ])
            var results: [Value] = []
            for value in arrays {
                results.append(try item(of: isArray(value) ? value : .array(try array(value)), at: order))
            }
            return results.count == 1 ? results[0] : .list(ListBox(results))
        case "StandardScaler", "MinMaxScaler": throw .unsupported("\(function) is not in the catalogue")
        case "make_multilabel_classification": return try multilabel(arguments)
        default:
            isSeeded = true
            guard function.hasPrefix("make_"), LearnPrelude.sources[function] != nil else {
                throw .unsupported("\(name) is not in the catalogue")
            }
            return try call(prelude(function), arguments.positional, arguments.named)
        }
    }

    /// A function of the prelude, defined where it sees no name of the program.
    private func prelude(_ function: String) throws(ProgramError) -> Value {
        let inner = Interpreter(budget, profile)
        inner.set("np", .name("numpy"))
        inner.set("check_random_state", .name("sklearn.utils.check_random_state"))
        do {
            try inner.run(try Parser.statements(LearnPrelude.common + "\n" + (LearnPrelude.sources[function] ?? "")))
        } catch let error as ProgramError {
            throw error
        } catch {
            throw .unsupported("\(error)")
        }
        guard let value = inner.find(function) else { throw .unsupported("\(function) is not in the catalogue") }
        if case .function(let defined) = value {
            return .function(UserFunction(defined.name, defined.parameters, defined.body, home: inner))
        }
        return value
    }

    func randomState(_ value: Value) throws(ProgramError) -> Value {
        switch value {
        case .legacy: return value
        case .none, .name:
            guard let legacyStream else {
                throw .refused("random_state is None and np.random.seed was not called: its results are unknown")
            }
            return .legacy(legacyStream)
        default:
            let seed = try value.getInteger("random_state")
            guard 0...Int(UInt32.max) ~= seed else { throw .refused("random_state must be in 0 to 2**32 - 1") }
            isSeeded = true
            return .legacy(LegacyStream([UInt32(seed)], isList: false))
        }
    }

    // MARK: Splits

    /// How many rows a split trains and tests with.
    private func sizes(_ count: Int, test: Value, train: Value, fallback: Double) throws(ProgramError) -> (
        train: Int, test: Int
    ) {
        func size(_ value: Value, _ rule: FloatingPointRoundingRule) throws(ProgramError) -> Int? {
            if let integer = value.plainInteger { return integer }
            if case .none = value { return nil }
            let share = try value.getReal("a size")
            guard share > 0, share < 1 else {
                throw .refused("test_size and train_size must be in (0, 1) or whole numbers of rows")
            }
            return Int((share * Double(count)).rounded(rule))
        }
        var testCount = try size(test, .up)
        let trainCount = try size(train, .down)
        if testCount == nil {
            testCount = trainCount.map { count - $0 } ?? Int((fallback * Double(count)).rounded(.up))
        }
        let tested = testCount ?? 0
        let trained = trainCount ?? count - tested
        guard tested > 0 || trained > 0, tested >= 0, trained > 0, tested + trained <= count else {
            throw .refused("the sizes of the split do not fit \(count) rows")
        }
        return (trained, tested)
    }

    private func trainTestSplit(_ arguments: CallArguments) throws(ProgramError) -> Value {
        var options: [String: Value] = [:]
        for (name, value) in arguments.named {
            guard ["test_size", "train_size", "random_state", "shuffle", "stratify"].contains(name) else {
                throw .unsupported("\(name) of train_test_split is not reproduced")
            }
            options[name] = value
        }
        guard let first = arguments.positional.first else { throw .refused("At least one array required as input") }
        let count = try rows(first)
        let (train, test) = try sizes(
            count, test: options["test_size"] ?? .none, train: options["train_size"] ?? .none, fallback: 0.25)
        let trainOrder: Value
        let testOrder: Value
        if let shuffle = options["shuffle"], try !shuffle.getTruth("shuffle") {
            trainOrder = .array(NumberArray((0..<train).map { Int64($0) }, budget))
            testOrder = .array(NumberArray((train..<train + test).map { Int64($0) }, budget))
        } else {
            let state = options["random_state"] ?? .none
            let folds: Value
            if let labels = options["stratify"].given {
                folds = try call(
                    prelude("StratifiedShuffleSplit"),
                    [.array(try array(labels)), .int(1), .int(train), .int(test), try seeded(state)])
            } else {
                folds = try call(
                    prelude("ShuffleSplit"), [.int(count), .int(1), .int(train), .int(test), try seeded(state)])
            }
            let fold = try iterate(try item(of: folds, at: .int(0)))
            (trainOrder, testOrder) = (fold[0], fold[1])
        }
        var parts: [Value] = []
        for value in arguments.positional {
            for order in [trainOrder, testOrder] { parts.append(try taken(value, inOrder: order)) }
        }
        return .list(ListBox(parts))
    }

    private func rows(_ value: Value) throws(ProgramError) -> Int {
        switch value {
        case .list(let list): return list.values.count
        case .table(let table): return table.rows
        case .range: return try iterate(value).count
        default: return try array(value).shape.first ?? 0
        }
    }

    /// Rows of a value in an order; a list for a list, as in scikit-learn.
    private func taken(_ value: Value, inOrder order: Value) throws(ProgramError) -> Value {
        switch value {
        case .list, .range:
            let values = try iterate(value)
            var taken: [Value] = []
            for place in try iterate(order) { taken.append(values[try place.getInteger("a row")]) }
            return .list(ListBox(taken))
        case .table(let table): return .table(try table.taking(try array(order), budget))
        case .column(let column):
            guard case .array(let array) = try item(of: .array(column.values), at: order) else { return value }
            return .column(column.with(array))
        default: return try item(of: value, at: order)
        }
    }

    private func seeded(_ state: Value) throws(ProgramError) -> Value { try randomState(state) }

    func callSplitter(_ settings: SplitterSettings, _ name: String, _ arguments: CallArguments) throws(ProgramError)
        -> Value
    {
        guard name == "split" else { throw .unsupported("\(name) of \(settings.name) is not in the catalogue") }
        let v = try arguments.bind("X", "y", "groups")
        let count = try rows(v[0] ?? .none)
        guard settings.splits > 0, settings.splits <= 10_000 else { throw .refused("n_splits is out of range") }
        switch settings.name {
        case "KFold":
            guard settings.splits <= count else {
                throw .refused("Cannot have number of splits greater than the number of samples")
            }
            let state = settings.shuffle ? try randomState(settings.randomState) : .none
            return try call(
                prelude("KFold"),
                [
                    .array(NumberArray([Int64](repeating: 0, count: count), budget)), .int(settings.splits),
                    .bool(settings.shuffle), state,
                ])
        case "StratifiedKFold":
            guard settings.splits <= count else {
                throw .refused("n_splits cannot be greater than the number of members in each class.")
            }
            return try call(
                prelude("StratifiedKFold"),
                [
                    .array(try array(v[1] ?? .none)), .int(settings.splits), .bool(settings.shuffle),
                    settings.shuffle ? try randomState(settings.randomState) : .none,
                ])
        case "ShuffleSplit":
            let (train, test) = try sizes(count, test: settings.testSize, train: settings.trainSize, fallback: 0.1)
            return try call(
                prelude("ShuffleSplit"),
                [.int(count), .int(settings.splits), .int(train), .int(test), try randomState(settings.randomState)])
        default:
            let (train, test) = try sizes(count, test: settings.testSize, train: settings.trainSize, fallback: 0.1)
            return try call(
                prelude("StratifiedShuffleSplit"),
                [
                    .array(try array(v[1] ?? .none)), .int(settings.splits), .int(train), .int(test),
                    try randomState(settings.randomState),
                ])
        }
    }

    // MARK: Tables

    /// The functions that are generators of the catalogue.
    private func callTable(_ function: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let generators = [
            "make_classification": "sk_classification", "make_regression": "sk_regression", "make_blobs": "sk_blobs",
        ]
        let positions = [
            "make_classification": ["n_samples", "n_features"], "make_regression": ["n_samples", "n_features"],
            "make_blobs": ["n_samples", "n_features"],
        ]
        var params = JSONObject()
        let order = positions[function] ?? []
        guard arguments.positional.count <= order.count else {
            throw .refused("\(function) takes its arguments by name")
        }
        for (name, value) in zip(order, arguments.positional) { params[name] = try json(value) }
        for (name, value) in arguments.named {
            if name == "random_state" { params["seed"] = try json(value) } else { params[name] = try json(value) }
        }
        guard params["seed"] != nil, params["seed"] != .null else {
            throw .refused("\(function) without random_state: its results are unknown")
        }
        let hasCoefficients = params["coef"] == .bool(true)
        let hasCenters = params["return_centers"] == .bool(true)
        guard !hasCoefficients, !hasCenters else {
            throw .unsupported("the third result of \(function) is not reproduced")
        }
        isSeeded = true
        let open: Call.Open
        do {
            open = try Call.Open(generators[function] ?? "", params)
        } catch { throw .refused("\(error)") }
        guard open.generator.workingMemory <= UInt64(budget.memoryLimit) else {
            throw .tooLarge("\(function) takes more than \(budget.memoryLimit) bytes of memory")
        }
        let layouts = open.generator.arrays
        for layout in layouts { _ = try budget.count(layout.layout.shape) }
        let needsProfile = layouts.contains { open.generator.dependsOnArithmetic($0.name) }
        guard profile != nil || !needsProfile else { throw .refused("\(function) needs an arithmetic profile") }
        let stream = open.generator.prepare().arrays(needsProfile ? profile : nil)
        var results: [Value] = []
        for layout in layouts {
            var bytes: [UInt8] = []
            do {
                try stream.stream(layout.name) { piece in piece.withUnsafeBytes { bytes.append(contentsOf: $0) } }
            } catch { throw .refused("\(error)") }
            results.append(.array(try numbers(bytes, layout.layout)))
        }
        return .tuple(results)
    }

    private func numbers(_ bytes: [UInt8], _ layout: ArrayLayout) throws(ProgramError) -> NumberArray {
        let count = bytes.count / 8
        if layout.element == .int64 {
            return NumberArray(
                bytes.withUnsafeBytes { raw in
                    (0..<count).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self) }
                }, layout.shape, budget)
        }
        guard layout.element == .float64 else {
            throw .unsupported("\(layout.element.rawValue) of a table is not reproduced")
        }
        return NumberArray(
            bytes.withUnsafeBytes { raw in
                (0..<count).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
            }, layout.shape, budget)
    }

    private func json(_ value: Value) throws(ProgramError) -> JSONValue {
        switch value {
        case .none: return .null
        case .bool(let value): return .bool(value)
        case .int(let value):
            guard value.magnitude <= 1 << 53 else { throw .refused("an argument is too large") }
            return .integer(value)
        case .float(let value):
            guard value.isFinite else { throw .refused("an argument is not finite") }
            return .number(value)
        case .string(let text): return .string(text)
        case .list, .tuple:
            var elements: [JSONValue] = []
            for element in try iterate(value) { elements.append(try json(element)) }
            return .array(elements)
        case .array(let array):
            return try json(try callArrayMethod(array, "tolist", CallArguments("tolist", [])))
        default: throw .refused("a \(value.typeName) is not an argument of scikit-learn's functions")
        }
    }
}
