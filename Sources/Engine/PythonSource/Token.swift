/// A token of Python source.
struct Token: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case name(String)
        /// Decimal digits of an integer without underscores.
        case integer(String)
        case float(Double)
        case string(String)
        case bytes([UInt8])
        /// The text between the quotes of an f-string, escapes resolved outside of braces.
        case formatted(String)
        case symbol(String)
        case newline, indent, dedent, end
    }

    let kind: Kind
    let line: Int
}
