/// A signed payload in a DSSE envelope (secure-systems-lab/dsse, v1), with one Ed25519 signature (docs/format.md §9.5).
///
/// The `keyid` is the signer's public key in base64, so that an envelope of an unknown signer can be distinguished from
/// a damaged one. It is only a hint: ``TrustedSigners`` determine whom to trust.
public struct Envelope: Hashable, Sendable {
    public let payloadType: String
    public let payload: [UInt8]
    public let signature: ObjectSignature

    /// The maximum length of an envelope in bytes.
    public static let maximumLength = 64 << 20

    public init(payloadType: String, payload: [UInt8], signedBy key: SigningKey) {
        self.payloadType = payloadType
        self.payload = payload
        signature = ObjectSignature(by: key, of: Self.signedBytes(payloadType, payload))
    }

    /// DSSE's pre-authentication encoding: `DSSEv1`, then length and bytes of type and payload.
    private static func signedBytes(_ type: String, _ payload: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }

    /// Reads an envelope strictly: canonical base64, one signature, no other members.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count <= Self.maximumLength else {
            throw DecodeError(
                .outOfRange, "an envelope of \(bytes.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        var fields = try JSONFields(JSONValue(parsing: bytes), "envelope")
        payloadType = try fields.string("payloadType")
        payload = try Self.base64(try fields.string("payload"), named: "envelope.payload")
        let signatures = try fields.array("signatures")
        try fields.end()
        guard signatures.count == 1 else {
            throw DecodeError(.outOfRange, "an envelope with \(signatures.count) signatures, and not one")
        }
        var entry = try JSONFields(signatures[0], "envelope.signatures[0]")
        let key = try Self.base64(try entry.string("keyid"), named: "envelope.signatures[0].keyid")
        let octets = try Self.base64(try entry.string("sig"), named: "envelope.signatures[0].sig")
        try entry.end()
        guard let signature = ObjectSignature(publicKey: key, signature: octets) else {
            throw DecodeError(.outOfRange, "a key or a signature that is not of Ed25519's length")
        }
        self.signature = signature
    }

    private static func base64(_ text: String, named name: String) throws(DecodeError) -> [UInt8] {
        guard let bytes = Base64.decode(text) else { throw DecodeError(.syntax, "\(name) is not canonical base64") }
        return bytes
    }

    /// The envelope's file.
    public var json: JSONValue {
        [
            "payload": .string(Base64.encode(payload)),
            "payloadType": .string(payloadType),
            "signatures": [
                [
                    "keyid": .string(Base64.encode(signature.publicKey)),
                    "sig": .string(Base64.encode(signature.signature)),
                ]
            ],
        ]
    }

    /// The verdict on the signature for a user who trusts `signers`, for something made at `seconds`.
    public func verdict(trusting signers: TrustedSigners, at seconds: Int64?) -> SignatureVerdict {
        guard let key = signature.key(ifValidFor: Self.signedBytes(payloadType, payload)) else { return .bad }
        return signers.verdict(on: key, for: .attestation, at: seconds)
    }
}
