import Engine
import Objects

/// A line of a file of recipes: a path, and the recipe of the file.
struct RecipeLine {
    let path: String
    let generator: String
    let params: JSONObject
    let array: ArrayName?
    let encoding: Encoding?

    static func read(_ name: String) throws -> [RecipeLine] {
        let text = try TextInput.read(name)
        var count = 0
        let lines = try text.split(separator: "\n").enumerated().map { number, line in
            do {
                let value = try JSONValue(parsing: String(line))
                count += value.valueCount
                guard count <= JSONValue.maximumValues else { throw tooMany(name, number) }
                var fields = try JSONFields(value, "the line")
                let array = try fields.find("array").map { try choice($0, "array", ArrayName.init(rawValue:)) }
                let encoding = try fields.find("encoding").map { try choice($0, "encoding", Encoding.init(rawValue:)) }
                let result = RecipeLine(
                    path: try fields.string("path"), generator: try fields.string("generator"),
                    params: try fields.object("params"), array: array, encoding: encoding)
                try fields.end()
                return result
            } catch let error as DecodeError {
                throw CommandError(.usage, "\(name), line \(number + 1): \(error)")
            }
        }
        try checkPaths(of: lines, name)
        return lines
    }

    /// The limit for one JSON text applies to all lines together: each value takes many times its bytes in memory.
    private static func tooMany(_ name: String, _ number: Int) -> CommandError {
        CommandError(
            .refused, "\(name), line \(number + 1): the lines have more than \(JSONValue.maximumValues) values",
            hint: "split it into several", code: "too-large")
    }

    /// No two lines may name the same file, or a file and a folder of the same path.
    private static func checkPaths(of lines: [RecipeLine], _ name: String) throws {
        var numbers: [String: Int] = [:]
        func refuse(_ number: Int, after first: Int, _ what: String) -> CommandError {
            CommandError(.usage, "\(name), line \(number + 1): '\(lines[number].path)' is \(what) of line \(first + 1)")
        }
        func parts(_ line: RecipeLine) -> [Substring] {
            line.path.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }
        }
        for (number, line) in lines.enumerated() {
            if let first = numbers.updateValue(number, forKey: parts(line).joined(separator: "/")) {
                throw refuse(number, after: first, "the file")
            }
        }
        for (number, line) in lines.enumerated() {
            var folder = ""
            for (place, part) in parts(line).dropLast().enumerated() {
                folder += place == 0 ? String(part) : "/\(part)"
                if let other = numbers[folder] { throw refuse(number, after: other, "below the file") }
            }
        }
    }

    private static func choice<Value>(
        _ value: JSONValue, _ key: String, _ make: (String) -> Value?
    ) throws(DecodeError) -> Value {
        guard case .string(let text) = value, let choice = make(text.text) else {
            throw DecodeError(.wrongType, "the line.\(key) is not one of the known \(key)s")
        }
        return choice
    }
}
