public import ArgumentParser
public import Engine

// The engine's choices, as words of a call.
extension ArrayName: ExpressibleByArgument {}
extension Encoding: ExpressibleByArgument {}
extension ArithmeticProfile: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(name: argument)
    }

    /// Those of one thread; several are told by a suffix.
    public static var allValueStrings: [String] { Family.allCases.map { ArithmeticProfile($0).name } }
}
