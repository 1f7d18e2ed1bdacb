extension Interpreter {
    func evaluate(_ expression: Expression) throws(ProgramError) -> Value {
        try budget.step()
        switch expression.kind {
        case .none: return .none
        case .ellipsis: return .ellipsis
        case .bool(let value): return .bool(value)
        case .integer(let digits):
            if let value = Int(digits) { return .int(value) }
            guard let natural = Natural(decimal: digits) else {
                throw .tooLarge("an integer of \(digits.count) digits")
            }
            return .natural(natural)
        case .float(let value): return .float(value)
        case .string(let value): return .string(value)
        case .bytes(let value): return .bytes(value)
        case .formatted(let parts): return .string(try formatted(parts))
        case .name(let name): return find(name) ?? .name("builtins.\(name)")
        case .tuple(let elements): return .tuple(try evaluateAll(elements))
        case .list(let elements): return .list(ListBox(try evaluateAll(elements)))
        case .dict(let members):
            var evaluated: [(key: Value, value: Value)] = []
            for (key, value) in members { evaluated.append((try evaluate(key), try evaluate(value))) }
            return .dict(DictBox(evaluated))
        case .unary(let symbol, let operand): return try unary(symbol, try evaluate(operand))
        case .binary(let symbol, let left, let right):
            return try binary(symbol, try evaluate(left), try evaluate(right))
        case .compare(let first, let rest): return try compare(first, rest)
        case .bothOrEither(let isAnd, let parts):
            var value = Value.none
            for part in parts {
                value = try evaluate(part)
                if try value.getTruth("an operand of '\(isAnd ? "and" : "or")'") != isAnd { return value }
            }
            return value
        case .choice(let condition, let then, let otherwise):
            return try evaluate(try evaluate(condition).getTruth("a condition") ? then : otherwise)
        case .call(let callee, let arguments): return try call(callee, arguments)
        case .attribute(let base, let name): return try attribute(try evaluate(base), name)
        case .item(let base, let index): return try item(of: try evaluate(base), at: try evaluate(index))
        case .slice(let start, let stop, let step):
            return .slice(try start.map(evaluate), try stop.map(evaluate), try step.map(evaluate))
        case .comprehension(let comprehension): return try comprehend(comprehension)
        case .lambda(let parameters, let body):
            var bound: [(name: String, fallback: Value?)] = []
            for parameter in parameters { bound.append((parameter.name, try parameter.fallback.map(evaluate))) }
            let statement = Statement(kind: .result(body), lines: expression.line...expression.line)
            return .function(UserFunction("<lambda>", bound, [statement]))
        case .starred: throw .refused("a star has no place here")
        }
    }

    private func evaluateAll(_ expressions: [Expression]) throws(ProgramError) -> [Value] {
        var values: [Value] = []
        for expression in expressions {
            if case .starred(let inner) = expression.kind {
                values += try iterate(try evaluate(inner))
            } else {
                values.append(try evaluate(expression))
            }
        }
        return values
    }

    private func comprehend(_ comprehension: Expression.Comprehension) throws(ProgramError) -> Value {
        var values: [Value] = []
        var members: [(key: Value, value: Value)] = []
        func go(_ clause: Int) throws(ProgramError) {
            guard clause < comprehension.clauses.count else {
                try budget.room(values.count / 1024)
                if let key = comprehension.key {
                    members.append((try evaluate(key), try evaluate(comprehension.element)))
                } else {
                    values.append(try evaluate(comprehension.element))
                }
                return
            }
            let part = comprehension.clauses[clause]
            for element in try iterate(try evaluate(part.iterable)) {
                try budget.step()
                try assign(part.target, element)
                var isTaken = true
                for condition in part.conditions where isTaken {
                    isTaken = try evaluate(condition).getTruth("a condition")
                }
                if isTaken { try go(clause + 1) }
            }
        }
        try go(0)
        return comprehension.key == nil ? .list(ListBox(values)) : .dict(DictBox(members))
    }

    private func call(_ callee: Expression, _ arguments: [Expression.Argument]) throws(ProgramError) -> Value {
        let function = try evaluate(callee)
        var positional: [Value] = []
        var named: [(name: String, value: Value)] = []
        for argument in arguments {
            let value = try evaluate(argument.value)
            if argument.isSpread {
                positional += try iterate(value)
            } else if let name = argument.name {
                named.append((name, value))
            } else {
                positional.append(value)
            }
        }
        do {
            return try call(function, positional, named)
        } catch var error {
            if error.line == 0 { error.line = callee.line }
            throw error
        }
    }

    func call(_ function: Value, _ positional: [Value], _ named: [(name: String, value: Value)] = [])
        throws(ProgramError) -> Value
    {
        switch function {
        case .name(let name): return try callFunction(name, CallArguments(Self.shown(name), positional, named))
        case .method(let receiver, let name):
            return try callMethod(receiver, name, CallArguments(name, positional, named))
        case .function(let function): return try call(function, CallArguments(function.name, positional, named))
        case .type(let type):
            guard positional.count == 1, let array = try array(positional[0]).cast(to: type) else {
                throw .unsupported("\(type.name) of this is not reproduced")
            }
            return .array(array)
        default: throw .refused("a \(function.typeName) cannot be called")
        }
    }

    /// A name as Python's users write it.
    static func shown(_ name: String) -> String {
        name.hasPrefix("builtins.")
            ? String(name.dropFirst(9)) : name.hasPrefix("numpy.") ? "np.\(name.dropFirst(6))" : name
    }

    private func formatted(_ parts: [Expression.FormatPart]) throws(ProgramError) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let plain): text += plain
            case .value(let expression, let specification, let isRepresentation):
                let value = try evaluate(expression)
                if specification.isEmpty {
                    text += isRepresentation ? try representation(value) : try string(value)
                } else {
                    text += try format(value, specification)
                }
            }
            try budget.room(text.utf8.count / 64)
        }
        return text
    }

    func format(_ value: Value, _ specification: String) throws(ProgramError) -> String {
        guard let format = NumberFormat(specification), let text = format.text(try operand(value)) else {
            throw .unsupported("the format '\(specification)' of a \(value.typeName) is not reproduced")
        }
        return text
    }

    /// A value as the operand of a conversion.
    func operand(_ value: Value) throws(ProgramError) -> NumberFormat.Operand {
        switch value {
        case .int(let value): return .integer("\(value)")
        case .natural(let value): return .integer("\(value)")
        case .bool(let value): return .integer(value ? "1" : "0")
        case .float(let value): return .real(value)
        case .array(let array) where array.shape.isEmpty: return try operand(array.item(at: 0))
        default: return .text(try string(value))
        }
    }

    /// `str` of a value.
    func string(_ value: Value) throws(ProgramError) -> String {
        switch value {
        case .string(let text): return text
        case .array(let array) where array.shape.isEmpty:
            if array.type == .float32, let value = array.reals?[0] { return PythonNumeral.text(Float(value)) }
            return try string(array.item(at: 0))
        default: return try representation(value)
        }
    }

    /// `repr` of a value.
    func representation(_ value: Value) throws(ProgramError) -> String {
        switch value {
        case .none: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .int(let value): return "\(value)"
        case .natural(let value): return "\(value)"
        case .float(let value): return PythonNumeral.text(value)
        case .string(let text):
            guard !text.contains("'"), !text.contains("\\"),
                text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value < 127 })
            else {
                throw .unsupported("repr of a string with quotes or other than ASCII is not reproduced")
            }
            return "'\(text)'"
        case .list(let list):
            var parts: [String] = []
            for value in list.values { parts.append(try representation(value)) }
            return "[\(parts.joined(separator: ", "))]"
        case .tuple(let values):
            var parts: [String] = []
            for value in values { parts.append(try representation(value)) }
            return values.count == 1 ? "(\(parts[0]),)" : "(\(parts.joined(separator: ", ")))"
        case .dict(let dict):
            var parts: [String] = []
            for (key, value) in dict.members {
                parts.append("\(try representation(key)): \(try representation(value))")
            }
            return "{\(parts.joined(separator: ", "))}"
        default: throw .unsupported("the text of a \(value.typeName) is not reproduced")
        }
    }

    // MARK: Comparisons

    private func compare(_ first: Expression, _ rest: [(symbol: String, operand: Expression)]) throws(ProgramError)
        -> Value
    {
        var left = try evaluate(first)
        var result = Value.bool(true)
        for (symbol, operand) in rest {
            let right = try evaluate(operand)
            result = try compare(symbol, left, right)
            if rest.count > 1, try !result.getTruth("a comparison") { return result }
            left = right
        }
        return result
    }

    func compare(_ symbol: String, _ left: Value, _ right: Value) throws(ProgramError) -> Value {
        switch symbol {
        case "is", "is not":
            if case .none = right {
                let isNone = if case .none = left { true } else { false }
                return .bool(isNone == (symbol == "is"))
            }
            throw .unsupported("'is' is evaluated for None alone")
        case "in", "not in":
            if let text = left.text, let whole = right.text { return .bool(whole.contains(text) == (symbol == "in")) }
            for element in try iterate(right) where try areEqual(element, left) { return .bool(symbol == "in") }
            return .bool(symbol != "in")
        default: break
        }
        if isArray(left) || isArray(right) { return try compareArrays(symbol, left, right) }
        if let a = left.text, let b = right.text { return .bool(try Self.holds(symbol, a, b)) }
        if let a = left.real, let b = right.real { return .bool(try Self.holds(symbol, a, b)) }
        if symbol == "==" || symbol == "!=" { return .bool(try areEqual(left, right) == (symbol == "==")) }
        throw .refused("'\(symbol)' of \(left.typeName) and \(right.typeName)")
    }

    func areEqual(_ left: Value, _ right: Value) throws(ProgramError) -> Bool {
        if let a = left.text, let b = right.text { return a == b }
        if let a = left.real, let b = right.real { return a == b }
        if let a = left.sequence, let b = right.sequence {
            guard a.count == b.count else { return false }
            for (x, y) in zip(a, b) where try !areEqual(x, y) { return false }
            return true
        }
        if case .none = left, case .none = right { return true }
        return false
    }

    static func holds<Operand: Comparable>(_ symbol: String, _ a: Operand, _ b: Operand) throws(ProgramError) -> Bool {
        switch symbol {
        case "==": return a == b
        case "!=": return a != b
        case "<": return a < b
        case ">": return a > b
        case "<=": return a <= b
        case ">=": return a >= b
        default: throw .refused("'\(symbol)' is not a comparison")
        }
    }

    func isArray(_ value: Value) -> Bool {
        switch value {
        case .array, .column: true
        default: false
        }
    }
}
