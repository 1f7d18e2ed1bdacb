public import ArgumentParser
public import Engine

// The engine's choices, as words of a call.
extension ArrayName: ExpressibleByArgument {}
extension Encoding: ExpressibleByArgument {}
extension ArithmeticProfile: ExpressibleByArgument {}
