internal import CCurl

/// HTTP by libcurl: one request at a time, over connections that are reused.
///
/// Every wait and every response is bounded. libcurl is loaded when the first client is made.
package final class HTTPClient {
    package struct Credentials: Sendable {
        package var accessKey: String
        package var secretKey: String
        package var sessionToken: String?
        package var region: String

        package init(accessKey: String, secretKey: String, sessionToken: String?, region: String) {
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.sessionToken = sessionToken
            self.region = region
        }
    }

    package struct Request {
        package var method = "GET"
        /// Percent-encoded where necessary.
        package var url: String
        package var headers: [String] = []
        /// The bytes to fetch; nil for all.
        package var range: ClosedRange<UInt64>?
        package var body: [UInt8]?
        /// The credentials to sign with, as AWS does (Signature Version 4, service s3); nil for no signature.
        package var credentials: Credentials?
        /// A file with the trusted certificates; nil for the machine's own.
        package var authorities: String?
        /// The maximum length of an answer in bytes.
        package var limit = 1 << 20
        /// Receives the pieces of the whole file if a server answers a request for a range with it; returning false
        /// ends the request. These bytes are not part of the response's body, and do not count towards the limit.
        package var takeWhole: ((UnsafeRawBufferPointer) -> Bool)?

        /// Receives the status and the fields of the answer, and then its body piece by piece; returning false ends
        /// the request. If they are set, no redirection is followed, and no type of the body is stated for the caller.
        package var takeHead: ((Int, [(name: String, value: String)]) -> Bool)?
        package var takePiece: ((UnsafeRawBufferPointer) -> Bool)?

        package init(_ url: String) { self.url = url }
    }

    package struct Response: Sendable {
        package let status: Int
        /// As the server wrote it, quotes and all.
        package let etag: String?
        package let body: [UInt8]
    }

    /// The maximum length of a response's headers in bytes.
    private static let headerLimit = 64 << 10

    private let handle: OpaquePointer
    private let stallSeconds: Int

    /// - Parameter stallSeconds: how long connecting may take, and how long a connection may be silent.
    package init(stallSeconds: Int) throws(HTTPError) {
        guard ccurl_load() else { throw HTTPError(.noLibrary, "libcurl is not installed") }
        guard let handle = ccurl_easy_init() else { throw HTTPError(.failed, "libcurl has no memory") }
        self.handle = OpaquePointer(handle)
        self.stallSeconds = max(1, stallSeconds)
    }

    deinit { ccurl_easy_cleanup(curl) }

    private var curl: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    /// What arrives in response to one request.
    private final class Arrival {
        var body: [UInt8] = []
        var etag: String?
        var headerLength = 0
        var isTooLong = false
        var status = 0
        /// Whether the response is a redirection, whose body is ignored.
        var isRedirection: Bool { 300..<400 ~= status }
        /// Whether no more of a whole file is wanted.
        var isEnough = false
        let limit: Int
        /// Nil if no whole file is accepted instead of a range.
        let takeWhole: ((UnsafeRawBufferPointer) -> Bool)?
        let takeHead: ((Int, [(name: String, value: String)]) -> Bool)?
        let takePiece: ((UnsafeRawBufferPointer) -> Bool)?
        /// The fields of the head; nil once it is complete.
        var fields: [(name: String, value: String)]? = []

        init(_ request: Request) {
            takeHead = request.takeHead
            takePiece = request.takePiece
            limit = request.limit
            takeWhole = request.range == nil ? nil : request.takeWhole
        }
    }

    /// The maximum number of redirections of one request.
    private static let maximumRedirections = 5

    /// Sends a request and returns the response, whatever its status. Redirections of an unsigned request are followed
    /// as far as ``HTTPAddress`` allows: never from https to http, nor with a password to another server.
    package func perform(_ request: Request) throws(HTTPError) -> Response {
        var address = try HTTPAddress(request.url)
        for _ in 0...Self.maximumRedirections {
            let (response, target) = try perform(request, at: address)
            guard let target, request.credentials == nil, request.takeHead == nil else { return response }
            var next = try Self.redirection(to: target, from: address)
            if next.user == nil { next.takeUser(of: address) }
            address = next
        }
        throw HTTPError(.failed, "more than \(Self.maximumRedirections) redirections")
    }

    /// The target of a redirection.
    static func redirection(to target: String, from address: HTTPAddress) throws(HTTPError) -> HTTPAddress {
        let next: HTTPAddress
        do { next = try HTTPAddress(target) } catch {
            throw HTTPError(.badAddress, "it redirects to an address that may not be used: \(error)")
        }
        guard next.scheme == .https || address.scheme == .http else {
            throw HTTPError(.badAddress, "it redirects from https to http")
        }
        guard address.user == nil || next.isSameServer(as: address) else {
            throw HTTPError(.badAddress, "it redirects to another server, which must not get the password")
        }
        return next
    }

    /// Performs one request; also returns where its response redirects to.
    private func perform(
        _ request: Request, at address: HTTPAddress
    ) throws(HTTPError) -> (response: Response, target: String?) {
        ccurl_easy_reset(curl)
        let arrival = Arrival(request)
        var list: UnsafeMutablePointer<curl_slist>?
        // Sends the body without waiting for permission, with a type that no server has to guess.
        let own = ["Expect:"] + (request.takeHead == nil ? ["Content-Type: application/octet-stream"] : [])
        for header in request.headers + own { list = ccurl_slist_append(list, header) }
        if let token = request.credentials?.sessionToken {
            list = ccurl_slist_append(list, "x-amz-security-token: \(token)")
        }
        defer { ccurl_slist_free_all(list) }
        set(CURLOPT_URL, address.text)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_USERAGENT, "at1")
        if let authorities = request.authorities { set(CURLOPT_CAINFO, authorities) }
        ccurl_set_pointer(curl, CURLOPT_HTTPHEADER, list)
        ccurl_set_long(curl, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(curl, CURLOPT_CONNECTTIMEOUT, stallSeconds)
        ccurl_set_long(curl, CURLOPT_LOW_SPEED_LIMIT, 1)
        ccurl_set_long(curl, CURLOPT_LOW_SPEED_TIME, stallSeconds)
        // The bytes as stored: decompressing here could give an unbounded amount.
        ccurl_set_long(curl, CURLOPT_HTTP_CONTENT_DECODING, 0)
        if let range = request.range { set(CURLOPT_RANGE, "\(range.lowerBound)-\(range.upperBound)") }
        if let credentials = request.credentials {
            set(CURLOPT_AWS_SIGV4, "aws:amz:\(credentials.region):s3")
            set(CURLOPT_USERPWD, "\(credentials.accessKey):\(credentials.secretKey)")
        } else if let user = address.user {
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_PASSWORD, address.password ?? "")
        }
        // No proxy for this machine.
        if address.scheme == .http { set(CURLOPT_NOPROXY, "*") }
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
        guard code == CURLE_OK || arrival.isEnough else {
            let reason = String(cString: ccurl_easy_strerror(code))
            throw HTTPError(code == CURLE_OPERATION_TIMEDOUT ? .timedOut : .failed, reason)
        }
        var status = 0
        ccurl_get_long(curl, CURLINFO_RESPONSE_CODE, &status)
        let response = Response(status: status, etag: arrival.etag, body: arrival.body)
        guard [301, 302, 303, 307, 308].contains(status), let target = ccurl_get_text(curl, CURLINFO_REDIRECT_URL)
        else {
            return (response, nil)
        }
        return (response, String(cString: target))
    }

    private func set(_ option: CURLoption, _ text: String) {
        _ = text.withCString { ccurl_set_pointer(curl, option, $0) }  // libcurl keeps a copy
    }

    private let takeBody: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        bytes, size, count, pointer in
        guard let bytes, let pointer else { return 0 }
        let arrival = Unmanaged<Arrival>.fromOpaque(pointer).takeUnretainedValue()
        let length = size * count
        if let takePiece = arrival.takePiece {
            guard takePiece(UnsafeRawBufferPointer(start: bytes, count: length)) else {
                arrival.isEnough = true
                return 0
            }
            return length
        }
        if arrival.isRedirection { return length }
        if arrival.status == 200, let takeWhole = arrival.takeWhole {
            guard takeWhole(UnsafeRawBufferPointer(start: bytes, count: length)) else {
                arrival.isEnough = true
                return 0
            }
            return length
        }
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
        if line.hasPrefix("HTTP/") {  // a new answer, perhaps after one that said to go on
            arrival.etag = nil
            arrival.body = []
            arrival.fields = []
            let words = line.split(separator: " ", maxSplits: 2)
            arrival.status = words.count > 1 ? Int(words[1].prefix { $0.isNumber }) ?? 0 : 0
        } else if let takeHead = arrival.takeHead, let fields = arrival.fields {
            guard line.contains(where: { !$0.isNewline }) else {
                // The end of the head; another one follows an answer that only says to go on.
                guard arrival.status >= 200 else { return length }
                arrival.fields = nil
                arrival.isEnough = !takeHead(arrival.status, fields)
                return arrival.isEnough ? 0 : length
            }
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return length }
            let value = String(parts[1].filter { !$0.isNewline }.drop { $0 == " " || $0 == "\t" })
            arrival.fields?.append((parts[0].lowercased(), value))
        } else if line.lowercased().hasPrefix("etag:") {
            arrival.etag = String(line.dropFirst(5).filter { $0 != " " && !$0.isNewline })
        }
        return length
    }
}

/// Why a request has no response.
package struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable { case noLibrary, timedOut, tooLong, failed, badAddress }

    package let reason: Reason
    package let description: String

    init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
