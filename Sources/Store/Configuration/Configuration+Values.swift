/// A setting with an invalid value.
public struct BadSetting: Hashable, Sendable, CustomStringConvertible {
    public let key: String
    public let value: String
    /// "is neither true nor false", …
    public let what: String
    /// Nil for a value that was not read from a file.
    public let place: Configuration.Place?

    public var description: String { (place.map { "\($0): " } ?? "") + "\(key) is '\(value)', which \(what)" }
}

extension Configuration {
    /// The error for an invalid value of `key`.
    package func bad(_ key: String, because what: String) -> ConfigurationError {
        .setting(BadSetting(key: key, value: self[key] ?? "", what: what, place: place(of: key)))
    }

    /// A boolean setting: true, yes, on, 1, or false, no, off, 0.
    ///
    /// - Throws: ``ConfigurationError/setting(_:)`` for anything else.
    public func flag(_ key: String) throws -> Bool? {
        guard let value = self[key] else { return nil }
        switch value.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw bad(key, because: "is neither true nor false")
        }
    }

    /// A setting that is a time in seconds, possibly with a fraction; at most 1,000,000.
    public func seconds(_ key: String, from least: Double = 0) throws -> Duration? {
        guard let value = self[key] else { return nil }
        guard let seconds = Double(value), (least...1_000_000).contains(seconds) else {
            throw bad(key, because: "is not a number of seconds from \(least == 0 ? "0" : "\(least)") to 1000000")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    /// A setting that is a number of bytes, with k, m, g or t for powers of 1024.
    public func bytes(_ key: String) throws -> UInt64? {
        guard let value = self[key] else { return nil }
        let suffixes: [Character: UInt64] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
        let factor = value.lowercased().last.flatMap { suffixes[$0] }
        let digits = factor == nil ? value[...] : value.dropLast()
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt64(digits) else {
            throw bad(key, because: "is not a number of bytes like 500m or 2g")
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
        guard !overflow else { throw bad(key, because: "is too large") }
        return product
    }

    /// A setting that is a number, at least 1.
    func number(_ key: String) throws -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = Int(value), number >= 1 else { throw bad(key, because: "is not a number from 1 on") }
        return number
    }

    /// A setting that is a number, possibly 0.
    func count(_ key: String) throws -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = Int(value), number >= 0 else { throw bad(key, because: "is not a number from 0 on") }
        return number
    }

    /// A setting that is one of some words.
    public func word(_ key: String, _ words: [String]) throws -> String? {
        guard let value = self[key] else { return nil }
        guard words.contains(value) else { throw bad(key, because: "is not \(words.joined(separator: " or "))") }
        return value
    }
}
