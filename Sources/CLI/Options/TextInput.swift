import Files

/// Text from a file that the call names, or from standard input for `-`.
enum TextInput {
    /// The maximum length of a file of lines, or of a message.
    static let limit = 64 << 20

    static func read(_ name: String) throws -> String {
        guard let text = String(validating: try bytes(name), as: UTF8.self) else {
            throw CommandError(.usage, "'\(name)' is not UTF-8 text")
        }
        return text
    }

    /// The bytes as they are. A file whose size exceeds the limit is not read at all; one that turns out to exceed it
    /// is not read further.
    static func bytes(_ name: String, atMost limit: Int = limit) throws -> [UInt8] {
        if name == "-" { try StandardInput.claim() }
        do throws(FileError) { return try contents(name, atMost: limit) } catch {
            guard error.isTooLarge else { throw error }
            throw CommandError(
                .refused, "'\(name)' is longer than \(Figures.bytes(UInt64(limit)))", hint: "split it into several",
                code: "too-large")
        }
    }

    /// The same with a limit of the caller. Standard input must have been reserved.
    static func contents(_ name: String, atMost limit: Int) throws(FileError) -> [UInt8] {
        if name == "-" { return try Descriptor.standardInput.contents(limit: limit) }
        let file = try File(at: name, waiting: true)
        guard try file.status().size <= UInt64(limit) else { throw .tooLarge(name) }
        return try file.stream.contents(limit: limit)
    }
}
