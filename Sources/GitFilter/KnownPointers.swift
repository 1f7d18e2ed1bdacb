package import Files
package import Objects

/// The pointers of files that were verified in this repository, by the SHA-256 of the file, so that a file that comes
/// back unchanged gets the same pointer without another search.
///
/// A log that only grows. Each line has the SHA-256 of the rest of the line, the SHA-256 of the file, and the pointer
/// as canonical JSON. Truncated and damaged lines are ignored.
package final class KnownPointers {
    private let file: File
    private var lines: [Digest: ArraySlice<UInt8>] = [:]
    /// The maximum number of bytes read: half a million pointers.
    private static let maximumLength = 256 << 20

    /// Opens the log at `path`, or creates it.
    package init(_ path: String) throws(FileError) {
        file = try File(updating: path, whenMissing: .create(permissions: 0o666), appending: true)
        try read()
    }

    private func read() throws(FileError) {
        let bytes = try file.read(Int(min(file.status().size, UInt64(Self.maximumLength))), at: 0)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard line.count > 130,
                let file = Digest(hex: String(decoding: line.dropFirst(65).prefix(64), as: UTF8.self))
            else { continue }
            lines[file] = line
        }
    }

    /// The pointer of the file with this SHA-256.
    package func find(_ file: Digest) -> GitPointer? {
        guard let line = lines[file] else { return nil }
        let rest = line.dropFirst(65)
        guard line.dropFirst(64).first == UInt8(ascii: " "),
            Digest(hex: String(decoding: line.prefix(64), as: UTF8.self)) == Digest(of: rest),
            let pointer = try? GitPointer(body: Array(rest.dropFirst(65))), pointer.sha256 == file
        else { return nil }
        return pointer
    }

    /// Adds pointers whose files were verified.
    package func add(_ pointers: [GitPointer]) throws(FileError) {
        var text: [UInt8] = []
        for pointer in pointers where lines[pointer.sha256] == nil {
            let rest = Array("\(pointer.sha256.hex) ".utf8) + pointer.body
            let line = Array("\(Digest(of: rest).hex) ".utf8) + rest
            lines[pointer.sha256] = line[...]
            text += line
            text.append(UInt8(ascii: "\n"))
        }
        guard !text.isEmpty else { return }
        // One process at a time: a short write must not end up inside another's line.
        try file.lock(.exclusive)
        defer { file.unlock() }
        try file.write([UInt8(ascii: "\n")] + text)
    }
}
