import Engine
import Objects

/// A line of a file of recipes: which file, and what gives it.
struct RecipeLine {
    let path: String
    let generator: String
    let params: JSONObject
    let array: ArrayName?
    let encoding: Encoding?

    static func read(_ name: String) throws -> [RecipeLine] {
        let text = try TextInput.read(name)
        return try text.split(separator: "\n").enumerated().map { number, line in
            do {
                var fields = try JSONFields(JSONValue(parsing: String(line)), "the line")
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
    }

    private static func choice<Value>(
        _ value: JSONValue, _ key: String, _ make: (String) -> Value?
    ) throws(DecodeError) -> Value {
        guard case .string(let text) = value, let choice = make(text.text) else {
            throw DecodeError(.wrongType, "the line.\(key) is not one of the \(key)s there are")
        }
        return choice
    }
}
