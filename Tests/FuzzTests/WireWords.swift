import Objects

@testable import Packs
@testable import Remotes
@testable import Store

/// The messages in some bytes, found without the code that is under test, up to the first that is none.
struct WireWords {
    struct Word {
        var kind: UInt8
        var body: [UInt8]
    }

    let greeting: [UInt8]
    private(set) var words: [Word] = []
    /// What follows the last that is whole.
    private(set) var rest: [UInt8]

    init(_ bytes: [UInt8]) {
        greeting = Array(bytes.prefix(8))
        rest = Array(bytes.dropFirst(8))
        while rest.count >= 5 {
            let length = rest[1..<5].reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 5 + length else { break }
            words.append(Word(kind: rest[0], body: Array(rest[5..<5 + length])))
            rest.removeFirst(5 + length)
        }
    }
}

/// What a server has said.
struct ServerWords {
    private let words: WireWords

    init(_ bytes: [UInt8]) {
        words = WireWords(bytes)
    }

    var kinds: [WireMessage.Kind] { words.words.compactMap { WireMessage.Kind(rawValue: $0.kind) } }

    /// Whether it is a greeting and messages that a server may say, and no more.
    var isWhole: Bool {
        words.greeting == WireMessage.greeting && words.rest.isEmpty
            && words.words.allSatisfy { (0...6).contains($0.kind) || (32...35).contains($0.kind) }
    }
}

/// What a client has said, or somebody who is none.
struct ClientWords {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private struct Move {
        let name: RefName
        let expected, new: ObjectID?

        init(_ body: [UInt8]) throws {
            var reader = ByteReader(body)
            name = try reader.ref("a ref")
            expected = try reader.optionalID("what it is at")
            new = try reader.optionalID("what it is to be at")
        }
    }

    /// The moves that each RECEIVE asks for.
    private var pushes: [[Move]] {
        var pushes: [[Move]] = []
        var moves: [Move] = []
        for word in WireWords(bytes).words {
            switch WireMessage.Kind(rawValue: word.kind) {
            case .update: if let move = try? Move(word.body) { moves.append(move) }
            case .receive:
                pushes.append(moves)
                moves = []
            case .list, .known, .send: moves = []
            default: break
            }
        }
        return pushes
    }

    /// - Throws: ``FuzzTarget/Violation`` when `refs` are not what whole pushes make of `old`.
    func require(_ refs: [RefName: ObjectID], from old: [RefName: ObjectID]) throws {
        // Each push is taken or not; one that is not ends the conversation.
        var state = old
        if state == refs { return }
        for push in pushes {
            guard push.allSatisfy({ state[$0.name] == $0.expected }) else { break }
            for move in push { state[move.name] = move.new }
            if state == refs { return }
        }
        let changed = Set(refs.keys).union(old.keys).filter { refs[$0] != old[$0] }.map(\.text).sorted()
        throw FuzzTarget.Violation(description: "refs moved that no push moves like this: \(changed)")
    }

    // MARK: Repair

    /// The same with lengths that fit, and identities of what stands in frames that are not compressed.
    var repaired: [UInt8] {
        guard bytes.count > 8 else { return bytes }
        var words = cut()
        renameObjects(&words)
        return WireMessage.greeting
            + words.flatMap { word in
                var head = [word.kind]
                head.append(integer: UInt32(word.body.count))
                return head + word.body
            }
    }

    /// Where a message may start: a kind that clients say, and a length that may be.
    private func isHead(_ at: Int) -> Bool {
        at == bytes.count
            || at + 5 <= bytes.count && (bytes[at] <= 6 || (16...21).contains(bytes[at])) && bytes[at + 1] == 0
                && bytes[at + 2] < 16
    }

    /// Messages that end where their length says if one starts there, and else where the next may start.
    private func cut() -> [WireWords.Word] {
        var words: [WireWords.Word] = []
        var at = 8
        while at + 5 <= bytes.count {
            let length = bytes[at + 1..<at + 5].reduce(0) { $0 << 8 | Int($1) }
            var end = at + 5 + length
            if !isHead(end) {
                end = (at + 5..<bytes.count).first { isHead($0) } ?? bytes.count
            }
            words.append(WireWords.Word(kind: bytes[at], body: Array(bytes[at + 5..<end])))
            at = end
        }
        return words
    }

    /// Gives the objects of plain frames the identities that they have, and calls them so wherever a push names them.
    private func renameObjects(_ words: inout [WireWords.Word]) {
        var names: [ArraySlice<UInt8>: [UInt8]] = [:]
        let entryLength = Digest.byteCount + 5
        for at in words.indices.dropFirst(2) where words[at].kind == WireMessage.Kind.data.rawValue {
            let (frame, entries) = (words[at - 2], words[at - 1])
            guard frame.kind == WireMessage.Kind.frame.rawValue, entries.kind == WireMessage.Kind.entries.rawValue,
                frame.body.first == FrameCodec.raw.rawValue
            else { continue }
            var from = 0
            for entry in stride(from: 0, to: entries.body.count - entryLength + 1, by: entryLength) {
                let fields = entry + Digest.byteCount
                let length = entries.body[fields + 1..<fields + 5].reduce(0) { $0 << 8 | Int($1) }
                guard let kind = ObjectKind(code: entries.body[fields]), length <= words[at].body.count - from else {
                    break
                }
                let id = ObjectID(of: kind, Array(words[at].body[from..<from + length]))
                from += length
                let old = entries.body[entry..<fields]
                guard id.digest.bytes[...] != old else { continue }
                names[Array(old)[...]] = id.digest.bytes
                words[at - 1].body.replaceSubrange(entry..<fields, with: id.digest.bytes)
            }
        }
        guard !names.isEmpty else { return }
        for at in words.indices where words[at].kind == WireMessage.Kind.update.rawValue {
            guard words[at].body.count > Digest.byteCount else { continue }
            for place in 0...words[at].body.count - Digest.byteCount {
                let range = place..<place + Digest.byteCount
                if let new = names[Array(words[at].body[range])[...]] {
                    words[at].body.replaceSubrange(range, with: new)
                }
            }
        }
    }
}
