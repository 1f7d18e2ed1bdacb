public import ArgumentParser
public import Objects

// Choices of keys and signatures, as words of a call.
extension KeyFormat: ExpressibleByArgument {}
extension SignatureNamespace: ExpressibleByArgument {}
