/// Parses Python statements (The Python Language Reference, §§6-8), as far as programs of calls need them.
///
/// What it recognises but does not support (classes, exceptions, generators) becomes
/// ``Statement/Kind/unsupported(_:)``, so that the code around it can still be read.
struct Parser {
    private let tokens: [Token]
    private var at = 0
    private var depth = 0

    /// The maximum depth of nested expressions and blocks.
    private static let maximumDepth = 80

    private init(_ tokens: [Token]) {
        self.tokens = tokens
    }

    static func statements(_ text: String) throws(SourceError) -> [Statement] {
        var parser = Parser(try Lexer.tokens(text))
        var statements: [Statement] = []
        while parser.kind != .end { try parser.readStatement(into: &statements) }
        return statements
    }

    /// Parses one expression and nothing else, as between the braces of an f-string.
    static func expression(_ text: String, line: Int) throws(SourceError) -> Expression {
        do throws(SourceError) {
            var parser = Parser(try Lexer.tokens(text))
            let expression = try parser.readTuple()
            guard parser.kind == .newline || parser.kind == .end else {
                throw SourceError(line, "an expression with a rest")
            }
            return expression
        } catch { throw SourceError(line, error.detail) }
    }

    // MARK: Tokens

    private var kind: Token.Kind { tokens[min(at, tokens.count - 1)].kind }
    private var line: Int { tokens[min(at, tokens.count - 1)].line }
    private var lastLine: Int { tokens[max(0, min(at, tokens.count) - 1)].line }

    private func isAt(_ symbol: String) -> Bool { kind == .symbol(symbol) }
    private func isAt(word: String) -> Bool { kind == .name(word) }

    private mutating func take(_ symbol: String) -> Bool {
        guard isAt(symbol) else { return false }
        at += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard isAt(word: word) else { return false }
        at += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(SourceError) {
        guard take(symbol) else { throw SourceError(line, "'\(symbol)' is expected here") }
    }

    private mutating func takeName() throws(SourceError) -> String {
        guard case .name(let name) = kind, !Self.keywords.contains(name) else {
            throw SourceError(line, "a name is expected here")
        }
        at += 1
        return name
    }

    private static let keywords: Set<String> = [
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
        "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass",
        "raise",
        "return", "try", "while", "with", "yield",
    ]

    private mutating func deeper() throws(SourceError) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw SourceError(line, "nested too deep") }
    }

    // MARK: Statements

    private mutating func readStatement(into statements: inout [Statement]) throws(SourceError) {
        if kind == .newline || kind == .indent || kind == .dedent {
            guard kind == .newline else { throw SourceError(line, "an indentation that fits no block") }
            at += 1
            return
        }
        try deeper()
        defer { depth -= 1 }
        let start = line
        if let compound = try readCompound() {
            return statements.append(Statement(kind: compound, lines: start...max(start, lastContentLine)))
        }
        while true {
            let kind = try readSimple()
            statements.append(Statement(kind: kind, lines: start...max(start, lastLine)))
            guard take(";") else { break }
            if self.kind == .newline { break }
        }
        guard self.kind == .newline || self.kind == .end else {
            throw SourceError(line, "the end of the line is expected here")
        }
        if self.kind == .newline { at += 1 }
    }

    /// The line of the last token other than the end of a block.
    private var lastContentLine: Int {
        var index = min(at, tokens.count) - 1
        while index > 0, tokens[index].kind == .dedent || tokens[index].kind == .newline { index -= 1 }
        return tokens[max(0, index)].line
    }

    private mutating func readBlock() throws(SourceError) -> [Statement] {
        try expect(":")
        var statements: [Statement] = []
        guard kind == .newline else {
            try readStatement(into: &statements)
            return statements
        }
        at += 1
        guard kind == .indent else { throw SourceError(line, "an indented block is expected here") }
        at += 1
        while kind != .dedent, kind != .end { try readStatement(into: &statements) }
        if kind == .dedent { at += 1 }
        return statements
    }

    private mutating func readCompound() throws(SourceError) -> Statement.Kind? {
        guard case .name(let word) = kind else {
            guard isAt("@") else { return nil }
            at += 1
            _ = try readTuple()
            if kind == .newline { at += 1 }
            return try readCompound().map { _ in .unsupported("a decorator") }
        }
        switch word {
        case "if":
            at += 1
            return try readIf()
        case "for":
            at += 1
            let target = try readTargets()
            guard take(word: "in") else { throw SourceError(line, "'in' is expected here") }
            let iterable = try readTuple()
            return .loop(target, in: iterable, try readBlock())
        case "with":
            at += 1
            var items: [(context: Expression, target: Expression?)] = []
            repeat {
                let context = try readChoice()
                items.append((context, take(word: "as") ? try readOr() : nil))
            } while take(",")
            return .with(items, try readBlock())
        case "def":
            at += 1
            let name = try takeName()
            try expect("(")
            let parameters = try readParameters(until: ")")
            if take("->") { _ = try readChoice() }
            return .function(name, parameters, try readBlock())
        case "while", "class", "try", "async":
            at += 1
            while !isAt(":"), kind != .newline, kind != .end { at += 1 }
            _ = try readBlock()
            while isAt(word: "except") || isAt(word: "finally") || isAt(word: "else") {
                while !isAt(":"), kind != .newline, kind != .end { at += 1 }
                _ = try readBlock()
            }
            return .unsupported("'\(word)'")
        default: return nil
        }
    }

    private mutating func readIf() throws(SourceError) -> Statement.Kind {
        let condition = try readTuple()
        let then = try readBlock()
        if isAt(word: "elif") {
            let start = line
            at += 1
            try deeper()
            defer { depth -= 1 }
            return .choice(
                condition, then, otherwise: [Statement(kind: try readIf(), lines: start...max(start, lastContentLine))])
        }
        return .choice(condition, then, otherwise: take(word: "else") ? try readBlock() : [])
    }

    private mutating func readParameters(until end: String) throws(SourceError) -> [Expression.Kind.Parameter] {
        var parameters: [Expression.Kind.Parameter] = []
        while !take(end) {
            if take("*") || take("**") || take("/") {
                if !isAt(","), !isAt(end) {
                    throw SourceError(line, "functions of any number of arguments are not read")
                }
            } else {
                let name = try takeName()
                if end == ")", take(":") { _ = try readChoice() }
                parameters.append(.init(name: name, fallback: take("=") ? try readChoice() : nil))
            }
            guard isAt(end) || take(",") else { throw SourceError(line, "'\(end)' is expected here") }
        }
        return parameters
    }

    private mutating func readSimple() throws(SourceError) -> Statement.Kind {
        if case .name(let word) = kind {
            switch word {
            case "import", "from":
                at += 1
                return try readImport(isFrom: word == "from")
            case "pass":
                at += 1
                return .pass
            case "break":
                at += 1
                return .stop
            case "continue":
                at += 1
                return .skip
            case "return":
                at += 1
                return .result(kind == .newline || isAt(";") ? nil : try readTuple())
            case "del", "assert", "global", "nonlocal", "raise", "yield":
                at += 1
                while kind != .newline, kind != .end, !isAt(";") { at += 1 }
                return word == "del" || word == "assert" ? .pass : .unsupported("'\(word)'")
            default: break
            }
        }
        let first = try readTuple()
        if take(":") {  // an annotation
            _ = try readChoice()
            return take("=") ? .assign([first], try readTuple()) : .pass
        }
        if case .symbol(let symbol) = kind, symbol.hasSuffix("="),
            !["==", "!=", "<=", ">=", "=", ":="].contains(symbol)
        {
            at += 1
            return .augment(first, String(symbol.dropLast()), try readTuple())
        }
        guard isAt("=") else { return .expression(first) }
        var parts = [first]
        while take("=") { parts.append(try readTuple()) }
        return .assign(Array(parts.dropLast()), parts[parts.count - 1])
    }

    private mutating func readDottedName() throws(SourceError) -> String {
        var name = try takeName()
        while take(".") { name += "." + (try takeName()) }
        return name
    }

    private mutating func readImport(isFrom: Bool) throws(SourceError) -> Statement.Kind {
        var names: [(name: String, meaning: String)] = []
        if !isFrom {
            repeat {
                let module = try readDottedName()
                if take(word: "as") {
                    names.append((try takeName(), module))
                } else {
                    let first = String(module.prefix { $0 != "." })
                    names.append((first, first))
                }
            } while take(",")
            return .imports(names)
        }
        while take(".") || take("...") {}
        let module = isAt(word: "import") ? "" : try readDottedName()
        guard take(word: "import") else { throw SourceError(line, "'import' is expected here") }
        if take("*") { return .unsupported("an import of everything") }
        let isWrapped = take("(")
        repeat {
            if isWrapped, isAt(")") { break }
            let name = try takeName()
            names.append((take(word: "as") ? try takeName() : name, "\(module).\(name)"))
        } while take(",")
        if isWrapped { try expect(")") }
        return .imports(names)
    }

    // MARK: Expressions

    private mutating func readTuple() throws(SourceError) -> Expression {
        let start = line
        let first = try readStarred()
        guard isAt(",") else { return first }
        var elements = [first]
        while take(",") {
            if endsList { break }
            elements.append(try readStarred())
        }
        return Expression(.tuple(elements), start)
    }

    private var endsList: Bool {
        switch kind {
        case .newline, .end: true
        case .symbol(let symbol): [")", "]", "}", "=", ":", ";"].contains(symbol)
        case .name("in"), .name("for"): true
        default: false
        }
    }

    private mutating func readStarred() throws(SourceError) -> Expression {
        let start = line
        if take("*") { return Expression(.starred(try readOr()), start) }
        return try readChoice()
    }

    /// The target of a loop: names, never a comparison with `in`.
    private mutating func readTargets() throws(SourceError) -> Expression {
        let start = line
        let first = try readBinary(0)
        guard isAt(",") else { return first }
        var elements = [first]
        while take(",") {
            if endsList { break }
            elements.append(try readBinary(0))
        }
        return Expression(.tuple(elements), start)
    }

    private mutating func readChoice() throws(SourceError) -> Expression {
        try deeper()
        defer { depth -= 1 }
        let start = line
        if take(word: "lambda") {
            let parameters = try readParameters(until: ":")
            return Expression(.lambda(parameters, try readChoice()), start)
        }
        let value = try readOr()
        guard take(word: "if") else { return value }
        let condition = try readOr()
        guard take(word: "else") else { throw SourceError(line, "'else' is expected here") }
        return Expression(.choice(condition: condition, then: value, otherwise: try readChoice()), start)
    }

    private mutating func readOr() throws(SourceError) -> Expression {
        let start = line
        var parts = [try readAnd()]
        while take(word: "or") { parts.append(try readAnd()) }
        return parts.count == 1 ? parts[0] : Expression(.bothOrEither(isAnd: false, parts), start)
    }

    private mutating func readAnd() throws(SourceError) -> Expression {
        let start = line
        var parts = [try readNot()]
        while take(word: "and") { parts.append(try readNot()) }
        return parts.count == 1 ? parts[0] : Expression(.bothOrEither(isAnd: true, parts), start)
    }

    private mutating func readNot() throws(SourceError) -> Expression {
        let start = line
        guard take(word: "not") else { return try readComparison() }
        try deeper()
        defer { depth -= 1 }
        return Expression(.unary("not", try readNot()), start)
    }

    private mutating func readComparison() throws(SourceError) -> Expression {
        let start = line
        let first = try readBinary(0)
        var rest: [(symbol: String, operand: Expression)] = []
        while true {
            var symbol: String?
            for candidate in ["==", "!=", "<=", ">=", "<", ">"] where take(candidate) { symbol = candidate }
            if symbol == nil, take(word: "in") { symbol = "in" }
            if symbol == nil, take(word: "is") { symbol = take(word: "not") ? "is not" : "is" }
            if symbol == nil, isAt(word: "not"), at + 1 < tokens.count, tokens[at + 1].kind == .name("in") {
                at += 2
                symbol = "not in"
            }
            guard let symbol else { break }
            rest.append((symbol, try readBinary(0)))
        }
        return rest.isEmpty ? first : Expression(.compare(first, rest), start)
    }

    private static let levels = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%", "@"]]

    private mutating func readBinary(_ level: Int) throws(SourceError) -> Expression {
        guard level < Self.levels.count else { return try readUnary() }
        let start = line
        var left = try readBinary(level + 1)
        while case .symbol(let symbol) = kind, Self.levels[level].contains(symbol) {
            at += 1
            left = Expression(.binary(symbol, left, try readBinary(level + 1)), start)
        }
        return left
    }

    private mutating func readUnary() throws(SourceError) -> Expression {
        let start = line
        for symbol in ["-", "+", "~"] where take(symbol) {
            try deeper()
            defer { depth -= 1 }
            return Expression(.unary(symbol, try readUnary()), start)
        }
        let base = try readPostfix()
        guard take("**") else { return base }
        try deeper()
        defer { depth -= 1 }
        return Expression(.binary("**", base, try readUnary()), start)
    }

    private mutating func readPostfix() throws(SourceError) -> Expression {
        var value = try readAtom()
        while true {
            let start = line
            if take(".") {
                value = Expression(.attribute(value, try takeName()), start)
            } else if take("(") {
                value = Expression(.call(value, try readArguments()), start)
            } else if take("[") {
                value = Expression(.item(value, try readIndex()), start)
            } else {
                return value
            }
        }
    }

    private mutating func readArguments() throws(SourceError) -> [Expression.Argument] {
        var arguments: [Expression.Argument] = []
        while !take(")") {
            if take("**") { throw SourceError(line, "'**' arguments are not read") }
            if take("*") {
                arguments.append(.init(name: nil, value: try readChoice(), isSpread: true))
            } else if case .name(let name) = kind, at + 1 < tokens.count, tokens[at + 1].kind == .symbol("=") {
                at += 2
                arguments.append(.init(name: name, value: try readChoice()))
            } else {
                let start = line
                let value = try readChoice()
                if isAt(word: "for") {
                    let clauses = try readClauses()
                    arguments.append(
                        .init(
                            name: nil,
                            value: Expression(.comprehension(.init(key: nil, element: value, clauses: clauses)), start))
                    )
                } else {
                    arguments.append(.init(name: nil, value: value))
                }
            }
            guard isAt(")") || take(",") else { throw SourceError(line, "')' is expected here") }
        }
        return arguments
    }

    private mutating func readIndex() throws(SourceError) -> Expression {
        let start = line
        var parts: [Expression] = []
        var isTuple = false
        while !isAt("]") {
            parts.append(try readSlice())
            guard take(",") else { break }
            isTuple = true
        }
        try expect("]")
        guard let first = parts.first else { throw SourceError(start, "an index without a value") }
        return isTuple ? Expression(.tuple(parts), start) : first
    }

    private mutating func readSlice() throws(SourceError) -> Expression {
        let start = line
        var bounds: [Expression?] = [nil]
        if !isAt(":") {
            let first = try readStarred()
            guard isAt(":") else { return first }
            bounds = [first]
        }
        while take(":"), bounds.count < 3 {
            bounds.append(isAt(":") || isAt("]") || isAt(",") ? nil : try readChoice())
        }
        while bounds.count < 3 { bounds.append(nil) }
        return Expression(.slice(bounds[0], bounds[1], bounds[2]), start)
    }

    private mutating func readClauses() throws(SourceError) -> [Expression.Comprehension.Clause] {
        var clauses: [Expression.Comprehension.Clause] = []
        while take(word: "for") {
            let target = try readTargets()
            guard take(word: "in") else { throw SourceError(line, "'in' is expected here") }
            let iterable = try readOr()
            var conditions: [Expression] = []
            while take(word: "if") { conditions.append(try readOr()) }
            clauses.append(.init(target: target, iterable: iterable, conditions: conditions))
        }
        return clauses
    }

    private mutating func readAtom() throws(SourceError) -> Expression {
        try deeper()
        defer { depth -= 1 }
        let start = line
        switch kind {
        case .name("None"):
            at += 1
            return Expression(.none, start)
        case .name("True"), .name("False"):
            let value = isAt(word: "True")
            at += 1
            return Expression(.bool(value), start)
        case .name:
            return Expression(.name(try takeName()), start)
        case .integer(let digits):
            at += 1
            return Expression(.integer(digits), start)
        case .float(let value):
            at += 1
            return Expression(.float(value), start)
        case .bytes(let value):
            at += 1
            return Expression(.bytes(value), start)
        case .string, .formatted: return try readStrings()
        case .symbol("..."):
            at += 1
            return Expression(.ellipsis, start)
        case .symbol("("):
            at += 1
            if take(")") { return Expression(.tuple([]), start) }
            let value = try readTuple()
            if isAt(word: "for") {
                let clauses = try readClauses()
                try expect(")")
                return Expression(.comprehension(.init(key: nil, element: value, clauses: clauses)), start)
            }
            try expect(")")
            return value
        case .symbol("["):
            at += 1
            if take("]") { return Expression(.list([]), start) }
            let first = try readStarred()
            if isAt(word: "for") {
                let clauses = try readClauses()
                try expect("]")
                return Expression(.comprehension(.init(key: nil, element: first, clauses: clauses)), start)
            }
            var elements = [first]
            while take(",") {
                if isAt("]") { break }
                elements.append(try readStarred())
            }
            try expect("]")
            return Expression(.list(elements), start)
        case .symbol("{"):
            at += 1
            return try readBraces(start)
        default: throw SourceError(start, "an expression is expected here")
        }
    }

    private mutating func readBraces(_ start: Int) throws(SourceError) -> Expression {
        var members: [(key: Expression, value: Expression)] = []
        while !take("}") {
            let key = try readChoice()
            guard take(":") else { throw SourceError(start, "sets are not read") }
            let value = try readChoice()
            if members.isEmpty, isAt(word: "for") {
                let clauses = try readClauses()
                try expect("}")
                return Expression(.comprehension(.init(key: key, element: value, clauses: clauses)), start)
            }
            members.append((key, value))
            guard isAt("}") || take(",") else { throw SourceError(line, "'}' is expected here") }
        }
        return Expression(.dict(members), start)
    }

    private mutating func readStrings() throws(SourceError) -> Expression {
        let start = line
        var parts: [Expression.FormatPart] = []
        var isFormatted = false
        while true {
            switch kind {
            case .string(let text): parts.append(.text(text))
            case .formatted(let text):
                isFormatted = true
                parts += try FormatReader.parts(text, line: line)
            default:
                if isFormatted { return Expression(.formatted(parts), start) }
                let text = parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
                return Expression(.string(text), start)
            }
            at += 1
        }
    }
}
