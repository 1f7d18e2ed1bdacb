import ArgumentParser

/// When results are coloured.
enum ColourChoice: String, CaseIterable, ExpressibleByArgument {
    /// On a terminal, unless NO_COLOR is set (no-color.org).
    case auto
    case always
    case never

    func holds(onTerminal isTerminal: Bool) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: isTerminal && Environment.all["NO_COLOR"] ?? "" == "" && Environment.all["TERM"] != "dumb"
        }
    }
}
