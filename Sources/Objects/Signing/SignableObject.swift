/// An object that may carry a signature of itself.
public protocol SignableObject: Sendable {
    static var kind: ObjectKind { get }
    var signature: ObjectSignature? { get }
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
}
