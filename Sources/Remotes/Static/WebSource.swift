internal import HTTP
internal import Objects
internal import Store

/// Files over HTTP: any web server, for reading; a bucket in an S3-compatible object store, for writing as well.
final class WebSource: FileSource {
    let label: String
    private let base: String
    private let credentials: HTTPClient.Credentials?
    private let client: HTTPClient
    private let seconds: Int
    /// A file with the trusted certificates; nil for the machine's own.
    private let authorities: String?
    let isWritable: Bool
    private let wholeFiles = WholeFiles()

    /// A store behind a web server.
    init(url: String, label: String, timeout: Duration, authorities: String?) throws {
        self.label = label
        self.authorities = authorities
        base = Self.escaped(url.utf8.last == UInt8(ascii: "/") ? url : url + "/")
        credentials = nil
        isWritable = false
        seconds = Int(max(timeout.components.seconds, 1))
        client = try Self.client(label, seconds)
    }

    /// A store in a bucket, below a prefix.
    init(
        bucket: String, prefix: String, label: String, timeout: Duration, authorities: String?, _ access: S3Access
    ) throws {
        self.label = label
        self.authorities = authorities
        base = access.base(bucket: bucket, prefix: prefix)
        do { _ = try HTTPAddress(base) } catch {
            throw RemoteError.badAddress(access.endpoint ?? base, what: "\(error)")
        }
        credentials = access.credentials
        isWritable = true
        seconds = Int(max(timeout.components.seconds, 1))
        client = try Self.client(label, seconds)
    }

    private static func client(_ label: String, _ seconds: Int) throws -> HTTPClient {
        do { return try HTTPClient(stallSeconds: seconds) } catch {
            throw RemoteError.unreachable(label, what: "\(error)")
        }
    }

    /// The address, percent-encoded where necessary and nowhere twice: a name may contain blanks or characters that are
    /// not allowed in addresses, and a percent sign that starts no escape.
    private static func escaped(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://"), let path = url[scheme.upperBound...].firstIndex(of: "/") else {
            return url
        }
        var escaped = Array(url[..<path].utf8)
        let bytes = Array(url[path...].utf8)
        for (index, byte) in bytes.enumerated() {
            let isEscape =
                byte == UInt8(ascii: "%") && index + 2 < bytes.count && bytes[index + 1...index + 2].allSatisfy(isHex)
            if isEscape || isPlain(byte) {
                escaped.append(byte)
            } else {
                escaped += "%".utf8
                escaped += Hex.encode([byte]).uppercased().utf8
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func isHex(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }

    /// Whether a byte represents itself in an address (RFC 3986). A repository's address has no fragment.
    private static func isPlain(_ byte: UInt8) -> Bool {
        isLetter(byte) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-._~/!$&'()*+,;=:@?".utf8.contains(byte)
    }

    private func perform(_ path: String, _ change: (inout HTTPClient.Request) -> Void) throws -> HTTPClient.Response {
        var request = HTTPClient.Request(base + path)
        request.credentials = credentials
        request.authorities = authorities
        change(&request)
        let response: HTTPClient.Response
        do {
            response = try client.perform(request)
        } catch {
            switch error.reason {
            case .timedOut: throw RemoteError.timedOut(label, seconds: seconds)
            case .tooLong: throw RemoteError.lied(label, what: "\(error)")
            case .badAddress:
                throw RemoteError.refused(label, what: "\(error)")
            case .noLibrary, .failed: throw RemoteError.connection(label, what: "\(error)")
            }
        }
        switch response.status {
        case 401, 403: throw refusal(response)
        case 500...599: throw RemoteError.connection(label, what: "it fails (HTTP \(response.status))")
        default: return response
        }
    }

    /// The error of a server that refuses, with its own message if it has one.
    private func refusal(_ response: HTTPClient.Response) -> RemoteError {
        guard credentials != nil else {
            return .notPublic(label, status: response.status)
        }
        let words = String(decoding: response.body.prefix(4096), as: UTF8.self).split { $0 == "<" || $0 == ">" }
        let code = words.drop { $0 != "Code" }.dropFirst().first { $0.utf8.allSatisfy(Self.isLetter) }
        return .credentialsRefused(label, status: response.status, code: code.map { String($0.prefix(60)) })
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }

    func contents(_ path: String, limit: Int) throws -> (bytes: [UInt8], tag: String?)? {
        let response = try perform(path) { $0.limit = limit }
        switch response.status {
        case 200: return (response.body, response.etag)
        case 404 where credentials != nil && String(decoding: response.body, as: UTF8.self).contains("NoSuchBucket"):
            throw RemoteError.unreachable(label, what: "there is no such bucket")
        case 404: return nil
        default: throw RemoteError.connection(label, what: "it answers with HTTP \(response.status)")
        }
    }

    func contents(_ path: String, _ range: Range<UInt64>, of length: UInt64) throws -> [UInt8] {
        guard !range.isEmpty else { return [] }
        if let bytes = try wholeFiles.read(path, range) { return bytes }
        let arriving = wholeFiles.receiver(of: path, length)
        let response = try perform(path) { request in
            request.range = range.lowerBound...range.upperBound - 1
            request.limit = range.count
            request.takeWhole = arriving.take
        }
        if let failure = arriving.failure { throw failure }
        switch response.status {
        case 206: break
        case 200:
            // The server does not support ranges.
            guard try wholeFiles.keep(arriving), let bytes = try wholeFiles.read(path, range) else {
                throw RemoteError.connection(
                    label, what: "'\(path)' has \(arriving.count) bytes, and \(length) are recorded of it")
            }
            return bytes
        default: throw RemoteError.unreachable(label, what: "'\(path)' cannot be read (HTTP \(response.status))")
        }
        guard response.body.count == range.count else {
            throw RemoteError.connection(label, what: "'\(path)' ended early")
        }
        return response.body
    }

    func put(_ path: String, _ bytes: [UInt8], replacing tag: String?) throws -> Bool {
        let response = try perform(path) { request in
            request.method = "PUT"
            request.body = bytes
            request.headers = [tag.map { "If-Match: \($0)" } ?? "If-None-Match: *"]
        }
        switch response.status {
        case 200, 201, 204: return true
        case 409, 412: return false
        case 404:
            throw RemoteError.unreachable(label, what: "there is no such bucket")
        default:
            throw RemoteError.refused(label, what: "'\(path)' cannot be written (HTTP \(response.status))")
        }
    }
}

/// The credentials for an object store, and its location: from settings, and from the variables that AWS's own tools
/// read.
struct S3Access {
    let credentials: HTTPClient.Credentials
    let endpoint: String?

    init(_ remote: RemoteSettings, _ settings: Configuration, _ environment: [String: String]) throws {
        func value(_ key: String, _ variables: String...) -> String? {
            if let name = remote.name, let own = settings["remote.\(name).\(key)"] { return own }
            return settings["s3.\(key)"] ?? variables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        guard let accessKey = environment["AWS_ACCESS_KEY_ID"], !accessKey.isEmpty,
            let secretKey = environment["AWS_SECRET_ACCESS_KEY"], !secretKey.isEmpty
        else {
            throw RemoteError.unreachable(
                remote.label, what: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set in the environment")
        }
        endpoint = value("endpoint", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
        let region = value("region", "AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1"
        // It becomes part of the host name.
        guard
            region.utf8.allSatisfy({
                Self.isLetter($0) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-")
            })
        else { throw ConfigurationError.region(region) }
        credentials = HTTPClient.Credentials(
            accessKey: accessKey, secretKey: secretKey, sessionToken: environment["AWS_SESSION_TOKEN"], region: region)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }

    /// The base address of the store's files, with a slash at the end.
    func base(bucket: String, prefix: String) -> String {
        let folder = prefix.isEmpty ? "" : Self.escaped(prefix) + "/"
        if let endpoint {
            return
                "\(endpoint.utf8.last == UInt8(ascii: "/") ? String(endpoint.dropLast()) : endpoint)/\(bucket)/\(folder)"
        }
        let host = "s3.\(credentials.region).amazonaws.com"
        return bucket.contains(".") ? "https://\(host)/\(bucket)/\(folder)" : "https://\(bucket).\(host)/\(folder)"
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-_.~/".contains(character) {
                return String(character)
            }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" + hex : hex)
        }.joined()
    }
}
