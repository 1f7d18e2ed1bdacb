import Foundation
import Objects
import Packs
import Store
import TestSupport
import Testing

/// A small repository damaged in each of its files, and what the commands of every day make of it: none crashes, none
/// gives wrong bytes, each that cannot go on says why.
@Suite struct DamagedStoreTests {
    /// What is done to a file of the store.
    enum Damage: CustomStringConvertible, Sendable {
        case flipped(Double)
        case cut(Double)
        case removed

        static let all: [Damage] = [.flipped(0), .flipped(0.4), .flipped(0.99), .cut(0), .cut(0.6), .removed]
        /// For a long run.
        static let many =
            (0..<25).flatMap { [Damage.flipped(Double($0) / 25), .cut(Double($0) / 25)] } + [.flipped(0.999), .removed]

        var description: String {
            switch self {
            case .flipped(let place): "flipped at \(Int(place * 100)) %"
            case .cut(let place): "cut at \(Int(place * 100)) %"
            case .removed: "gone"
            }
        }

        func apply(to path: String, in scratch: Scratch) throws {
            var bytes = try scratch.read(path)
            switch self {
            case .flipped(let place):
                let at = Int(Double(bytes.count) * place)
                bytes[at] ^= 1 << UInt8(at % 7)
            case .cut(let place): bytes.removeLast(bytes.count - Int(Double(bytes.count) * place))
            case .removed: return try scratch.remove(path)
            }
            try scratch.write(path, bytes)
        }
    }

    /// A repository with two commits, two branches, two tags, parity, and what every command says of it.
    private struct Template {
        let box: Sandbox
        let first, second: String
        let objects: Set<ObjectID>
        let files: [String: [UInt8]]
        var said: [[String]: String] = [:]

        init() throws {
            box = try Sandbox()
            try box.ok("init")
            try box.files.write("a", older)
            try box.files.write("sub/noise", noise(3000))
            try box.ok("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run")
            try box.ok("add", ".")
            try box.ok("commit", "-m", "first")
            try box.ok("branch", "side")
            try box.ok("tag", "-a", "-m", "t", "v1")
            try box.ok("gc", "--parity", "10%")
            try box.files.write("a", "other words\n")
            try box.files.write("late", noise(500, seed: 2))
            try box.ok("add", ".")
            try box.ok("commit", "-m", "second")
            try box.ok("tag", "v2")
            second = try box.ok("rev-parse", "HEAD").filter { $0 != "\n" }
            first = try box.ok("rev-parse", "side").filter { $0 != "\n" }
            objects = try Set(Repository.open(at: box.files.path).objects.ids(startingWith: ""))
            files = try RepositoryState.workTree(box.files.path)
            for words in named + byCommit { said[words] = DamagedStoreTests.plain(try run(words).output) }
        }

        func run(_ words: [String]) throws -> Outcome {
            let outcome = try TestSupport.run(at1, words, in: box.files.path, environment: box.environment)
            try #require(outcome.status == 0, "\(words): \(outcome.errors)")
            return outcome
        }

        /// What leads to a commit by its identity: right or refused, whatever else is damaged.
        var byCommit: [[String]] {
            [
                ["cat", "\(second):a"], ["cat", "\(first):sub/noise"], ["cat", "\(first):run"], ["show", second],
                ["diff", first, second], ["ls-tree", "-r", second],
            ]
        }

        /// What goes by names and by the index.
        var named: [[String]] {
            [["cat", "HEAD:late"], ["log"], ["status"], ["diff"], ["branch"], ["tag"], ["reflog"]]
        }

        /// What writes.
        var writing: [[String]] {
            [
                ["checkout", second, "--", "."], ["branch", "new"], ["tag", "v3", first], ["switch", "side"],
                ["gc", "--prune", "now"],
            ]
        }
    }

    private static let older = String(repeating: "some words, and some more\n", count: 40)
    private static let template = Result { try Template() }

    /// Files of the store that say something.
    static let places: [String] = {
        guard let path = try? template.get().box.files[".at1store"] else { return ["the template"] }
        let names = (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted()
        return names.filter { (FileManager.default.contents(atPath: "\(path)/\($0)")?.count ?? 0) > 0 }
    }()

    /// Without the refs that show names beside a commit.
    private static func plain(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("commit ") ? line.prefix { $0 != "(" } : line
        }.joined(separator: "\n")
    }

    /// What names lead through, and may lead elsewhere after a flip.
    private static func isText(_ place: String) -> Bool {
        ["HEAD", "config"].contains(place) || place.hasPrefix("logs/") || place.hasPrefix("refs/")
    }

    @Test(arguments: places) func everyCommandIsRightOrSaysWhy(_ place: String) throws {
        let template = try Self.template.get()
        for damage in Tally.isLong() ? Damage.many : Damage.all {
            let scratch = try Scratch()
            let from = template.box.files.path + "/.at1store"
            #expect(try run("/bin/cp", ["-a", from, scratch.path], in: scratch.path).status == 0)
            try damage.apply(to: ".at1store/" + place, in: scratch)
            let what = "\(place) \(damage)"

            let checked = try give(["fsck"], in: scratch, template, what)
            // HEAD says the same without its line end.
            let isWhole = try place == "HEAD" && !damage.isRemoval && head(of: scratch) == head(of: template.box.files)
            // The last line of the record of operations need not be whole, and nothing depends on it.
            if place != "config", place != "operations", !isWhole {
                // Without an index nothing is staged, without a log nothing is remembered, and parity is no need.
                #expect(checked.status == 1 || damage.isRemoval, "\(what): fsck exits with \(checked.status)")
            }
            let before = readable(scratch, template)
            for words in template.byCommit {
                let outcome = try give(words, in: scratch, template, what)
                guard outcome.status == 0 else { continue }
                #expect(Self.plain(outcome.output) == template.said[words], "\(what): \(words)")
            }
            for words in template.named {
                let outcome = try give(words, in: scratch, template, what)
                // The working tree is empty here: that is all that these two may say besides.
                guard outcome.status == 0, !Self.isText(place), !["status", "diff"].contains(words[0]) else { continue }
                #expect(Self.plain(outcome.output) == template.said[words], "\(what): \(words)")
            }
            for (number, words) in template.writing.enumerated() {
                _ = try give(words, in: scratch, template, what)
                for (name, bytes) in try RepositoryState.workTree(scratch.path) {
                    // The last two stand on the other branch, if they came that far.
                    let isOlder = number >= 3 && name == "a" && bytes == Array(Self.older.utf8)
                    let isRight = bytes == template.files[name] || isOlder
                    #expect(isRight, "\(what): \(words): wrong bytes in \(name)")
                }
            }
            // What only the record of operations led to goes with it.
            if place != "operations" {
                #expect(readable(scratch, template).isSuperset(of: before), "\(what): something is lost")
            }
            Tally.note("damaged-commands", template.byCommit.count + template.named.count + template.writing.count + 1)
        }
    }

    /// What HEAD says, with or without an end of its line.
    private func head(of scratch: Scratch) throws -> [UInt8] {
        try Array(scratch.read(".at1store/HEAD").split(separator: UInt8(ascii: "\n"), maxSplits: 1).first ?? [])
    }

    /// Gives a command, which must end by itself, and says why when it does not do what it is for.
    private func give(_ words: [String], in scratch: Scratch, _ template: Template, _ what: String) throws -> Outcome {
        let outcome = try run(at1, words, in: scratch.path, environment: template.box.environment)
        #expect(outcome.signal == nil, "\(what): \(words) ends by signal \(outcome.signal ?? 0): \(outcome.errors)")
        #expect((0...4).contains(outcome.status), "\(what): \(words) exits with \(outcome.status)")
        let isReport = words[0] == "fsck" && outcome.status == 1 && !outcome.output.isEmpty
        if outcome.status != 0, !isReport {
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.first?.hasPrefix("at1: error: ") == true, "\(what): \(words): \(outcome.errors)")
            #expect(lines.count <= 2, "\(what): \(words): \(outcome.errors)")
            // Damage that is seen has a hint. A name that is gone is not seen: then there are just no commits yet.
            let isSeen = outcome.status == 1 && lines.first?.hasSuffix("there are no commits yet") != true
            #expect(!isSeen || lines.count == 2, "\(what): \(words): \(outcome.errors)")
        }
        return outcome
    }

    /// The objects that can be read, each with its identity.
    private func readable(_ scratch: Scratch, _ template: Template) -> Set<ObjectID> {
        (try? Repository.open(at: scratch.path))?.readable(template.objects) ?? []
    }
}

extension DamagedStoreTests.Damage {
    fileprivate var isRemoval: Bool { if case .removed = self { true } else { false } }
}
