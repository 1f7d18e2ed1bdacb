internal import Files

/// What the kernel starts for a program: the loader that an ELF file names, or the program after `#!`.
enum Interpreter {
    /// Nil for a file that needs none, or is neither.
    static func find(of path: String) -> String? {
        guard let head = head(of: path) else { return nil }
        if head.starts(with: "#!".utf8) {
            let line = head.dropFirst(2).prefix { $0 != 10 }.drop { $0 == 32 || $0 == 9 }
            let word = line.prefix { $0 != 32 && $0 != 9 && $0 != 13 }
            return word.first == UInt8(ascii: "/") ? String(decoding: word, as: UTF8.self) : nil
        }
        guard head.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]), head.count > 64 else { return nil }
        // ELF64, little-endian: where the program headers are, how long each is, and how many.
        let offset = integer(head, at: 32, width: 8)
        let size = integer(head, at: 54, width: 2)
        let count = integer(head, at: 56, width: 2)
        guard size >= 56 else { return nil }
        for index in 0..<count {
            let start = offset + index * size
            guard start + 56 <= head.count else { return nil }
            guard integer(head, at: start, width: 4) == 3 else { continue }
            let place = integer(head, at: start + 8, width: 8)
            let length = integer(head, at: start + 32, width: 8)
            guard place < head.count, length <= head.count - place else { return nil }
            return String(decoding: head[place..<place + length].prefix { $0 != 0 }, as: UTF8.self)
        }
        return nil
    }

    private static func integer(_ bytes: [UInt8], at: Int, width: Int) -> Int {
        var value: UInt64 = 0
        for index in 0..<width { value |= UInt64(bytes[at + index]) << (8 * UInt64(index)) }
        return Int(min(value, 1 << 40))
    }

    /// The first 4,096 bytes.
    private static func head(of path: String) -> [UInt8]? {
        struct Enough: Error {}
        var bytes: [UInt8] = []
        do {
            let file = try File(at: path, followingLinks: false)
            try file.forEachPiece { piece in
                piece.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(4096 - bytes.count)) }
                if bytes.count >= 4096 { throw Enough() }
            }
        } catch is Enough {
            return bytes
        } catch {
            return nil
        }
        return bytes
    }
}
