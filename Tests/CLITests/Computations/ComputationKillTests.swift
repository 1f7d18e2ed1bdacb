import Foundation
import TestSupport
import Testing

/// Commands that execute programs are killed at random instants. After each: no process of theirs is left, no file is half
/// there, no lock is held, fsck finds nothing, and the next commands work. AT1_TEST_SEED gives what is random but for how
/// long a process takes.
@Suite struct ComputationKillTests {
    /// The processes with a word in their command lines.
    private func processes(with word: String) throws -> [String] {
        try run("/bin/ps", ["-eo", "args"], in: "/").output.split(separator: "\n").map(String.init)
            .filter { $0.contains(word) }
    }

    @Test(arguments: [false, true]) func nothingIsLeft(withoutNamespaces: Bool) throws {
        var random = SeededGenerator(printingSeedOf: "ComputationKillTests")
        let here = try ComputationBox()
        let box = here.box
        let mark = "mark\(UInt32.random(in: 100_000_000...999_999_999, using: &random))"
        // A program that takes a while, in two processes, and writes its output in two parts.
        func line(_ input: String, _ output: String) -> String {
            "set -e; ( : \(mark); sleep 0.05 ) & cat \(input) > \(output); sleep 0.03; cat \(input) >> \(output); wait"
        }
        func at1(_ words: [String]) throws -> Outcome {
            try withoutNamespaces
                ? NoNamespaces.run(words, in: box.files.path, environment: box.environment)
                : run(TestSupport.at1, words, in: box.files.path, environment: box.environment)
        }
        try box.files.write("data", "0\n")
        #expect(try at1(["run", "--", "sh", "-c", line("data", "one")]).status == 0)
        #expect(try at1(["run", "--", "sh", "-c", line("one", "two")]).status == 0)
        try box.files.write("rows", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n")
        #expect(try at1(["run", "--each", "rows", "--", "sh", "-c", line("data", "each{n}")]).status == 0)
        try box.ok("add", ".")
        try box.ok("commit", "-m", "made")
        let names = ["one", "two", "each1", "each2", "each3"]

        var kills = 0
        for round in 0..<(Tally.isLong() ? 400 : 10) {
            let what = "round \(round), AT1_TEST_SEED=\(random.seed)"
            var text = String(decoding: try box.files.read("data"), as: UTF8.self)
            let victim: [String]
            switch round % 5 {
            case 0: victim = ["run", "--", "sh", "-c", line("data", "new\(round)")]
            case 1: victim = ["run", "--each", "rows", "--", "sh", "-c", line("data", "each{n}")]
            case 2:
                text = "\(round)\n"
                try box.files.write("data", text)
                victim = ["update"]
            case 3:
                for name in names where box.files.exists(name) { try box.files.remove(name) }
                victim = ["checkout", "--", "."]
            default:
                for name in names where box.files.exists(name) { try box.files.remove(name) }
                victim = ["materialize", "."]
            }
            let call = withoutNamespaces ? NoNamespaces.words(victim) : [TestSupport.at1] + victim
            let process = try start(
                call[0], Array(call.dropFirst()), in: box.files.path, environment: box.environment)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            usleep(UInt32.random(in: 0...1_800_000, using: &random))
            if process.isRunning {
                kill(process.processIdentifier, SIGKILL)
                kills += 1
            }
            process.waitUntilExit()
            let deadline = ContinuousClock.now + .seconds(60)
            while try !processes(with: mark).isEmpty, ContinuousClock.now < deadline { usleep(10_000) }
            #expect(try processes(with: mark) == [], "\(what), after \(victim)")

            // What a checkout has made is whole.
            if victim[0] == "checkout" || victim[0] == "materialize" {
                for name in names where box.files.exists(name) {
                    let count = name == "two" ? 4 : 2
                    let expected = String(repeating: text, count: count)
                    let found = String(decoding: try box.files.read(name), as: UTF8.self)
                    #expect(found == expected, "\(what), \(name)")
                }
            }
            let check = try at1(["fsck"])
            try #require(check.status == 0, "\(what): \(check.output)\(check.errors)")
            // What a killed program has written is in the way of an update, and what was removed is missing.
            if victim[0] == "checkout" || victim[0] == "materialize" {
                let back = try at1(["checkout", "--", "."])
                try #require(back.status == 0, "\(what): \(back.errors)")
            }
            let update = try at1(["update", "--force"])
            try #require(update.status == 0, "\(what): \(update.errors)")
            let back = try at1(["checkout", "--", "."])
            try #require(back.status == 0, "\(what): \(back.errors)")
            try box.ok("add", ".")
            try box.ok("commit", "-q", "-m", "after", "--allow-empty")
            let state = try box.ok("status", "--json")
            #expect(state.contains("\"stale\":[]"), "\(what): \(state)")
            #expect(try box.files.names(".at1store/tmp") == [], "\(what)")
            #expect(try box.files.names().filter { $0.hasPrefix(".at1-tmp-") } == [], "\(what)")
        }
        let cache = try #require(box.environment["XDG_CACHE_HOME"])
        #expect(try at1(["fsck"]).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache + "/at1/work") == [])
        #expect(kills > 0)
        Tally.note("kills", kills)
    }
}
