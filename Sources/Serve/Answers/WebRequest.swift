/// A request as it arrived: its method, its target split into decoded parts, and its headers.
package struct WebRequest: Sendable {
    package let method: String
    /// The names between the slashes of the path, decoded; an empty last one stands for a slash at the end.
    package let names: [[UInt8]]
    package let query: String
    private let headers: [(String, String)]

    /// Nil for a target that is not a path, or has an escape that is none.
    package init?(method: String, target: String, headers: [(String, String)]) {
        guard target.utf8.first == UInt8(ascii: "/") else { return nil }
        self.method = method
        self.headers = headers
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        query = parts.count == 2 ? String(parts[1]) : ""
        var names: [[UInt8]] = []
        for name in parts[0].utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let decoded = Self.decoded(name), !decoded.contains(0) else { return nil }
            names.append(decoded)
        }
        self.names = names
    }

    /// Whether the client wants the answer as JSON.
    package var wantsJSON: Bool { query == "json" || header("accept")?.contains("application/json") == true }
    /// Whether it is a browser that shows what it gets.
    package var wantsPage: Bool { !wantsJSON && header("accept")?.contains("text/html") == true }

    /// The value of a header that is there once; several are none.
    package func header(_ name: String) -> String? {
        let values = headers.filter { $0.0.lowercased() == name }
        return values.count == 1 ? values[0].1 : nil
    }

    private static func decoded(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
