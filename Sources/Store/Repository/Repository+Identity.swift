internal import Glibc
public import Objects

extension Repository {
    public enum Role: String, Sendable { case author = "AUTHOR", committer = "COMMITTER" }

    /// Who acts, and when: AT1_AUTHOR_NAME, _EMAIL and _DATE (or COMMITTER) win over `user.name` and `user.email`, which
    /// win over the account on this machine.
    ///
    /// A date is `seconds`, `@seconds`, `seconds ±hhmm`, or ISO 8601 with a `Z` or an offset.
    /// - Throws: ``RepositoryError/badConfiguration(_:)`` for a date that is none of these.
    public static func person(
        _ role: Role, _ settings: Configuration, _ environment: [String: String]
    ) throws -> Person {
        func variable(_ name: String) -> String? { environment["AT1_\(role.rawValue)_\(name)"] }
        let account = environment["USER"] ?? environment["LOGNAME"] ?? "unknown"
        let name = variable("NAME") ?? settings["user.name"] ?? account
        let email = variable("EMAIL") ?? settings["user.email"] ?? "\(account)@localhost"
        var date = Timestamp.now
        if let text = variable("DATE") {
            guard let given = Timestamp(person: text) else {
                throw RepositoryError.badConfiguration(
                    "AT1_\(role.rawValue)_DATE is '\(text)', which is neither 'seconds ±hhmm' nor ISO 8601")
            }
            date = given
        }
        do {
            return try Person(name: name, email: email, date: date)
        } catch {
            throw RepositoryError.badConfiguration("\(role.rawValue.lowercased()): \(error.detail)")
        }
    }
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

    /// Reads a date as people and scripts write it.
    init?(person text: String) {
        let plain = text.hasPrefix("@") ? String(text.dropFirst()) : text
        if let exact = Timestamp(parsing: plain) {
            self = exact
        } else if let seconds = Int64(plain) {
            self.init(seconds: seconds, offset: 0)
        } else {
            self.init(iso8601: plain)
        }
    }

    /// `YYYY-MM-DDThh:mm:ss` and `Z`, `±hh:mm` or `±hhmm`; a space may stand for the T.
    private init?(iso8601 text: String) {
        let units = Array(text.utf8)
        guard units.count >= 20, units[10] == UInt8(ascii: "T") || units[10] == UInt8(ascii: " ") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            let digits = units[range]
            guard digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }
        guard units[4] == UInt8(ascii: "-"), units[7] == UInt8(ascii: "-"), units[13] == UInt8(ascii: ":"),
            units[16] == UInt8(ascii: ":"), let year = number(0..<4), let month = number(5..<7), 1...12 ~= month,
            let day = number(8..<10), 1...31 ~= day, let hour = number(11..<13), hour < 24,
            let minute = number(14..<16), minute < 60, let second = number(17..<19), second <= 60
        else { return nil }
        var zone = Array(units[19...])
        var offset = 0
        if zone != [UInt8(ascii: "Z")] {
            zone.removeAll { $0 == UInt8(ascii: ":") }
            guard zone.count == 5, let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
                let value = Int(String(decoding: zone.dropFirst(), as: UTF8.self)), value % 100 < 60
            else { return nil }
            offset = (value / 100 * 60 + value % 100) * (sign == UInt8(ascii: "-") ? -1 : 1)
        }
        // Days since 1970 of a date in the Gregorian calendar, counting years from March.
        let y = month <= 2 ? year - 1 : year
        let shifted = (month + 9) % 12
        let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * shifted + 2) / 5 + day - 1 - 719_468
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset) * 60
        self.init(seconds: seconds, offset: offset)
    }
}
