/// Evaluates a program: Python statements over the catalogue of calls, natively and within a budget. A program cannot
/// access the machine: no file is read, no module is loaded, and what it writes is kept in memory.
final class Interpreter {
    let budget: ProgramBudget
    /// The order of additions in matrix products; nil if it is unknown, and then none is computed.
    let profile: ArithmeticProfile?
    /// Of numpy, where streams differ.
    let version: StreamVersion
    /// The files that were written, in order.
    private(set) var files: [FileBox] = []

    private var scopes: [[String: Value]] = [[:]]
    private var depth = 0
    /// The line that is being executed.
    private var line = 0

    /// The streams of the modules; nil until they are seeded, since their output is unknown before.
    var legacyStream: LegacyStream?
    var pythonStream: PythonStream?
    var torchStream: TorchStream?

    /// Whether anything was seeded: a program without random numbers is not the kind of origin that is searched for.
    var isSeeded = false

    /// The maximum depth of calls and of nested expressions.
    private static let maximumDepth = 60
    /// The maximum number of files that a program writes.
    private static let maximumFiles = 4096

    init(_ budget: ProgramBudget, _ profile: ArithmeticProfile?, _ version: StreamVersion = .newest) {
        self.budget = budget
        self.profile = profile
        self.version = version
    }

    func run(_ statements: [Statement]) throws(ProgramError) {
        do throws(ProgramError) {
            if case .result = try execute(statements) { throw ProgramError.refused("'return' outside of a function") }
        } catch var error {
            if error.line == 0 { error.line = line }
            throw error
        }
    }

    func open(_ path: String) throws(ProgramError) -> FileBox {
        guard files.count < Self.maximumFiles else {
            throw .tooLarge("the program writes more than \(Self.maximumFiles) files")
        }
        let file = FileBox(path)
        files.append(file)
        return file
    }

    // MARK: Names

    func find(_ name: String) -> Value? {
        scopes[scopes.count - 1][name] ?? scopes[0][name]
    }

    func set(_ name: String, _ value: Value) {
        scopes[scopes.count - 1][name] = value
    }

    // MARK: Statements

    enum Flow {
        case on, stop, skip
        case result(Value)
    }

    func execute(_ statements: [Statement]) throws(ProgramError) -> Flow {
        for statement in statements {
            try budget.step()
            line = statement.lines.lowerBound
            let flow = try execute(statement)
            if case .on = flow { continue }
            return flow
        }
        return .on
    }

    private func execute(_ statement: Statement) throws(ProgramError) -> Flow {
        switch statement.kind {
        case .pass: return .on
        case .stop: return .stop
        case .skip: return .skip
        case .result(let value): return .result(try value.map(evaluate) ?? .none)
        case .expression(let expression): _ = try evaluate(expression)
        case .assign(let targets, let value):
            let value = try evaluate(value)
            for target in targets { try assign(target, value) }
        case .augment(let target, let symbol, let operand): try augment(target, symbol, operand)
        case .imports(let names): for (name, meaning) in names { set(name, .name(meaning)) }
        case .function(let name, let parameters, let body):
            var bound: [(name: String, fallback: Value?)] = []
            for parameter in parameters { bound.append((parameter.name, try parameter.fallback.map(evaluate))) }
            set(name, .function(UserFunction(name, bound, body)))
        case .choice(let condition, let then, let otherwise):
            return try execute(try evaluate(condition).getTruth("a condition") ? then : otherwise)
        case .loop(let target, let iterable, let body): return try loop(target, try evaluate(iterable), body)
        case .with(let items, let body):
            for (context, target) in items {
                let value = try evaluate(context)
                if let target { try assign(target, value) }
            }
            return try execute(body)
        case .unsupported(let what): throw .unsupported("\(what) is not evaluated")
        }
        return .on
    }

    private func loop(_ target: Expression, _ iterable: Value, _ body: [Statement]) throws(ProgramError) -> Flow {
        for element in try iterate(iterable) {
            try budget.step()
            try assign(target, element)
            switch try execute(body) {
            case .on, .skip: continue
            case .stop: return .on
            case .result(let value): return .result(value)
            }
        }
        return .on
    }

    /// The elements that a loop iterates over, within the budget.
    func iterate(_ value: Value) throws(ProgramError) -> [Value] {
        switch value {
        case .range(let start, let stop, let step):
            try budget.room(step > 0 ? max(0, stop - start) / step : max(0, start - stop) / -step)
        case .array(let array): try budget.room(array.count)
        default: break
        }
        return try value.elements("the thing after 'in'")
    }

    func assign(_ target: Expression, _ value: Value) throws(ProgramError) {
        switch target.kind {
        case .name(let name): set(name, value)
        case .tuple(let targets), .list(let targets):
            let values = try iterate(value)
            if let star = targets.firstIndex(where: { if case .starred = $0.kind { true } else { false } }) {
                guard values.count >= targets.count - 1 else { throw .refused("not enough values to unpack") }
                let rest = values.count - (targets.count - 1)
                for (index, target) in targets.enumerated() {
                    if index == star, case .starred(let inner) = target.kind {
                        try assign(inner, .list(ListBox(Array(values[star..<star + rest]))))
                    } else {
                        try assign(target, values[index < star ? index : index + rest - 1])
                    }
                }
                return
            }
            guard values.count == targets.count else {
                throw .refused("\(values.count) values for \(targets.count) names")
            }
            for (target, value) in zip(targets, values) { try assign(target, value) }
        case .item(let base, let index): try setItem(of: try evaluate(base), at: try evaluate(index), to: value)
        case .attribute(let base, let name):
            guard case .table(let table) = try evaluate(base) else { throw .unsupported("attributes are not set") }
            if name == "columns" { return try table.rename(try iterate(value)) }
            try table.set(name, try column(value, table), budget)
        default: throw .refused("this cannot be assigned to")
        }
    }

    private func augment(_ target: Expression, _ symbol: String, _ operand: Expression) throws(ProgramError) {
        let old = try evaluate(target)
        let operand = try evaluate(operand)
        if case .list(let list) = old, symbol == "+" {
            list.values += try iterate(operand)
            return
        }
        let result = try binary(symbol, old, operand)
        // An array changes in place, and keeps its type.
        if case .array(let array) = old, !array.shape.isEmpty, case .array(let new) = result {
            guard new.shape == array.shape, let cast = new.cast(to: array.type),
                new.type == array.type
                    || array.type.isReal && !(new.type == .float64 && array.type == .float32 && !isWeak(operand))
                    || new.type.isInteger && array.type.isInteger
            else { throw .refused("the result of \(symbol)= has another shape or type than the array") }
            if case .name = target.kind { return array.set(cast.storage) }
            return try assign(target, .array(cast))
        }
        try assign(target, result)
    }

    private func isWeak(_ value: Value) -> Bool {
        if case .array = value { false } else { true }
    }

    // MARK: Functions

    func call(_ function: UserFunction, _ arguments: CallArguments) throws(ProgramError) -> Value {
        if let home = function.home, home !== self { return try home.call(function, arguments) }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw .tooLarge("functions call each other deeper than \(Self.maximumDepth)")
        }
        guard arguments.positional.count <= function.parameters.count else {
            throw .refused("\(function.name) takes at most \(function.parameters.count) arguments")
        }
        var scope: [String: Value] = [:]
        for (parameter, value) in zip(function.parameters, arguments.positional) { scope[parameter.name] = value }
        for (name, value) in arguments.named {
            guard scope[name] == nil, function.parameters.contains(where: { $0.name == name }) else {
                throw .refused("\(function.name) takes no argument \(name), or got it twice")
            }
            scope[name] = value
        }
        for parameter in function.parameters where scope[parameter.name] == nil {
            guard let fallback = parameter.fallback else {
                throw .refused("\(function.name) lacks the argument \(parameter.name)")
            }
            scope[parameter.name] = fallback
        }
        scopes.append(scope)
        defer { scopes.removeLast() }
        if case .result(let value) = try execute(function.body) { return value }
        return .none
    }
}
