internal import Files
internal import Objects
internal import Packs
internal import Store

extension StoreSite {
    func outcome(_ request: WebRequest) throws -> Outcome {
        let names = request.names
        let words = names.map { String(decoding: $0, as: UTF8.self) }
        switch words {
        case [""]: return .answer(try refs(request))
        case ["info", "store"]: return .answer(try manifest(request))
        default: break
        }
        if words.count == 2, words[0] == "packs", let answer = try pack(request, words[1]) { return .answer(answer) }
        return try file(request)
    }

    /// `/REV/path`.
    private func file(_ request: WebRequest) throws -> Outcome {
        guard let revision = String(validating: request.names[0], as: UTF8.self), !revision.isEmpty,
            !revision.contains(":")
        else { throw RevisionError.unknown("") }
        let isFixed = ObjectID(hex: revision) != nil
        var names = request.names.dropFirst()
        if names.last?.isEmpty == true { names.removeLast() }
        let start = try repository.resolve(revision)
        guard !names.isEmpty else {
            switch try repository.objects.find(start)?.kind {
            case .commit?, .tag?, .tree?: break
            case let kind: return try content(request, kind ?? .blob, start, name: [], isFixed: isFixed)
            }
            return .answer(try folder(request, repository.peel(start, to: .tree), isFixed: isFixed))
        }
        let tree = try repository.peel(start, to: .tree)
        guard !names.contains(where: { $0.contains(UInt8(ascii: "/")) }),
            let path = try? TreePath(Array(names.joined(separator: [UInt8(ascii: "/")]))),
            let entry = try repository.entry(at: path, in: tree)
        else { throw RevisionError.unknown(revision) }
        if entry.mode == .folder { return .answer(try folder(request, entry.id, isFixed: isFixed)) }
        return try content(
            request, entry.kind, entry.id, name: entry.mode == .symbolicLink ? nil : entry.name.bytes, isFixed: isFixed)
    }

    /// - Parameter name: nil for a symbolic link, which is not followed.
    private func content(
        _ request: WebRequest, _ kind: ObjectKind, _ id: ObjectID, name: [UInt8]?, isFixed: Bool
    ) throws -> Outcome {
        let length = try repository.contentLength(kind, id)
        let tag = "\"\(id)\""
        let conditions = Conditions(request: request, tag: tag)
        var headers = [
            ("etag", tag), ("cache-control", cacheControl(isFixed)), ("accept-ranges", "bytes"),
            ("content-type", name.map(MediaType.of) ?? "text/plain; charset=utf-8"),
        ]
        if conditions.isKnown { return .answer(WebAnswer(304, headers)) }
        let range: Range<UInt64>
        let status: Int
        switch conditions.part(of: length) {
        case .whole: (range, status) = (0..<length, 200)
        case .range(let part):
            (range, status) = (part, 206)
            headers.append(("content-range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(length)"))
        case .none:
            return .answer(.text(416, "the file has \(length) bytes", [("content-range", "bytes */\(length)")]))
        }
        headers.append(("content-length", "\(range.count)"))
        let answer = WebAnswer(status, headers)
        // Lengths and types are known without the content.
        if request.method == "HEAD" { return .answer(answer) }
        return .content(kind, id) { view in
            WebAnswer(status, answer.headers, ContentBody(view, range))
        }
    }

    private func folder(_ request: WebRequest, _ id: ObjectID, isFixed: Bool) throws -> WebAnswer {
        let entries = try repository.objects.tree(id).entries.map { entry -> JSONValue in
            var object: JSONObject = [
                "mode": .string(entry.mode.rawValue), "kind": .string(entry.kind.rawValue), "id": .string(entry.id.hex),
            ]
            object["name"] = .string(String(decoding: entry.name.bytes, as: UTF8.self))
            if String(validating: entry.name.bytes, as: UTF8.self) == nil {
                object["name_bytes"] = .string(Hex.encode(entry.name.bytes))
            }
            object["length"] =
                entry.mode == .folder
                ? .null : (try? repository.contentLength(entry.kind, entry.id)).map { .integer($0) } ?? .null
            return .object(object)
        }
        return json(request, ["id": .string(id.hex), "entries": .array(entries)], tag: id.hex, isFixed: isFixed)
    }

    private func refs(_ request: WebRequest) throws -> WebAnswer {
        let listing = try repository.refListing()
        let refs = listing.refs.map { ref -> JSONValue in
            ["name": .string(ref.name.text), "id": .string(ref.id.hex)]
        }
        return json(
            request, ["head": listing.head.map { .string($0.text) } ?? .null, "refs": .array(refs)], tag: nil,
            isFixed: false)
    }

    private func json(_ request: WebRequest, _ value: JSONValue, tag: String?, isFixed: Bool) -> WebAnswer {
        whole(
            request, value.canonicalBytes + [UInt8(ascii: "\n")], "application/json",
            tag: tag.map { "\"\($0)-json\"" }, isFixed: isFixed)
    }

    func whole(_ request: WebRequest, _ bytes: [UInt8], _ type: String, tag: String?, isFixed: Bool) -> WebAnswer {
        let tag = tag ?? "\"\(Digest(of: bytes).hex)\""
        let headers = [
            ("etag", tag), ("cache-control", cacheControl(isFixed)), ("vary", "accept"), ("content-type", type),
        ]
        if Conditions(request: request, tag: tag).isKnown { return WebAnswer(304, headers) }
        return WebAnswer(200, headers + [("content-length", "\(bytes.count)")], BytesBody(bytes))
    }

    /// What an identity names never changes; what a name leads to is asked for each time.
    func cacheControl(_ isFixed: Bool) -> String {
        isFixed ? "private, max-age=31536000, immutable" : "no-cache"
    }
}
