internal import Files
internal import Objects
internal import Packs
internal import Store

/// A message on a connection: a kind, then a body (docs/protocol.md §3).
struct WireMessage {
    enum Kind: UInt8 {
        // Either side
        case keepAlive = 0
        case ids = 1
        case frame = 2
        case entries = 3
        case data = 4
        case end = 5
        case failure = 6
        // The asking side
        case list = 16
        case known = 17
        case send = 18
        case update = 19
        case receive = 20
        case goodbye = 21
        // The answering side
        case welcome = 32
        case ref = 33
        case head = 34
        case ready = 35
    }

    let kind: Kind
    let body: [UInt8]

    /// What each side sends first: the name of the protocol, and its version.
    static let greeting = Array("at1wire\u{1}".utf8)
    static let headerLength = 5
    /// The maximum length of a body.
    static let maximumLength = 1 << 20
    /// The number of identities or entries in one message.
    static let idsAtOnce = 16_384
    /// The maximum number of identities in one request.
    static let maximumIDs = 8 << 20
    /// The maximum number of refs in one push.
    static let maximumUpdates = 1 << 16
}

/// The purpose of a list of identities.
enum WireRole: UInt8 {
    case wants = 1
    case haves = 2
    case held = 3
    case known = 4
}

/// Bodies, field by field.
extension [UInt8] {
    mutating func append(text: String) {
        append(varint: UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    mutating func append(optional id: ObjectID?) {
        append(id == nil ? 0 : 1)
        if let id { append(id.digest) }
    }
}

extension ByteReader {
    mutating func text(_ what: String, atMost limit: Int = 4096) throws(DecodeError) -> String {
        let bytes = try take(try count(what, atMost: limit), what)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DecodeError(.badText, "\(what) is not UTF-8", at: offset)
        }
        return text
    }

    mutating func optionalID(_ what: String) throws(DecodeError) -> ObjectID? {
        switch try byte(what) {
        case 0: nil
        case 1: ObjectID(try digest(what))
        default: throw DecodeError(.outOfRange, "\(what): a flag that is neither 0 nor 1", at: offset - 1)
        }
    }

    mutating func ref(_ what: String) throws(DecodeError) -> RefName { try RefName(try text(what, atMost: 255)) }
}

/// Why the other side could not do what it was asked.
struct WireFailure {
    enum Code: UInt8 {
        case other = 0
        case refMoved = 1
        case checkedOut = 2
        case missing = 3
        case rejected = 4
        case locked = 5
        case noRepository = 6
        case failed = 7
    }

    let code: Code
    let ref: RefName?
    let text: String
    /// The advice of the side that failed.
    let advice: String?

    /// - Parameter advice: passed on if the code alone does not tell the other side what to do.
    init(_ error: any Error, advice: String?) {
        switch error {
        case RefError.moved(let name, _, _): (code, ref, self.advice) = (.refMoved, name, nil)
        case RemoteError.checkedOut(let name): (code, ref, self.advice) = (.checkedOut, name, nil)
        case ObjectError.missing: (code, ref, self.advice) = (.missing, nil, nil)
        case RepositoryError.notARepository: (code, ref, self.advice) = (.noRepository, nil, nil)
        case let error as FileError where error.isMissing: (code, ref, self.advice) = (.noRepository, nil, nil)
        case RefError.blocked, is FileError, RemoteError.timedOut, RemoteError.connection:
            (code, ref, self.advice) = (.failed, nil, nil)
        case is LockHeld: (code, ref, self.advice) = (.locked, nil, nil)
        case RemoteError.refused(_, let what, let advice):
            (code, ref, text, self.advice) = (.rejected, nil, what, advice)
            return
        case RemoteError.lied(_, let what):
            (code, ref, text, self.advice) = (.rejected, nil, "invalid data was sent: \(what)", nil)
            return
        case is RemoteError: (code, ref, self.advice) = (.rejected, nil, advice)
        default: (code, ref, self.advice) = (.other, nil, advice)
        }
        text = String("\(error)".prefix(1000))
    }

    var body: [UInt8] {
        var body = [code.rawValue]
        body.append(text: ref?.text ?? "")
        body.append(text: text)
        body.append(text: advice ?? "")
        return body
    }

    init(parsing body: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(body)
        code = Code(rawValue: try reader.byte("a code")) ?? .other
        let name = try reader.text("a ref", atMost: 255)
        ref = name.isEmpty ? nil : try RefName(name)
        text = try reader.text("a reason", atMost: 8192)
        let advice = try reader.text("an advice", atMost: 8192)
        self.advice = advice.isEmpty ? nil : advice
    }

    /// The same, as an error of the side that asked.
    func error(of remote: String) -> any Error {
        switch (code, ref) {
        case (.refMoved, let ref?): RemoteError.lostRace(ref, remote: remote)
        case (.checkedOut, let ref?): RemoteError.checkedOut(ref)
        case (.failed, _): RemoteError.connection(remote, what: text)
        case (.noRepository, _): RemoteError.unreachable(remote, what: text)
        case (.locked, _): RemoteError.busy(remote, what: text)
        default: RemoteError.refused(remote, what: text, advice: advice)
        }
    }
}
