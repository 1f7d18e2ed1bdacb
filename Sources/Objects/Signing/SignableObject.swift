/// An object that may contain a signature of itself.
public protocol SignableObject: Sendable {
    static var kind: ObjectKind { get }
    /// What a key must be trusted for, so that its signature of this kind of object counts.
    static var namespace: SignatureNamespace { get }
    var signature: ObjectSignature? { get }
    /// When the object says that it was made.
    var date: Timestamp { get }
    /// The canonical bytes, including the signature if there is one.
    var payload: [UInt8] { get }
    /// The same object with another signature, or with none.
    func signed(_ signature: ObjectSignature?) -> Self
}

extension SignableObject {
    public var id: ObjectID { ObjectID(of: Self.kind, payload) }

    /// The bytes that a signature covers: kind, length and payload of the object without a signature.
    public var signedBytes: [UInt8] {
        let bare = signed(nil).payload
        return Array("\(Self.kind.rawValue) \(bare.count)\0".utf8) + bare
    }

    /// The same object, signed with `key`. An earlier signature is replaced.
    public func signed(with key: SigningKey) -> Self {
        signed(ObjectSignature(by: key, of: signedBytes))
    }

    /// The verdict on the object's signature for a user who trusts `signers`; nil if there is none.
    ///
    /// A key that is revoked from a date on still counts for objects that claim to be older. A thief of the key can
    /// make that claim: revoke the key from its first day to be safe.
    public func verdict(trusting signers: TrustedSigners) -> SignatureVerdict? {
        guard let signature else { return nil }
        guard let key = signature.key(ifValidFor: signedBytes) else { return .bad }
        return signers.verdict(on: key, for: Self.namespace, at: date.seconds)
    }
}
