import Objects

extension SignatureVerdict {
    var json: JSONValue {
        var object: JSONObject = ["verdict": .string(code)]
        switch self {
        case .good(let principal): object["signer"] = .string(principal)
        case .bad: break
        case .unknownSigner(let key):
            object["key"] = .string("\(key)")
            object["fingerprint"] = .string(key.fingerprint)
        case .revoked(let principal, let from):
            object["signer"] = .string(principal)
            object["revoked_from"] = .string(UTCDate(seconds: from).text)
        }
        return .object(object)
    }

    /// The exit code of a command that requires a good signature.
    var status: ExitStatus {
        switch self {
        case .good: .done
        case .bad: .no
        case .unknownSigner, .revoked: .refused
        }
    }

    var hint: String? {
        switch self {
        case .unknownSigner(let key): "if you know whose it is: at1 key trust \(key) NAME"
        case .good, .bad, .revoked: nil
        }
    }
}

extension SignatureVerdict? {
    var line: String { self.map { "\($0)" } ?? "none" }
    var json: JSONValue { self?.json ?? ["verdict": "none"] }
}
