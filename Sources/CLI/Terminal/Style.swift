/// The style of a line if the output has colours.
enum Style: String {
    case added = "32"
    case removed = "31"
    /// A position in a file.
    case place = "36"
    /// A commit, or another heading.
    case name = "33"
    case heading = "1"

    /// The bytes of a line between terminal control sequences (ECMA-48, SGR).
    func around(_ line: [UInt8]) -> [UInt8] {
        line.isEmpty ? line : Array("\u{1b}[\(rawValue)m".utf8) + line + Array("\u{1b}[m".utf8)
    }
}
