extension Configuration {
    /// A setting that is yes or no: true, yes, on, 1, or false, no, off, 0.
    ///
    /// - Throws: ``RepositoryError/badConfiguration(_:)`` for anything else.
    public func flag(_ key: String) throws -> Bool? {
        guard let value = self[key] else { return nil }
        switch value.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw RepositoryError.badConfiguration("\(key) is '\(value)', which is neither true nor false")
        }
    }

    /// A setting that is a time in seconds, perhaps with a fraction; at most 1,000,000.
    public func seconds(_ key: String) throws -> Duration? {
        guard let value = self[key] else { return nil }
        guard let seconds = Double(value), (0...1_000_000).contains(seconds) else {
            throw RepositoryError.badConfiguration(
                "\(key) is '\(value)', which is not a number of seconds from 0 to 1000000")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    /// A setting that is a number of bytes, with k, m, g or t for powers of 1024.
    public func bytes(_ key: String) throws -> UInt64? {
        guard let value = self[key] else { return nil }
        let suffixes: [Character: UInt64] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
        let factor = value.lowercased().last.flatMap { suffixes[$0] }
        let digits = factor == nil ? value[...] : value.dropLast()
        guard let number = UInt64(digits) else {
            throw RepositoryError.badConfiguration(
                "\(key) is '\(value)', which is not a number of bytes like 500m or 2g")
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
        guard !overflow else { throw RepositoryError.badConfiguration("\(key) is '\(value)', which is too large") }
        return product
    }
}
