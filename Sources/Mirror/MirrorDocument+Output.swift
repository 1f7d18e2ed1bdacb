internal import Objects

/// The text of a file that a computation makes: its object, and every object that it needs, in breadth-first order
/// (docs/mirror.md §4).
extension MirrorDocument {
    /// An object that an output needs.
    struct Part: Hashable {
        let kind: ObjectKind
        let payload: [UInt8]
    }

    /// An array with a line for each object: its kind, a space, and its payload in base64.
    static func lines(of parts: [Part]) -> [UInt8] {
        var out = Array("\"objects\": [".utf8)
        for (index, part) in parts.enumerated() {
            out += Array((index == 0 ? "\n    \"" : ",\n    \"").utf8)
            out += Array("\(part.kind.rawValue) \(Base64.encode(part.payload))\"".utf8)
        }
        return out + Array("\n  ]".utf8)
    }

    /// Reads a line of such an array.
    static func part(_ line: ArraySlice<UInt8>) throws(DecodeError) -> Part {
        let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") }
        let end = text.lastIndex(of: UInt8(ascii: "\"")) ?? text.endIndex
        let words = text[..<end].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 2, let kind = ObjectKind(rawValue: String(decoding: words[0], as: UTF8.self)),
            let payload = Base64.decode(utf8: words[1])
        else { throw DecodeError(.syntax, "an object that is not 'KIND BASE64'") }
        return Part(kind: kind, payload: payload)
    }

    /// Checks that the objects are exactly those that the output needs, in order.
    static func check(_ output: [UInt8], _ parts: [Part]) throws(DecodeError) {
        func stray() -> DecodeError { DecodeError(.order, "the objects are not those that the output leads to") }
        var rest = parts[...]
        var seen: Set<ObjectID> = [ObjectID(of: .output, output)]
        var level = try ObjectLinks.links(of: .output, output)
        while !level.isEmpty {
            var next: [ObjectLinks.Link] = []
            for link in level where seen.insert(link.id).inserted {
                guard let part = rest.popFirst(), part.kind == link.kind,
                    ObjectID(of: part.kind, part.payload) == link.id
                else { throw stray() }
                switch part.kind {
                case .output, .computation, .environment: next += try ObjectLinks.links(of: part.kind, part.payload)
                case .chunks:
                    for chunk in try ChunkList(payload: part.payload).chunks { next.append((chunk.id, .blob)) }
                case .recipe: _ = try Recipe(payload: part.payload)
                case .bundle: _ = try RerunBundle(payload: part.payload)
                case .session, .blob: break
                case .tree, .commit, .tag: throw stray()
                }
            }
            level = next
        }
        guard rest.isEmpty else { throw stray() }
    }
}
