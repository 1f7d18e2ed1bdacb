internal import Objects

/// A request as it is recorded and compared: without its head, of which only what says how to read it is kept.
struct ExchangeRequest {
    /// The fields of a head that are recorded. Those that could hold a secret are none of them.
    private static let recorded: Set = ["content-type", "accept", "anthropic-version", "anthropic-beta", "openai-beta"]

    /// The members of the event's payload.
    private(set) var payload: JSONObject

    init(_ request: ClientRequest, _ redaction: inout Redaction) {
        payload = ["method": .string(request.method), "path": .string(redaction.redact(String(request.path)))]
        if !request.query.isEmpty { payload["query"] = .string(redaction.redact(Self.query(request.query))) }
        var headers = JSONObject()
        for field in request.fields where Self.recorded.contains(field.name) {
            headers[field.name] = .string(redaction.redact(field.value))
        }
        payload["headers"] = .object(headers)
        if let value = try? JSONValue(parsing: request.body) {
            let clean = redaction.redact(value)
            payload["request"] = clean
            if case .object(let object) = clean, case .string(let model)? = object["model"] {
                payload["model"] = .string(model)
            }
        } else if let text = String(validating: request.body, as: UTF8.self) {
            payload["request_text"] = .string(redaction.redact(text))
        } else {
            payload["request_base64"] = .string(Base64.encode(request.body))
        }
    }

    /// Reads an event's payload; nil if it is not of a proxy.
    init?(recorded payload: JSONObject) {
        guard case .string? = payload["method"], case .string? = payload["path"], payload["exchange"] != nil else {
            return nil
        }
        self.payload = payload
    }

    /// The parameters of a query; the values of those whose name sounds like a secret are left out.
    private static func query(_ query: Substring) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            let name = parameter.prefix { $0 != "=" }
            let isSecret = ["key", "token", "secret", "sig", "password"].contains { name.lowercased().contains($0) }
            return isSecret ? "\(name)=\(Redaction.mark)" : String(parameter)
        }.joined(separator: "&")
    }

    /// What is compared: everything but the number of the exchange and the head.
    var compared: JSONValue {
        var object = payload
        for key in ["exchange", "headers", "model", "redacted"] { object[key] = nil }
        return .object(object)
    }

    /// Equal for requests that are the same.
    var key: Digest { Digest(of: compared.canonicalBytes) }

    /// The method and the path.
    var place: String {
        guard case .string(let method)? = payload["method"], case .string(let path)? = payload["path"] else {
            return ""
        }
        return "\(method) \(path)"
    }
}
