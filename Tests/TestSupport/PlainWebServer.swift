internal import Foundation

/// A web server that hands out the files of a folder, and knows no ranges, as `python3 -m http.server` does.
public final class PlainWebServer: Sendable {
    public let port: UInt16
    private let socket: Int32

    public init(_ folder: String) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.socket = socket
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return bind(socket, pointer, length) == 0 && listen(socket, 64) == 0
                && getsockname(socket, pointer, &length) == 0
        }
        guard isBound else { throw CocoaError(.fileNoSuchFile) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while true {
                let client = accept(socket, nil, nil)
                guard client >= 0 else { return }
                Self.answer(client, folder)
                close(client)
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private static func answer(_ client: Int32, _ folder: String) {
        var request = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.contains("\r\n\r\n") {
            let count = read(client, &buffer, buffer.count)
            guard count > 0 else { return }
            request += String(decoding: buffer[..<count], as: UTF8.self)
        }
        let path = request.split(separator: " ")[1].removingPercentEncoding ?? ""
        var reply = Data("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8)
        if let bytes = try? Data(contentsOf: URL(fileURLWithPath: folder + path)) {
            reply = Data("HTTP/1.0 200 OK\r\nContent-Length: \(bytes.count)\r\n\r\n".utf8) + bytes
        }
        reply.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = send(client, bytes.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                done += count
            }
        }
    }
}
