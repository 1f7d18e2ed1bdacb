import Columns
import Files
import Foundation
import Objects
import TestSupport

@testable import Packs
@testable import Remotes
@testable import Store

extension FuzzTarget {
    /// A file without a name, gone when it is closed.
    private static func namelessFile() -> Int32 {
        var path = Array("/tmp/at1-fuzz-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        unlink(path)
        return descriptor
    }

    /// Puts bytes into a file that is open for reading, and gone when it is closed.
    private static func withFile<Result>(_ bytes: [UInt8], _ body: (consuming File) throws -> Result) throws -> Result {
        let descriptor = namelessFile()
        let file = File(descriptor: descriptor, path: "fuzz")
        try file.write(bytes)
        lseek(descriptor, 0, SEEK_SET)
        return try body(file)
    }

    private static let who = "Ada Lovelace <ada@example.org> 1800000000 +0100"

    /// Footer and pack checksums right for what stands in the trailer.
    private static func fixPack(_ input: [UInt8]) -> [UInt8] {
        guard input.count > 80 else { return input }
        let trailer = input.count - 72
        let length = input[trailer..<trailer + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        var body = Array(input[..<trailer])
        let footer = Array(body.suffix(Int(min(length, UInt64(body.count - 8)))))
        body.append(integer: UInt64(footer.count))
        body.append(Digest(of: footer))
        return body + Digest(of: body).bytes
    }

    /// The last line, 64 hexadecimal digits, right for what stands before it.
    private static let withChecksumLine: @Sendable ([UInt8]) -> [UInt8] = { input in
        let body = Array(input.dropLast(65))
        return body + Array("\(Digest(of: body))\n".utf8)
    }

    /// The checksums right of the lines of a journal of moves, and of the whole.
    private static let fixMoves: @Sendable ([UInt8]) -> [UInt8] = { input in
        let (space, length) = (UInt8(ascii: " "), 16)
        let lines = input.dropLast(65).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            line in
            let words = line.split(separator: space, maxSplits: 3, omittingEmptySubsequences: false)
            guard words.count == 4, line.count > length else { return Array(line) }
            // The line of the log stands behind the name of the ref, or behind HEAD's two values.
            let entry = words[0].elementsEqual("HEAD".utf8) ? words[3] : line[words[1].startIndex...]
            return line.dropLast(length) + Array(Digest(of: entry.dropLast(length)).hex.utf8.prefix(length))
        }
        return withChecksumLine(Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8](repeating: 0, count: 65))
    }

    private static let columnsLength = 6000

    /// Frames of an array and of a table, each of ``columnsLength`` bytes.
    private static let columns: @Sendable () throws -> [[UInt8]] = {
        let draws = noise(750)
        var sum: Int64 = 20_000
        let array = draws.flatMap { draw -> [UInt8] in
            sum += Int64(draw) - 128
            return withUnsafeBytes(of: (Double(sum) / 1000).bitPattern.littleEndian) { Array($0) }
        }
        let table = draws.enumerated().flatMap { index, draw in
            Array("2023-11-14 00:00:\(10 + index % 50),\(draw).\(index % 10),n\(draw % 3)\n".utf8)
        }
        return [array, Array(table.prefix(columnsLength))].compactMap { Columns.encode($0) }
    }

    static let store: [FuzzTarget] = [
        FuzzTarget(name: "pack", fix: fixPack) { input in
            // What can be had from damage is right as well.
            try SalvagedPack(input).forEach { object in
                try require(ObjectID(of: object.kind, object.payload) == object.id, "another identity")
            }
            try withFile(input) { file in
                let pack = try Pack(file, expecting: nil)
                for (frame, entries) in try pack.entriesByFrame() {
                    guard let bytes = try? pack.frame(frame) else { continue }
                    for entry in entries {
                        guard let object = try? ObjectDatabase.object(entry, in: bytes) else { continue }
                        try require(ObjectID(of: object.kind, object.payload) == entry.id, "another identity")
                    }
                }
                try pack.verifyChecksum()
            }
        },
        FuzzTarget(name: "frame", corpora: ["pack"]) { input in
            for codec in [FrameCodec.raw, .zstd, .xz, .brotli, .columns] {
                for length in [0, 1, 300, 1 << 16] {
                    guard let bytes = try? codec.decode(input, length: length) else { continue }
                    try require(bytes.count == length, "\(bytes.count) bytes of \(length)")
                }
            }
        },
        FuzzTarget(name: "columns", seeds: columns) { input in
            for length in [columnsLength, 300] {
                guard let bytes = try? Columns.decode(input, length: length) else { continue }
                try require(bytes.count == length, "\(bytes.count) bytes of \(length)")
            }
            // Whatever bytes they are, they come back.
            guard let stored = Columns.encode(input) else { return }
            try require(try Columns.decode(stored, length: input.count) == input, "other bytes")
        },
        FuzzTarget(
            name: "parity",
            fix: { input in
                guard input.count > 86 else { return input }
                return Array(input[..<54]) + Digest(of: Array(input[..<54])).bytes + input[86...]
            }
        ) { input in
            guard let layout = ParityLayout(header: Array(input.prefix(ParityLayout.headerLength))) else { return }
            try require(layout.header == Array(input.prefix(ParityLayout.headerLength)), "another header")
            let scratch = try Scratch()
            let name = layout.pack.hex
            try scratch.write("\(name).parity", input)
            let folder = try Folder(at: scratch.path)
            let parity = try ParityFile(layout.pack, in: folder)
            let pack = noise(4000)
            guard parity.layout.packLength < 1 << 20 else { return }
            try withFile(pack) { file in
                _ = try parity.findDamage(file)
                try withFile([]) { target in _ = try parity.heal(file, to: target) }
            }
        },
        FuzzTarget(
            name: "index",
            fix: { Array($0.dropLast(32)) + Digest(of: Array($0.dropLast(32))).bytes }
        ) { input in
            let index = try Index(parsing: input)
            try require(index.bytes == input, "another index")
            for entry in index.entries {
                let names = entry.path.names.map(\.description)
                try require(!names.contains("..") && !names.contains(".at1store"), "the path '\(entry.path)'")
            }
        },
        FuzzTarget(name: "config", words: ["[core]\n", "[remote \"x\"]\n", "url = ", "\\\n", "\"", "#", ";", "\r\n"]) {
            input in
            let settings = try Configuration(parsing: input, path: "config")
            let again = try Configuration(parsing: settings.bytes, path: "config")
            try require(
                again.all.map(\.key) == settings.all.map(\.key) && again.all.map(\.value) == settings.all.map(\.value),
                "other settings")
            var changed = settings
            changed["fuzz.key"] = "a \"b\" # c"
            try require(
                try Configuration(parsing: changed.bytes, path: "config")["fuzz.key"] == "a \"b\" # c", "another value")
        },
        FuzzTarget(name: "log", words: ["\t", "\n", who, String(repeating: "0", count: 64)]) { input in
            for line in ReflogEntry.lines(input) {
                guard let entry = ReflogEntry(line: line) else { continue }
                let again = ReflogEntry(line: Array(entry.line.utf8).filter { $0 != 10 })
                try require(again?.old == entry.old && again?.new == entry.new, "another entry")
            }
        },
        FuzzTarget(
            name: "pending", words: ["\"kind\":\"switch\"", "null", "true", "\"to\":", "refs/heads/.."],
            fix: withChecksumLine
        ) { _ = try PendingCheckout(parsing: $0).bytes },
        FuzzTarget(
            name: "moves",
            words: ["refs/heads/", "HEAD refs/heads/", " ", "\n", "\t", who, String(repeating: "0", count: 64)],
            fix: fixMoves
        ) { input in
            let moves = try RefMoves(parsing: input)
            try require(moves.bytes == input, "another journal")
            try require(Set(moves.refs.map(\.name)).count == moves.refs.count, "a ref that moves twice")
            let (before, after) = moves.ordered
            try require(before.count + after.count == moves.refs.count, "another number of moves in order")
            for move in moves.refs {
                try require(moves.value(of: move.name, found: move.old) == move.new, "a move that readers do not see")
            }
        },
        FuzzTarget(name: "manifest", words: ["\n", "refs/heads/", " ", "HEAD"]) { input in
            try require(try Manifest(parsing: input).bytes == input, "another manifest")
        },
        FuzzTarget(name: "ignore", words: ["**", "*", "?", "[a-z]", "[!", "\\", "/", "!"]) { input in
            let patterns = input.split(separator: 10).compactMap(IgnorePattern.init(line:))
            let paths = ["a/b/c.log", String(repeating: "a", count: 200), "build/x"].map { Array($0.utf8)[...] }
            for pattern in patterns { for path in paths { _ = pattern.matches(path, isFolder: false) } }
        },
        FuzzTarget(name: "wire", corpora: ["wire-asked", "wire-answered"]) { input in
            let messages = namelessFile()
            let silence = open("/dev/null", O_WRONLY)
            defer {
                close(messages)
                close(silence)
            }
            try File(descriptor: dup(messages), path: "fuzz").write(input)
            // A conversation ends with its bytes: that is no refusal of what came before.
            var said = 0
            for reading in 0..<2 {
                lseek(messages, 0, SEEK_SET)
                let channel = WireChannel(input: messages, output: silence, label: "fuzz", timeout: .seconds(5))
                do {
                    try channel.readGreeting()
                    if reading == 1 {
                        try? channel.readFrames { frame in
                            said += 1
                            _ = try? frame.codec.decode(frame.stored, length: Int(min(frame.length, 1 << 20)))
                        }
                    }
                    while true {
                        let message = try channel.read()
                        if message.kind == .ids { _ = try channel.ids(message.body) }
                        said += 1
                    }
                } catch {
                    if said == 0 || reading == 0 && said == 1 { throw error }
                }
            }
        },
    ]
}
