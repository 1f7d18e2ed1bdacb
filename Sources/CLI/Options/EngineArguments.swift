public import ArgumentParser
public import Engine

// The engine's enumerations, as arguments.
extension ArrayName: ExpressibleByArgument {}
extension Encoding: ExpressibleByArgument {}
extension ArithmeticProfile: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(name: argument)
    }

    /// Those with one thread; a suffix gives more.
    public static var allValueStrings: [String] { Family.allCases.map { ArithmeticProfile($0).name } }
}
