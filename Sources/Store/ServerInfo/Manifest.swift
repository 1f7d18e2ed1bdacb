internal import Files
package import Objects

/// What a store without a server process states about itself: the file `info/store` (docs/protocol.md §8). Everything
/// else can be found by name from it.
package struct Manifest: Sendable {
    package static let path = "info/store"
    package static let maximumLength = 256 << 20
    private static let header = "at1store 1"

    package var listing = RefListing()
    /// In order of names, with their lengths in bytes.
    package var packs: [(name: Digest, length: UInt64)] = []

    package init() {}

    package var bytes: [UInt8] { Self.headerBytes + lines }

    package static var headerBytes: [UInt8] { Array("\(header)\n".utf8) }

    /// All that follows the first line.
    package var lines: [UInt8] {
        var text = ""
        if let head = listing.head { text += "head \(head)\n" }
        for (name, length) in packs.sorted(by: { $0.name < $1.name }) { text += "pack \(name.hex) \(length)\n" }
        for ref in listing.refs.sorted(by: { $0.name < $1.name }) {
            text += "ref \(ref.id) \(ref.peeled?.hex ?? "-") \(ref.name)\n"
        }
        return Array(text.utf8)
    }

    /// - Throws: `DecodeError` for anything that is not in canonical form.
    package init(parsing bytes: [UInt8]) throws(DecodeError) {
        func malformed(_ what: String) -> DecodeError { DecodeError(.syntax, "info/store: \(what)") }
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else {
            throw malformed("it is not text, or is cut short")
        }
        var lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst().map(String.init) == Self.header else { throw malformed("it is of another version") }
        for line in lines {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            switch (words[0], words.count) {
            case ("head", 2): listing.head = try RefName(String(words[1]))
            case ("pack", 3):
                guard let name = Digest(hex: words[1]), let length = UInt64(words[2]) else {
                    throw malformed("a pack without a name or a length")
                }
                packs.append((name, length))
            case ("ref", 4):
                guard let id = ObjectID(hex: words[1]), words[2] == "-" || ObjectID(hex: words[2]) != nil else {
                    throw malformed("a ref without an identity")
                }
                listing.refs.append(
                    RefListing.Ref(name: try RefName(String(words[3])), id: id, peeled: ObjectID(hex: words[2])))
            default: throw malformed("a line that is none of the three")
            }
        }
        guard self.bytes == bytes, listing.head?.isBranch ?? true, listing.refs.allSatisfy({ !$0.name.isRemote }),
            Set(listing.refs.map(\.name)).count == listing.refs.count, Set(packs.map(\.name)).count == packs.count
        else { throw malformed("it is out of order, or names something twice") }
    }
}
