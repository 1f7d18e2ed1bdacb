internal import CCurl

/// HTTP by libcurl: one request after the other, over connections that are kept.
///
/// Every wait has an end, every answer a greatest length. libcurl is loaded when the first client is made.
public final class HTTPClient {
    public struct Credentials: Sendable {
        public var accessKey: String
        public var secretKey: String
        public var sessionToken: String?
        public var region: String

        public init(accessKey: String, secretKey: String, sessionToken: String?, region: String) {
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.sessionToken = sessionToken
            self.region = region
        }
    }

    public struct Request: Sendable {
        public var method = "GET"
        /// With everything escaped that must be.
        public var url: String
        public var headers: [String] = []
        /// Which bytes to get; all for nil.
        public var range: ClosedRange<UInt64>?
        public var body: [UInt8]?
        /// What to sign with, as AWS does (Signature Version 4, service s3); nil for no signature.
        public var credentials: Credentials?
        /// A file with the certificates of those whom to believe; the machine's own for nil.
        public var authorities: String?
        /// The most bytes that an answer may have.
        public var limit = 1 << 20

        public init(_ url: String) { self.url = url }
    }

    public struct Response: Sendable {
        public let status: Int
        /// As the server wrote it, quotes and all.
        public let etag: String?
        public let body: [UInt8]
    }

    /// What a server may say at most in its headers.
    private static let headerLimit = 64 << 10

    private let handle: OpaquePointer
    private let stallSeconds: Int

    /// - Parameter stallSeconds: how long a connection may take to be made, and then say nothing.
    public init(stallSeconds: Int) throws(HTTPError) {
        guard ccurl_load() else { throw HTTPError(.noLibrary, "libcurl is not installed") }
        guard let handle = ccurl_easy_init() else { throw HTTPError(.failed, "libcurl has no memory") }
        self.handle = OpaquePointer(handle)
        self.stallSeconds = max(1, stallSeconds)
    }

    deinit { ccurl_easy_cleanup(curl) }

    private var curl: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    /// What comes in for one request.
    private final class Arrival {
        var body: [UInt8] = []
        var etag: String?
        var headerLength = 0
        var isTooLong = false
        let limit: Int

        init(limit: Int) { self.limit = limit }
    }

    /// Sends a request and takes the answer, whatever its status.
    public func perform(_ request: Request) throws(HTTPError) -> Response {
        ccurl_easy_reset(curl)
        let arrival = Arrival(limit: request.limit)
        var list: UnsafeMutablePointer<curl_slist>?
        // No waiting for leave to send a body; no type that the server would guess at.
        for header in request.headers + ["Expect:", "Content-Type: application/octet-stream"] {
            list = ccurl_slist_append(list, header)
        }
        if let token = request.credentials?.sessionToken {
            list = ccurl_slist_append(list, "x-amz-security-token: \(token)")
        }
        defer { ccurl_slist_free_all(list) }
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_USERAGENT, "at1")
        if let authorities = request.authorities { set(CURLOPT_CAINFO, authorities) }
        ccurl_set_pointer(curl, CURLOPT_HTTPHEADER, list)
        ccurl_set_long(curl, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(curl, CURLOPT_CONNECTTIMEOUT, stallSeconds)
        ccurl_set_long(curl, CURLOPT_LOW_SPEED_LIMIT, 1)
        ccurl_set_long(curl, CURLOPT_LOW_SPEED_TIME, stallSeconds)
        // The bytes as they lie there: what unpacks without end is not for a transport to unpack.
        ccurl_set_long(curl, CURLOPT_HTTP_CONTENT_DECODING, 0)
        if let range = request.range { set(CURLOPT_RANGE, "\(range.lowerBound)-\(range.upperBound)") }
        if let credentials = request.credentials {
            set(CURLOPT_AWS_SIGV4, "aws:amz:\(credentials.region):s3")
            set(CURLOPT_USERPWD, "\(credentials.accessKey):\(credentials.secretKey)")
        } else {
            ccurl_set_long(curl, CURLOPT_FOLLOWLOCATION, 1)
            ccurl_set_long(curl, CURLOPT_MAXREDIRS, 5)
            set(CURLOPT_REDIR_PROTOCOLS_STR, request.url.hasPrefix("https:") ? "https" : "http,https")
        }
        let pointer = Unmanaged.passUnretained(arrival).toOpaque()
        ccurl_set_pointer(curl, CURLOPT_WRITEDATA, pointer)
        ccurl_set_callback(curl, CURLOPT_WRITEFUNCTION, takeBody)
        ccurl_set_pointer(curl, CURLOPT_HEADERDATA, pointer)
        ccurl_set_callback(curl, CURLOPT_HEADERFUNCTION, takeHeader)
        let body = request.body ?? []
        let code = withExtendedLifetime(arrival) {
            body.withUnsafeBytes { bytes in
                if request.body != nil {
                    ccurl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
                    ccurl_set_pointer(curl, CURLOPT_POSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(pointer))
                }
                if request.method != "GET" { set(CURLOPT_CUSTOMREQUEST, request.method) }
                return ccurl_easy_perform(curl)
            }
        }
        if arrival.isTooLong { throw HTTPError(.tooLong, "an answer of more than \(request.limit) bytes") }
        guard code == CURLE_OK else {
            let reason = String(cString: ccurl_easy_strerror(code))
            throw HTTPError(code == CURLE_OPERATION_TIMEDOUT ? .timedOut : .failed, reason)
        }
        var status = 0
        ccurl_get_long(curl, CURLINFO_RESPONSE_CODE, &status)
        return Response(status: status, etag: arrival.etag, body: arrival.body)
    }

    private func set(_ option: CURLoption, _ text: String) {
        _ = text.withCString { ccurl_set_pointer(curl, option, $0) }  // libcurl keeps a copy
    }

    private let takeBody: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        bytes, size, count, pointer in
        guard let bytes, let pointer else { return 0 }
        let arrival = Unmanaged<Arrival>.fromOpaque(pointer).takeUnretainedValue()
        let length = size * count
        guard length <= arrival.limit - arrival.body.count else {
            arrival.isTooLong = true
            return 0
        }
        arrival.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
        return length
    }

    private let takeHeader: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        bytes, size, count, pointer in
        guard let bytes, let pointer else { return 0 }
        let arrival = Unmanaged<Arrival>.fromOpaque(pointer).takeUnretainedValue()
        let length = size * count
        arrival.headerLength += length
        guard arrival.headerLength <= HTTPClient.headerLimit else {
            arrival.isTooLong = true
            return 0
        }
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
        if line.hasPrefix("HTTP/") {  // a new answer, after one that said where to go
            arrival.etag = nil
            arrival.body = []
        } else if line.lowercased().hasPrefix("etag:") {
            arrival.etag = String(line.dropFirst(5).filter { $0 != " " && !$0.isNewline })
        }
        return length
    }
}

/// Why a request has no answer.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable { case noLibrary, timedOut, tooLong, failed }

    public let reason: Reason
    public let description: String

    init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
