/// A text of words, one per line or in a JSON list, and the lines that write it.
struct TextColumn {
    let words: [String]
    let saves: [String]

    init?(_ bytes: [UInt8]) {
        if let array = Observation.isArray(bytes) ? Observation.array(bytes) : nil {
            guard !array.words.isEmpty else { return nil }
            (words, saves) = (array.words, ["np.save('x.npy', x)"])
            return
        }
        guard bytes.count > 24, bytes.count < 1 << 22, bytes.allSatisfy({ 32...126 ~= $0 || $0 == 10 }),
            !bytes.contains(UInt8(ascii: "'")), !bytes.contains(UInt8(ascii: "\\"))
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("[") {
            guard text.hasSuffix("]") else { return nil }
            let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
            guard parts.count >= 3, parts.count % 2 == 1 else { return nil }
            words = stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
            saves = Observation.listSaves(text)
            return
        }
        guard !text.contains(",") else { return nil }
        let isClosed = bytes.last == 10
        words = (isClosed ? text.dropLast() : text[...]).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        saves = [
            isClosed
                ? "with open('x.txt', 'w') as fh:\n    for v in x:\n        fh.write(v + '\\n')"
                : "open('x.txt', 'w').write('\\n'.join(x))"
        ]
    }
}
