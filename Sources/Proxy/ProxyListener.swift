package import Files
internal import Glibc
internal import Recording
internal import Synchronization
internal import Threads

/// A TCP socket of this machine, and a thread for each connection.
package final class ProxyListener: Sendable {
    private let descriptor: Int32
    /// The address that clients connect to, such as `http://127.0.0.1:8080`.
    package let url: String
    private let active = Mutex(0)

    /// The most connections at one time; a further one waits.
    private static let maximumConnections = 512

    /// Listens at `HOST:PORT`, an address of IPv4; port 0 is any free one.
    package init(at address: String) throws(ProxyError) {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        var socketAddress = sockaddr_in()
        guard parts.count == 2, let port = UInt16(parts[1]),
            inet_pton(AF_INET, String(parts[0]), &socketAddress.sin_addr) == 1
        else { throw .badAddress(address) }
        socketAddress.sin_family = sa_family_t(AF_INET)
        socketAddress.sin_port = port.bigEndian
        do throws(FileError) {
            let descriptor = try system(.create, address) {
                socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            }
            self.descriptor = descriptor
            var yes: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            try system(.create, address) {
                withUnsafePointer(to: &socketAddress) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
                }
            }
            try system(.listen, address) { listen(descriptor, 256) }
            try system(.listen, address) {
                withUnsafeMutablePointer(to: &socketAddress) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
                }
            }
        } catch {
            throw .file(error)
        }
        url = "http://\(parts[0]):\(UInt16(bigEndian: socketAddress.sin_port))"
    }

    deinit { close(descriptor) }

    /// Serves connections until the process receives SIGINT or SIGTERM; then waits for what is in progress.
    ///
    /// - Parameter answer: answers a request; false if the connection cannot be used again.
    package func serve(_ answer: @escaping @Sendable (ClientRequest, ProxyAnswer) -> Bool) throws {
        let end = try EndSignals()
        while true {
            var polls = [end.poll, pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
            try system(.wait, url) { poll(&polls, 2, -1) }
            guard polls[0].revents == 0 else { break }
            guard active.withLock({ $0 < Self.maximumConnections }) else {
                usleep(1000)
                continue
            }
            guard let accepted = try? system(.listen, url, { accept(descriptor, nil, nil) }) else { continue }
            _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
            active.withLock { $0 += 1 }
            Thread.detach { [self] in
                Self.serve(accepted, answer)
                active.withLock { $0 -= 1 }
            }
        }
        // Idle connections are open, too: what is in progress ends within this time, or was never acknowledged.
        for _ in 0..<200 where active.withLock({ $0 > 0 }) { usleep(10_000) }
    }

    private static func serve(_ accepted: Int32, _ answer: (ClientRequest, ProxyAnswer) -> Bool) {
        let connection = ClientConnection(File(descriptor: accepted, path: "client"))
        do throws(RequestRefusal) {
            while let request = try connection.next() {
                guard answer(request, ProxyAnswer(connection, isLast: !request.isPersistent)), request.isPersistent
                else { return }
            }
        } catch {
            guard error != .lost else { return }
            _ = connection.send(error.status, .failure("the request has \(error.what)"), isLast: true)
        }
    }
}

/// Where the answer to a request goes.
package struct ProxyAnswer {
    let connection: ClientConnection
    /// Whether the connection ends with it.
    let isLast: Bool

    init(_ connection: ClientConnection, isLast: Bool) {
        self.connection = connection
        self.isLast = isLast
    }
}

/// Why a proxy cannot start.
package enum ProxyError: Error, Hashable, Sendable {
    case file(FileError)
    /// Not `HOST:PORT`.
    case badAddress(String)
    /// The address of the upstream server cannot be used.
    case badUpstream(String, because: String)
    /// Not a regular expression.
    case badPattern(String)
    /// A session without exchanges of a proxy.
    case noExchanges
}

extension ProxyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let error): "\(error)"
        case .badAddress(let text): "'\(text)' is not an IPv4 address and a port"
        case .badUpstream(let text, let why): "'\(text)' cannot be the upstream server: \(why)"
        case .badPattern(let text): "'\(text)' is not a regular expression"
        case .noExchanges: "the session has no exchanges that a proxy recorded"
        }
    }
}
