/// What a statement reads and changes: names, and the streams of modules.
struct StatementEffects {
    var reads: Set<String> = []
    var writes: Set<String> = []
    var savesFiles = false

    private static let savers: Set<String> = [
        "save", "savez", "savez_compressed", "savetxt", "tofile", "to_csv", "dump", "write", "writelines", "writerow",
        "writerows", "write_text",
        "write_bytes", "open",
    ]
    /// Functions that change their arguments.
    private static let changers: Set<String> = ["shuffle", "fill_diagonal", "put", "copyto", "dump", "writer", "print"]

    /// - Parameters:
    ///   - modules: what the imported names refer to.
    ///   - functions: the effects of the program's own functions.
    init(_ statement: Statement, modules: [String: String], functions: [String: StatementEffects]) {
        visit(statement, modules, functions)
    }

    private mutating func visit(
        _ statements: [Statement], _ modules: [String: String], _ functions: [String: StatementEffects]
    ) {
        for statement in statements { visit(statement, modules, functions) }
    }

    private mutating func visit(
        _ statement: Statement, _ modules: [String: String], _ functions: [String: StatementEffects]
    ) {
        switch statement.kind {
        case .expression(let expression): visit(expression, modules, functions)
        case .assign(let targets, let value):
            visit(value, modules, functions)
            for target in targets { bind(target, modules, functions) }
        case .augment(let target, _, let value):
            visit(value, modules, functions)
            visit(target, modules, functions)
            bind(target, modules, functions)
        case .loop(let target, let iterable, let body):
            visit(iterable, modules, functions)
            bind(target, modules, functions)
            visit(body, modules, functions)
        case .choice(let condition, let then, let otherwise):
            visit(condition, modules, functions)
            visit(then, modules, functions)
            visit(otherwise, modules, functions)
        case .with(let items, let body):
            for (context, target) in items {
                visit(context, modules, functions)
                if let target { bind(target, modules, functions) }
            }
            visit(body, modules, functions)
        case .function(let name, let parameters, let body):
            writes.insert(name)
            for parameter in parameters { if let fallback = parameter.fallback { visit(fallback, modules, functions) } }
            var inner = StatementEffects(body, modules, functions)
            inner.reads.subtract(parameters.map(\.name))
            reads.formUnion(inner.reads)
        case .result(let value): if let value { visit(value, modules, functions) }
        case .imports(let names): for (name, _) in names { writes.insert(name) }
        case .stop, .skip, .pass, .unsupported: break
        }
    }

    /// The effects of a function's body at its call.
    init(_ body: [Statement], _ modules: [String: String], _ functions: [String: StatementEffects]) {
        visit(body, modules, functions)
    }

    private mutating func bind(
        _ target: Expression, _ modules: [String: String], _ functions: [String: StatementEffects]
    ) {
        switch target.kind {
        case .name(let name): writes.insert(name)
        case .tuple(let targets), .list(let targets): for target in targets { bind(target, modules, functions) }
        case .starred(let inner): bind(inner, modules, functions)
        case .item(let base, let index):
            visit(index, modules, functions)
            visit(base, modules, functions)
            change(base)
        case .attribute(let base, _):
            visit(base, modules, functions)
            change(base)
        default: break
        }
    }

    /// Notes that the name at the root of an expression is changed.
    private mutating func change(_ expression: Expression) {
        switch expression.kind {
        case .name(let name): writes.insert(name)
        case .attribute(let base, _), .item(let base, _), .call(let base, _): change(base)
        default: break
        }
    }

    private mutating func visit(
        _ expression: Expression, _ modules: [String: String], _ functions: [String: StatementEffects]
    ) {
        func go(_ inner: Expression, _ effects: inout StatementEffects) { effects.visit(inner, modules, functions) }
        switch expression.kind {
        case .none, .ellipsis, .bool, .integer, .float, .string, .bytes: break
        case .formatted(let parts): for part in parts { if case .value(let value, _, _) = part { go(value, &self) } }
        case .name(let name):
            reads.insert(name)
            use(module: modules[name])
            if let called = functions[name] {
                reads.formUnion(called.reads)
                writes.formUnion(called.writes.filter { $0.hasPrefix("<") })
                savesFiles = savesFiles || called.savesFiles
            }
        case .tuple(let elements), .list(let elements): for element in elements { go(element, &self) }
        case .dict(let members):
            for (key, value) in members {
                go(key, &self)
                go(value, &self)
            }
        case .unary(_, let operand), .starred(let operand): go(operand, &self)
        case .binary(_, let left, let right):
            go(left, &self)
            go(right, &self)
        case .compare(let first, let rest):
            go(first, &self)
            for (_, operand) in rest { go(operand, &self) }
        case .bothOrEither(_, let parts): for part in parts { go(part, &self) }
        case .choice(let condition, let then, let otherwise):
            for part in [condition, then, otherwise] { go(part, &self) }
        case .call(let callee, let arguments):
            go(callee, &self)
            for argument in arguments { go(argument.value, &self) }
            var last: String?
            switch callee.kind {
            case .attribute(let base, let name):
                last = name
                change(base)
            case .name(let name):
                last = modules[name].flatMap { $0.split(separator: ".").last.map(String.init) } ?? name
            default: break
            }
            if let last {
                if Self.savers.contains(last) { savesFiles = true }
                if Self.changers.contains(last) { for argument in arguments { change(argument.value) } }
            }
        case .attribute(let base, let name):
            go(base, &self)
            use(module: Self.path(expression, modules))
            _ = name
        case .item(let base, let index):
            go(base, &self)
            go(index, &self)
        case .slice(let start, let stop, let step): for part in [start, stop, step] { if let part { go(part, &self) } }
        case .comprehension(let comprehension):
            for clause in comprehension.clauses {
                go(clause.iterable, &self)
                for condition in clause.conditions { go(condition, &self) }
            }
            if let key = comprehension.key { go(key, &self) }
            go(comprehension.element, &self)
        case .lambda(_, let body): go(body, &self)
        }
    }

    /// The dotted name that an expression refers to, if its root is a module.
    private static func path(_ expression: Expression, _ modules: [String: String]) -> String? {
        switch expression.kind {
        case .name(let name): modules[name]
        case .attribute(let base, let name): path(base, modules).map { "\($0).\(name)" }
        default: nil
        }
    }

    /// A call that draws from a module's own stream both reads and changes it.
    private mutating func use(module: String?) {
        guard let module else { return }
        for (prefix, stream) in [("numpy.random.", "<numpy>"), ("random.", "<random>"), ("torch.", "<torch>")]
        where module.hasPrefix(prefix) {
            if ["default_rng", "RandomState", "Generator", "Random", "PCG64"].contains(
                String(module.dropFirst(prefix.count)))
            {
                continue
            }
            reads.insert(stream)
            writes.insert(stream)
        }
    }
}

/// The statements of a program that one of them depends on.
struct ProgramSlice {
    private let statements: [Statement]
    private let lines: [Substring]
    private let effects: [StatementEffects]

    init(_ text: String) throws(SourceError) {
        statements = try Parser.statements(text)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var modules: [String: String] = [:]
        var functions: [String: StatementEffects] = [:]
        var effects: [StatementEffects] = []
        for statement in statements {
            if case .imports(let names) = statement.kind { for (name, meaning) in names { modules[name] = meaning } }
            if case .function(let name, _, let body) = statement.kind {
                functions[name] = StatementEffects(body, modules, functions)
            }
            effects.append(StatementEffects(statement, modules: modules, functions: functions))
        }
        self.effects = effects
    }

    /// The statements that save something, and the line of each.
    var saves: [(index: Int, line: Int)] {
        statements.indices.compactMap { index in
            if case .function = statements[index].kind { return nil }
            return effects[index].savesFiles ? (index, statements[index].lines.lowerBound) : nil
        }
    }

    /// The lines that statement `index` depends on, and no others.
    func text(leadingTo index: Int) -> String {
        var needed = effects[index].reads
        var taken = [index]
        for earlier in stride(from: index - 1, through: 0, by: -1) {
            let effect = effects[earlier]
            guard !effect.writes.isDisjoint(with: needed) else { continue }
            taken.append(earlier)
            needed.formUnion(effect.reads)
        }
        var text: [String] = []
        var last = 0
        for statement in taken.reversed().map({ statements[$0] }) {
            for line in statement.lines where line > last && line <= lines.count {
                text.append(
                    String(lines[line - 1].reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed()))
                last = line
            }
        }
        return text.joined(separator: "\n") + "\n"
    }
}
