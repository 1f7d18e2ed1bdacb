/// agent-rerun's key file: a JSON object with `privateKey`, `publicKey` or both in base64. Other members are notes.
struct JSONKeyFile {
    let privateKey: String?
    let publicKey: String?

    init(_ text: [UInt8]) throws(KeyFormatError) {
        let value: JSONValue
        do throws(DecodeError) {
            value = try JSONValue(parsing: text)
        } catch {
            throw KeyFormatError(.malformed, "the key file is not good JSON: \(error)")
        }
        guard case .object(let object) = value else { throw .unknown }
        privateKey = try Self.string("privateKey", object)
        publicKey = try Self.string("publicKey", object)
    }

    private static func string(_ key: String, _ object: JSONObject) throws(KeyFormatError) -> String? {
        switch object[key] {
        case nil: return nil
        case .string(let string): return string.text
        default: throw KeyFormatError(.malformed, "the JSON key file's `\(key)` is not a string")
        }
    }
}
