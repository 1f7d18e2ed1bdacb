package import Objects

/// A git-lfs pointer: the SHA-256 and the length of the file that it represents (git-lfs, docs/spec.md).
package struct LargeFilePointer: Hashable, Sendable {
    package let sha256: Digest
    package let length: UInt64
    /// Whether programs of the user's transform the file: its object is then not what a checkout gives.
    package let hasExtensions: Bool

    /// The maximum length of a pointer in bytes.
    package static let maximumLength: UInt64 = 1024
    private static let mark = "version https://git-lfs.github.com/spec/v1"

    /// Nil for anything but a pointer.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.maximumLength, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines[0] == Self.mark, lines.last == "" else { return nil }
        func value(_ key: String) -> Substring? {
            lines.first { $0.hasPrefix(key + " ") }?.dropFirst(key.utf8.count + 1)
        }
        guard let object = value("oid"), object.hasPrefix("sha256:"),
            let sha256 = Digest(hex: object.dropFirst("sha256:".utf8.count)),
            let length = value("size").flatMap({ UInt64($0) })
        else { return nil }
        (self.sha256, self.length) = (sha256, length)
        hasExtensions = lines.contains { $0.hasPrefix("ext-") }
    }

    /// Whether bytes begin as a pointer does; if they are none, they are a damaged one.
    package static func isLikely(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: mark.utf8)
    }

    /// Where git-lfs keeps the file, relative to its folder.
    package var place: String {
        let hex = sha256.hex
        return "objects/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
    }
}
