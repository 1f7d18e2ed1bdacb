/// An object that may carry a signature of itself.
public protocol SignableObject: Sendable {
    static var kind: ObjectKind { get }
    /// What a key must be trusted for, so that its signature of this kind of object counts.
    static var namespace: SignatureNamespace { get }
    var signature: ObjectSignature? { get }
    /// When the object says that it was made.
    var date: Timestamp { get }
    /// The canonical bytes, with the signature where there is one.
    var payload: [UInt8] { get }
    /// The same object with another signature, or with none.
    func signed(_ signature: ObjectSignature?) -> Self
}

extension SignableObject {
    public var id: ObjectID { ObjectID(of: Self.kind, payload) }

    /// The bytes that a signature is made over: kind, length and payload of the object without a signature.
    public var signedBytes: [UInt8] {
        let bare = signed(nil).payload
        return Array("\(Self.kind.rawValue) \(bare.count)\0".utf8) + bare
    }

    /// The same object, signed with `key`. A signature that was there before is replaced.
    public func signed(with key: SigningKey) -> Self {
        signed(ObjectSignature(by: key, of: signedBytes))
    }

    /// The verdict on the object's signature for a user who trusts `signers`; nil when there is none.
    ///
    /// A key that is revoked from a date on still counts for objects that say they are older. Whoever stole the key can
    /// say so too: revoke it from its first day to be safe from that.
    public func verdict(trusting signers: TrustedSigners) -> SignatureVerdict? {
        guard let signature else { return nil }
        guard let key = signature.key(ifValidFor: signedBytes) else { return .bad }
        return signers.verdict(on: key, for: Self.namespace, at: date.seconds)
    }
}
