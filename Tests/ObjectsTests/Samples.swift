import Objects
import Testing

/// Values that the vectors of several kinds are made of.
enum Samples {
    /// SHA-256 of "a", "b" and "c".
    static let a: String = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    static let b: String = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"
    static let c: String = "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6"

    static func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }
    static func id(_ hex: String) throws -> ObjectID { try #require(ObjectID(hex: hex)) }
    static func digest(_ hex: String) throws -> Digest { try #require(Digest(hex: hex)) }

    /// The line of a person, and the person.
    static let adaText = "Ada Lovelace <ada@example.org> 1800000000 +0100"
    static func ada() throws -> Person {
        try Person(
            name: "Ada Lovelace", email: "ada@example.org",
            date: try #require(Timestamp(seconds: 1_800_000_000, offset: 60)))
    }
}

/// Bytes that a codec must refuse, for which reason, and where it sees it.
struct BadVector: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let reason: DecodeError.Reason
    let offset: Int?

    init(_ name: String, _ bytes: [UInt8], _ reason: DecodeError.Reason, at offset: Int? = nil) {
        self.name = name
        self.bytes = bytes
        self.reason = reason
        self.offset = offset
    }

    init(_ name: String, _ text: String, _ reason: DecodeError.Reason, at offset: Int? = nil) {
        self.init(name, Array(text.utf8), reason, at: offset)
    }

    var testDescription: String { name }

    /// Decodes the bytes, which must fail as the vector says.
    func expect<Value>(
        _ decode: ([UInt8]) throws(DecodeError) -> Value, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do throws(DecodeError) {
            _ = try decode(bytes)
            Issue.record("\(name) was taken", sourceLocation: sourceLocation)
        } catch {
            #expect(error.reason == reason, "\(name): \(error)", sourceLocation: sourceLocation)
            if let offset { #expect(error.offset == offset, "\(name): \(error)", sourceLocation: sourceLocation) }
        }
    }
}
