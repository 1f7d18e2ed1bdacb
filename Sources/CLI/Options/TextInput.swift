import Engine
import Glibc

/// Text from a file that the call names, or from standard input for `-`.
enum TextInput {
    /// More than this is not taken into memory at once.
    private static let limit = 1 << 30

    static func read(_ name: String) throws -> String {
        guard let text = String(validating: try bytes(name), as: UTF8.self) else {
            throw CommandError(.usage, "'\(name)' is not UTF-8 text")
        }
        return text
    }

    /// The bytes as they are.
    static func bytes(_ name: String) throws -> [UInt8] {
        let descriptor = name == "-" ? 0 : open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError(.environment, "cannot open '\(name)': \(String(cString: strerror(errno)))")
        }
        defer { if descriptor != 0 { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw CommandError(.environment, "cannot read '\(name)': \(String(cString: strerror(errno)))")
            }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw CommandError(.usage, "'\(name)' is longer than \(limit) bytes") }
        }
        return bytes
    }
}
