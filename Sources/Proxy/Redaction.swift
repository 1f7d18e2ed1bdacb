internal import Objects

/// What must not be recorded: texts that match patterns, and the secrets of a request.
struct Redaction {
    private let patterns: [Regex<AnyRegexOutput>]
    /// The texts that the request's own head keeps secret.
    private let secrets: [String]
    private(set) var count = 0

    static let mark = "[redacted]"

    init(_ patterns: [String], _ request: ClientRequest?) throws(ProxyError) {
        var compiled: [Regex<AnyRegexOutput>] = []
        for pattern in patterns {
            guard let regex = try? Regex(pattern) else { throw .badPattern(pattern) }
            compiled.append(regex)
        }
        self.patterns = compiled
        secrets = (request?.fields ?? []).filter { Self.isSecret($0.name) }.flatMap { field in
            // The value, and what follows `Bearer`.
            [field.value] + field.value.split(separator: " ").suffix(1).map(String.init)
        }.filter { $0.utf8.count >= 8 }
    }

    private static func isSecret(_ name: String) -> Bool {
        ["authorization", "x-api-key", "api-key", "proxy-authorization", "cookie", "x-goog-api-key"].contains(name)
    }

    /// Whether there is nothing to look for.
    var isEmpty: Bool { patterns.isEmpty && secrets.isEmpty }

    mutating func redact(_ text: String) -> String {
        guard !isEmpty else { return text }
        var text = text
        for range in ranges(in: text).reversed() {
            text.replaceSubrange(range, with: Self.mark)
            count += 1
        }
        return text
    }

    /// What must not be recorded of a text, in order; ranges that overlap are one.
    func ranges(in text: String) -> [Range<String.Index>] {
        var found: [Range<String.Index>] = []
        for secret in secrets { found += text.ranges(of: secret) }
        for pattern in patterns { found += text.ranges(of: pattern) }
        var joined: [Range<String.Index>] = []
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = joined.last, range.lowerBound < last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    /// The value with all its texts redacted.
    mutating func redact(_ value: JSONValue) -> JSONValue {
        guard !isEmpty else { return value }
        switch value {
        case .null, .bool, .number: return value
        case .string(let string): return .string(redact(string.text))
        case .array(let elements):
            var copy: [JSONValue] = []
            for element in elements { copy.append(redact(element)) }
            return .array(copy)
        case .object(let object):
            var copy = JSONObject()
            for member in object.members { copy[redact(member.key.text)] = redact(member.value) }
            return .object(copy)
        }
    }
}

/// The texts of a stream of JSON values, each joined over all of them: that is where a secret is split.
struct JoinedTexts {
    /// The places of the texts under one path: the value, and the range of its text in the joined one, in UTF-8.
    private var joined: [String: String] = [:]
    private var pieces: [String: [(value: Int, length: Int)]] = [:]

    init(_ values: [JSONValue]) {
        for (number, value) in values.enumerated() { add(value, "", number) }
    }

    private mutating func add(_ value: JSONValue, _ path: String, _ number: Int) {
        switch value {
        case .null, .bool, .number: break
        case .string(let string):
            joined[path, default: ""] += string.text
            pieces[path, default: []].append((number, string.text.utf8.count))
        case .array(let elements):
            for (index, element) in elements.enumerated() { add(element, "\(path)[\(index)]", number) }
        case .object(let object):
            for member in object.members { add(member.value, "\(path).\(member.key.text)", number) }
        }
    }

    /// The values with what must not be recorded taken out of their texts; nil if there is nothing of it.
    func redacted(_ values: [JSONValue], _ redaction: Redaction) -> (values: [JSONValue], changed: Set<Int>)? {
        var texts: [String: [Int: String]] = [:]
        var changed: Set<Int> = []
        for (path, text) in joined {
            let ranges = redaction.ranges(in: text).map { range in
                text.utf8.distance(
                    from: text.startIndex, to: range.lowerBound)..<text.utf8.distance(
                        from: text.startIndex, to: range.upperBound)
            }
            guard !ranges.isEmpty else { continue }
            var start = 0
            let bytes = Array(text.utf8)
            for (value, length) in pieces[path] ?? [] {
                let piece = start..<start + length
                start += length
                guard ranges.contains(where: { $0.overlaps(piece) }) else { continue }
                var kept: [UInt8] = []
                for at in piece {
                    // The mark stands where the secret begins.
                    if ranges.contains(where: { $0.lowerBound == at }) { kept += Array(Redaction.mark.utf8) }
                    if !ranges.contains(where: { $0.contains(at) }) { kept.append(bytes[at]) }
                }
                texts[path, default: [:]][value] = String(decoding: kept, as: UTF8.self)
                changed.insert(value)
            }
        }
        guard !changed.isEmpty else { return nil }
        return (values.enumerated().map { Self.replace($1, "", $0, texts) }, changed)
    }

    private static func replace(
        _ value: JSONValue, _ path: String, _ number: Int, _ texts: [String: [Int: String]]
    ) -> JSONValue {
        switch value {
        case .null, .bool, .number: return value
        case .string: return texts[path]?[number].map { .string($0) } ?? value
        case .array(let elements):
            return .array(elements.enumerated().map { replace($1, "\(path)[\($0)]", number, texts) })
        case .object(let object):
            var copy = JSONObject()
            for member in object.members {
                copy[member.key.text] = replace(member.value, "\(path).\(member.key.text)", number, texts)
            }
            return .object(copy)
        }
    }
}
