internal import Objects

/// An object whose git form is not the bytes of its file but a text that describes it (docs/mirror.md §4).
enum MirrorDocument: Hashable {
    /// The payload of each.
    case recipe([UInt8])
    case bundle([UInt8])
    case session([UInt8])
    /// A file that a computation makes, and everything that it needs.
    case output([UInt8], [Part])
    /// A file whose bytes alone would be read back as another object.
    case blob([UInt8])
    /// The same for a file in chunks, with their lengths.
    case chunks([UInt8], cuts: [Int])
    /// A file that is left out.
    case pointer(MirrorPointer)

    /// The beginning of every such text, and of no file that is stored as itself.
    static let mark = Array("{\n  \"at1\": \"".utf8)

    private var word: String {
        switch self {
        case .recipe: "recipe"
        case .bundle: "bundle"
        case .session: "session"
        case .output: "output"
        case .blob: "blob"
        case .chunks: "chunks"
        case .pointer: "pointer"
        }
    }

    /// The object's kind and identity.
    var object: (kind: ObjectKind, id: ObjectID) {
        switch self {
        case .recipe(let payload): (.recipe, ObjectID(of: .recipe, payload))
        case .bundle(let payload): (.bundle, ObjectID(of: .bundle, payload))
        case .session(let payload): (.session, ObjectID(of: .session, payload))
        case .output(let payload, _): (.output, ObjectID(of: .output, payload))
        case .blob(let payload): (.blob, ObjectID(of: .blob, payload))
        case .chunks(let bytes, let cuts): (.chunks, ObjectID(of: .chunks, Self.list(bytes, cuts).payload))
        case .pointer(let pointer): (pointer.kind, pointer.id)
        }
    }

    static func list(_ bytes: [UInt8], _ cuts: [Int]) -> ChunkList {
        var start = 0
        let chunks = cuts.map { length in
            defer { start += length }
            let piece = Array(bytes[start..<start + length])
            return ChunkList.Chunk(id: ObjectID(of: .blob, piece), length: UInt32(length))
        }
        return ChunkList(sha256: Digest(of: bytes), chunks: chunks)
    }

    /// The text; nil if it would exceed `limit` bytes.
    func text(limit: Int) throws -> [UInt8]? {
        var out = Self.mark + Array("\(word)\",\n  \"id\": \"\(object.id)\",\n  ".utf8)
        switch self {
        case .recipe(let payload), .bundle(let payload):
            guard let json = JSONLayout.indented(payload, depth: 1, limit: limit) else { return nil }
            out += Array("\"\(word)\": ".utf8) + json
        case .session(let payload):
            let json = try SealedToken(inFile: payload).payload
            guard let json = JSONLayout.indented(json, depth: 1, limit: limit) else { return nil }
            let token = payload.last == UInt8(ascii: "\n") ? payload.dropLast() + Array("\\n".utf8) : payload
            out += Array("\"session\": ".utf8) + json + Array(",\n  \"token\": \"".utf8) + token
            out.append(UInt8(ascii: "\""))
        case .output(let payload, let parts):
            guard let json = JSONLayout.indented(payload, depth: 1, limit: limit) else { return nil }
            out += Self.lines(of: parts) + Array(",\n  \"output\": ".utf8) + json
        case .blob(let bytes):
            guard bytes.count <= limit else { return nil }
            out += Self.base64(bytes)
        case .chunks(let bytes, let cuts):
            guard bytes.count <= limit else { return nil }
            out += Array("\"cuts\": [\(cuts.map(String.init).joined(separator: ", "))],\n  ".utf8)
            out += Self.base64(bytes)
        case .pointer(let pointer):
            out += Array("\"kind\": \"\(pointer.kind.rawValue)\",\n  \"length\": \"\(pointer.length)\",\n  ".utf8)
            out += Array("\"sha256\": \"\(pointer.sha256)\"".utf8)
        }
        out += Array("\n}\n".utf8)
        return out.count > limit ? nil : out
    }

    /// Bytes as base64, in lines of readable length.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var out = Array("\"base64\": [".utf8)
        for start in stride(from: 0, to: bytes.count, by: 57) {
            let line = Base64.encode(bytes[start..<min(start + 57, bytes.count)])
            out += Array((start == 0 ? "\n    \"" : ",\n    \"").utf8) + line.utf8
            out.append(UInt8(ascii: "\""))
        }
        out += Array("\n  ]".utf8)
        return out
    }
}

/// A file whose bytes are not in the mirror.
struct MirrorPointer: Hashable {
    let kind: ObjectKind
    let id: ObjectID
    /// The length of the file.
    let length: UInt64
    let sha256: Digest
}
