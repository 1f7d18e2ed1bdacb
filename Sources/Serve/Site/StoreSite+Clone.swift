internal import Files
internal import Objects
internal import Packs
internal import Store

/// What a clone reads (docs/protocol.md §8): the list of packs and refs, and the packs.
extension StoreSite {
    func manifest(_ request: WebRequest) throws -> WebAnswer {
        whole(request, try repository.serverInfo(), "text/plain; charset=utf-8", tag: nil, isFixed: false)
    }

    /// Nil unless the name is that of a pack.
    func pack(_ request: WebRequest, _ name: String) throws -> WebAnswer? {
        guard name.hasSuffix(".pack"), let digest = Digest(hex: name.dropLast(5)) else { return nil }
        guard let file = try repository.openPack(digest) else { return .text(404, "there is no such pack") }
        let length = try file.status().size
        let tag = "\"\(digest.hex)\""
        let conditions = Conditions(request: request, tag: tag)
        var headers = [
            ("etag", tag), ("cache-control", cacheControl(true)), ("accept-ranges", "bytes"),
            ("content-type", "application/octet-stream"),
        ]
        if conditions.isKnown { return WebAnswer(304, headers) }
        switch conditions.part(of: length) {
        case .whole:
            headers.append(("content-length", "\(length)"))
            return WebAnswer(200, headers, FileBody(file, 0..<length))
        case .range(let part):
            headers.append(("content-range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(length)"))
            headers.append(("content-length", "\(part.count)"))
            return WebAnswer(206, headers, FileBody(file, part))
        case .none: return .text(416, "the pack has \(length) bytes", [("content-range", "bytes */\(length)")])
        }
    }
}
