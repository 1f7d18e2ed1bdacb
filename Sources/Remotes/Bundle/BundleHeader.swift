internal import Objects
internal import Store

/// What a bundle says of itself, before its pack (docs/protocol.md §10).
struct BundleHeader: Sendable {
    static let mark = "at1bundle 1\n"

    /// Commits that whoever takes the bundle must have, in order.
    let requires: [ObjectID]
    /// The refs, and the one pack.
    let manifest: Manifest

    var pack: (name: Digest, length: UInt64) { manifest.packs[0] }

    /// - Parameter pack: the pack that follows.
    init(requires: [ObjectID], _ listing: RefListing, pack: (name: Digest, length: UInt64)) {
        var manifest = Manifest()
        manifest.listing = listing
        manifest.packs = [pack]
        self.manifest = manifest
        self.requires = requires.sorted()
    }

    /// With its checksum, and the empty line that ends it.
    var bytes: [UInt8] {
        let lines = Array((Self.mark + requires.map { "require \($0)\n" }.joined()).utf8) + manifest.lines
        return lines + Array("checksum \(Digest(of: lines))\n\n".utf8)
    }

    /// Where the header ends, behind its empty line; nil where that is not among the bytes.
    ///
    /// - Parameter from: where to begin to look.
    static func end(in bytes: [UInt8], from: Int) -> Int? {
        bytes.indices.dropFirst(from + 1).first { bytes[$0] == lineEnd && bytes[$0 - 1] == lineEnd }.map { $0 + 1 }
    }

    /// - Throws: ``DecodeError`` for anything that a writer would not write.
    init(parsing bytes: [UInt8]) throws(DecodeError) {
        func malformed(_ what: String) -> DecodeError { DecodeError(.syntax, "the header of the bundle: \(what)") }
        guard bytes.starts(with: Self.mark.utf8) else { throw malformed("it does not start as one does") }
        var lines = bytes.dropFirst(Self.mark.utf8.count).split(
            separator: lineEnd, omittingEmptySubsequences: false)[...]
        var requires: [ObjectID] = []
        while let line = lines.first, line.starts(with: "require ".utf8) {
            guard let id = ObjectID(hex: String(decoding: line.dropFirst("require ".utf8.count), as: UTF8.self)) else {
                throw malformed("it requires something without an identity")
            }
            requires.append(id)
            lines.removeFirst()
        }
        // The checksum, the empty line, and what is behind its end are no part of the manifest.
        let rest = Array(lines.dropLast(3).joined(separator: [lineEnd])) + [lineEnd]
        manifest = try Manifest(parsing: Manifest.headerBytes + rest)
        self.requires = requires
        guard manifest.packs.count == 1 else { throw malformed("it does not name one pack") }
        guard !manifest.listing.refs.isEmpty else { throw malformed("it names no ref") }
        let names = Set(manifest.listing.refs.map(\.name.text))
        for name in names.sorted() {
            let parts = name.split(separator: "/")
            for count in 1..<parts.count {
                let folder = parts.prefix(count).joined(separator: "/")
                if names.contains(folder) {
                    throw malformed("it names both \(folder) and \(name), which exclude each other")
                }
            }
        }
        guard self.bytes == bytes else { throw malformed("it is not what a writer would write, or was changed since") }
    }
}

private let lineEnd = UInt8(ascii: "\n")
