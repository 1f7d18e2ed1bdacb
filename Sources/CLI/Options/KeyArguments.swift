public import ArgumentParser
public import Objects

// Enumerations of keys and signatures, as arguments.
extension KeyFormat: ExpressibleByArgument {}
extension SignatureNamespace: ExpressibleByArgument {}
