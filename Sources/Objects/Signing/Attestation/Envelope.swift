/// A signed payload in a DSSE envelope (secure-systems-lab/dsse, v1), with Ed25519 signatures (docs/format.md §9.5).
///
/// A `keyid` is the signer's public key in base64, so that an envelope of an unknown signer can be distinguished from
/// a damaged one. It is only a hint: ``TrustedSigners`` determine whom to trust.
public struct Envelope: Hashable, Sendable {
    public let payloadType: String
    public let payload: [UInt8]
    /// One or more, each by another key.
    public let signatures: [ObjectSignature]

    /// The maximum length of an envelope in bytes.
    public static let maximumLength = 64 << 20
    /// The maximum number of signatures.
    public static let maximumSignatures = 64

    public init(payloadType: String, payload: [UInt8], signedBy key: SigningKey) {
        self.payloadType = payloadType
        self.payload = payload
        signatures = [ObjectSignature(by: key, of: Self.signedBytes(payloadType, payload))]
    }

    /// DSSE's pre-authentication encoding: `DSSEv1`, then length and bytes of type and payload.
    private static func signedBytes(_ type: String, _ payload: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }

    /// Reads an envelope strictly: canonical base64, no key twice, no other members.
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
        guard (1...Self.maximumSignatures).contains(signatures.count) else {
            throw DecodeError(
                .outOfRange,
                "an envelope with \(signatures.count) signatures; from 1 to \(Self.maximumSignatures) are allowed")
        }
        var read: [ObjectSignature] = []
        for (index, value) in signatures.enumerated() {
            let name = "envelope.signatures[\(index)]"
            var entry = try JSONFields(value, name)
            let key = try Self.base64(try entry.string("keyid"), named: "\(name).keyid")
            let octets = try Self.base64(try entry.string("sig"), named: "\(name).sig")
            try entry.end()
            guard let signature = ObjectSignature(publicKey: key, signature: octets) else {
                throw DecodeError(.outOfRange, "a key or a signature that is not of Ed25519's length")
            }
            guard !read.contains(where: { $0.publicKey == key }) else {
                throw DecodeError(.order, "\(name).keyid is the key of another signature")
            }
            read.append(signature)
        }
        self.signatures = read
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
            "signatures": .array(
                signatures.map {
                    ["keyid": .string(Base64.encode($0.publicKey)), "sig": .string(Base64.encode($0.signature))]
                }),
        ]
    }

    /// The verdict on each signature for a user who trusts `signers`, for something made at `seconds`.
    public func verdicts(trusting signers: TrustedSigners, at seconds: Int64?) -> [SignatureVerdict] {
        let message = Self.signedBytes(payloadType, payload)
        return signatures.map { signature in
            guard let key = signature.key(ifValidFor: message) else { return .bad }
            return signers.verdict(on: key, for: .attestation, at: seconds)
        }
    }

    /// The verdict on all signatures: that on the first that is good; without one, bad if any is, or that on the first.
    public func verdict(trusting signers: TrustedSigners, at seconds: Int64?) -> SignatureVerdict {
        let verdicts = verdicts(trusting: signers, at: seconds)
        return verdicts.first(where: \.isTrusted) ?? (verdicts.contains(.bad) ? .bad : verdicts.first ?? .bad)
    }
}
