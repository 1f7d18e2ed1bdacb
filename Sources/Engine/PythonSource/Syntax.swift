/// An expression of Python.
final class Expression: Sendable {
    indirect enum Kind: Sendable {
        case none, ellipsis
        case bool(Bool)
        /// Decimal digits.
        case integer(String)
        case float(Double)
        case string(String)
        case bytes([UInt8])
        case formatted([FormatPart])
        case name(String)
        case tuple([Expression])
        case list([Expression])
        case dict([(key: Expression, value: Expression)])
        case unary(String, Expression)
        case binary(String, Expression, Expression)
        case compare(Expression, [(symbol: String, operand: Expression)])
        case bothOrEither(isAnd: Bool, [Expression])
        case choice(condition: Expression, then: Expression, otherwise: Expression)
        case call(Expression, [Argument])
        case attribute(Expression, String)
        case item(Expression, Expression)
        case slice(Expression?, Expression?, Expression?)
        case comprehension(Comprehension)
        case lambda([Parameter], Expression)
        case starred(Expression)

        struct Parameter: Sendable {
            let name: String
            let fallback: Expression?
        }
    }

    let kind: Kind
    let line: Int

    init(_ kind: Kind, _ line: Int) {
        self.kind = kind
        self.line = line
    }

    struct Argument: Sendable {
        /// Nil for a positional argument.
        let name: String?
        let value: Expression
        /// `*value`.
        var isSpread = false
    }

    struct Comprehension: Sendable {
        let key: Expression?
        let element: Expression
        let clauses: [Clause]

        struct Clause: Sendable {
            let target, iterable: Expression
            let conditions: [Expression]
        }
    }

    enum FormatPart: Sendable {
        case text(String)
        case value(Expression, specification: String, isRepresentation: Bool)
    }
}

/// A Python statement, and its lines.
struct Statement: Sendable {
    indirect enum Kind: Sendable {
        case expression(Expression)
        case assign([Expression], Expression)
        case augment(Expression, String, Expression)
        case loop(Expression, in: Expression, [Statement])
        case choice(Expression, [Statement], otherwise: [Statement])
        case with([(context: Expression, target: Expression?)], [Statement])
        case function(String, [Expression.Kind.Parameter], [Statement])
        case result(Expression?)
        /// The names that are bound, and the dotted names that they refer to.
        case imports([(name: String, meaning: String)])
        case stop, skip, pass
        /// Recognised but not supported.
        case unsupported(String)
    }

    let kind: Kind
    let lines: ClosedRange<Int>
}
