/// How a line of a result looks where the user sees colours.
enum Style: String {
    case added = "32"
    case removed = "31"
    /// Where lines of a file stand.
    case place = "36"
    /// A commit, or another thing that lines belong to.
    case name = "33"
    case heading = "1"

    /// The bytes of a line with the orders around it that a terminal understands (ECMA-48, SGR).
    func around(_ line: [UInt8]) -> [UInt8] {
        line.isEmpty ? line : Array("\u{1b}[\(rawValue)m".utf8) + line + Array("\u{1b}[m".utf8)
    }
}
