internal import Glibc
public import Objects

extension Repository {
    /// The two roles of a person in a commit.
    public enum Role: String, Sendable { case author = "AUTHOR", committer = "COMMITTER" }

    /// The author or committer, and the time: AT1_AUTHOR_NAME, _EMAIL and _DATE (or COMMITTER) take precedence over
    /// `user.name` and `user.email`, which take precedence over the account on this machine.
    ///
    /// A date is `seconds`, `@seconds`, `seconds ±hhmm`, or ISO 8601 with a `Z` or an offset.
    /// - Throws: ``ConfigurationError/variable(_:value:what:)`` for any other date.
    public static func person(
        _ role: Role, _ settings: Configuration, _ environment: [String: String]
    ) throws -> Person {
        func variable(_ name: String) -> String? { environment["AT1_\(role.rawValue)_\(name)"] }
        let account = account(environment)
        let name = variable("NAME") ?? settings["user.name"] ?? account
        let email = variable("EMAIL") ?? settings["user.email"] ?? "\(account)@localhost"
        var date = Timestamp.now
        if let text = variable("DATE") {
            do {
                date = try Timestamp(person: text)
            } catch {
                throw ConfigurationError.variable("AT1_\(role.rawValue)_DATE", value: text, what: error.what)
            }
        }
        // Old commits may have such names; a new one would break columns or steer a terminal in lists.
        for (what, text) in [("name", name), ("mail address", email)]
        where text.hasControlCharacters {
            throw ConfigurationError.identity(
                role.rawValue.lowercased(), what: "a \(what) with a control character in it")
        }
        do {
            return try Person(name: name, email: email, date: date)
        } catch {
            throw ConfigurationError.identity(role.rawValue.lowercased(), what: error.detail)
        }
    }

    /// The name of the account, from the variables or the system.
    private static func account(_ environment: [String: String]) -> String {
        for name in ["USER", "LOGNAME"] {
            if let account = environment[name], !account.isEmpty { return account }
        }
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "unknown" }
        return String(cString: name)
    }
}

/// Why a text is not a date.
struct BadDate: Error {
    let what: String

    static let empty = BadDate(what: "is not a date")
    static let form = BadDate(what: "is neither 'SECONDS ±hhmm' nor 'YYYY-MM-DDThh:mm:ss±hh:mm'")
    static let day = BadDate(what: "names a day that no calendar has")
    static let time = BadDate(what: "names a time that no clock shows")
    static let zone = BadDate(what: "has no time zone 'Z' or '±hh:mm' of less than a day")
}

extension Timestamp {
    /// Now, in the local time zone.
    public static var now: Timestamp {
        var seconds = time(nil)
        var local = tm()
        localtime_r(&seconds, &local)
        return Timestamp(seconds: Int64(seconds), offset: local.tm_gmtoff / 60) ?? Timestamp(
            seconds: Int64(seconds), offset: 0)!
    }

    /// Parses a date as people and scripts write it.
    init(person text: String) throws(BadDate) {
        guard !text.isEmpty else { throw .empty }
        let plain = text.hasPrefix("@") ? String(text.dropFirst()) : text
        if let exact = Timestamp(parsing: plain) ?? Timestamp(parsing: plain + " +0000") {
            self = exact
        } else {
            try self.init(iso8601: Array(plain.utf8))
        }
    }

    /// Parses a time that a user writes: the forms of AT1_AUTHOR_DATE, or a day, which means midnight UTC.
    ///
    /// - Throws: an error for any other text.
    public init(userText text: String) throws {
        try self.init(person: text.utf8.count == 10 && text.contains("-") ? text + "T00:00:00Z" : text)
    }

    /// `YYYY-MM-DDThh:mm:ss` and `Z`, `±hh:mm` or `±hhmm`; a space may replace the T.
    private init(iso8601 units: [UInt8]) throws(BadDate) {
        // 0 represents any digit.
        let form = Array("0000-00-00T00:00:00".utf8)
        guard units.count > form.count else { throw .form }
        for (unit, expected) in zip(units, form) {
            switch expected {
            case UInt8(ascii: "0"): guard Self.isDigit(unit) else { throw .form }
            case UInt8(ascii: "T"): guard unit == expected || unit == UInt8(ascii: " ") else { throw .form }
            default: guard unit == expected else { throw .form }
            }
        }
        func number(_ range: Range<Int>) -> Int { units[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        // Some minutes have a leap second.
        guard hour < 24, minute < 60, second <= 60 else { throw .time }
        guard let day = UTCDate(parsing: String(decoding: units[..<10], as: UTF8.self)) else { throw .day }
        let offset = try Self.offset(Array(units[form.count...]))
        let clock = Int64(hour * 3600 + minute * 60 + second)
        guard let exact = Timestamp(seconds: day.seconds + clock - Int64(offset) * 60, offset: offset) else {
            throw .zone
        }
        self = exact
    }

    /// Minutes east of Greenwich.
    private static func offset(_ zone: [UInt8]) throws(BadDate) -> Int {
        if zone == [UInt8(ascii: "Z")] { return 0 }
        var digits = zone.dropFirst()
        if digits.count == 5, zone[3] == UInt8(ascii: ":") { digits = zone[1...2] + zone[4...5] }
        guard digits.count == 4, digits.allSatisfy(isDigit), let sign = zone.first,
            sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let value = Int(String(decoding: digits, as: UTF8.self)), value / 100 < 24, value % 100 < 60
        else { throw .zone }
        return (value / 100 * 60 + value % 100) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    private static func isDigit(_ unit: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= unit }
}
