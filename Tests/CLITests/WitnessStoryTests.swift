import Foundation
import Objects
import TestSupport
import Testing

/// An auditor with an old checkpoint, a witness, and a repository whose history is changed in between.
@Suite struct WitnessStoryTests {
    let box: Sandbox
    /// A folder that is in no repository.
    let away: Scratch

    init() throws {
        away = try Scratch()
        box = try Sandbox(committed: ["a": [1]])
        try box.ok("key", "generate", "log", "--no-passphrase")
        try box.ok("key", "generate", "eye", "--no-passphrase")
        try checkpoint("1")
    }

    private func checkpoint(_ name: String) throws {
        try box.ok("witness", "checkpoint", "--key", "log", "--origin", "example.org/d", "-o", name)
    }

    private func commit(_ message: String) throws { try box.ok("commit", "--allow-empty", "-m", message) }

    private func prove(_ name: String, _ more: String...) throws -> Outcome {
        try run(
            at1, ["witness", "prove", "main", "--key", "log", "--origin", "example.org/d", "-o", name] + more,
            in: box.files.path, environment: box.environment)
    }

    private func verify(_ words: String...) throws -> Outcome {
        try offline(["witness", "verify", "--key", "log"] + words)
    }

    /// Runs at1 where there is no repository. `../` is the folder of the story, in the words and in the answers.
    private func offline(_ words: [String]) throws -> Outcome {
        let folder = box.files.path + "/"
        let outcome = try run(
            at1, words.map { $0.replacing("../", with: folder) }, in: away.path, environment: box.environment)
        return Outcome(
            status: outcome.status, output: outcome.output.replacing(folder, with: "../"),
            errors: outcome.errors.replacing(folder, with: "../"), signal: outcome.signal)
    }

    @Test func aProofIsEnoughOffline() throws {
        try commit("two")
        try commit("three")
        #expect(try prove("p", "--since", "1").status == 0)
        let verified = try verify("../p", "--old", "../1", "--ref", "main")
        #expect(verified.status == 0 && verified.output.contains("verified, 3 moves of example.org/d"), "\(verified)")
        #expect(verified.output.contains("refs/heads/main at "))
        #expect(try verify("../p", "--ref", "other").status == 1)
        #expect(try verify("../1").status == 0)
        // Without a key of the log; with another one.
        let stranger = try offline(["witness", "verify", "../1", "--key", "eye"])
        #expect(stranger.status == 1 && stranger.output.contains("no known key of the log example.org/d has signed it"))
        try box.ok("key", "trust", "log", "log@example.org", "--for", "tag")
        #expect(try offline(["witness", "verify", "../1"]).status == 3)
    }

    @Test func anOldCheckpointShowsARewrittenLog() throws {
        try commit("two")
        try checkpoint("2")
        // The log is made again from another history.
        try box.files.remove(".at1store/witness/log")
        try box.files.remove(".at1store/logs/refs/heads/main~")
        try checkpoint("equal")
        try commit("other")
        try checkpoint("forged")
        let forged = try verify("../forged", "--old", "../2")
        #expect(forged.status == 1 && forged.output.contains("moves were rewritten: ../2 has as many"), "\(forged)")
        let cut = try verify("../equal", "--old", "../2")
        #expect(cut.status == 1 && cut.output.contains("moves were taken away: ../2 has 2 moves"), "\(cut)")
        try commit("more")
        let proof = try prove("p", "--since", "2")
        #expect(proof.status == 1 && proof.errors.contains("the moves here do not begin with those of 2"), "\(proof)")
        #expect(!box.files.exists("p"))
        #expect(try prove("q", "--since", "equal").status == 0)
        let foreign = try verify("../q", "--old", "../2")
        #expect(
            foreign.status == 2 && foreign.errors.contains("nothing here shows how the log has grown"), "\(foreign)")
        // In the repository, its own log tells.
        let own = try box.at1("witness", "verify", "q", "--old", "2", "--key", "log")
        #expect(own.status == 1 && own.output.contains("the log does not begin with the one of 2"), "\(own)")
        // Another log altogether.
        try box.ok("witness", "checkpoint", "--key", "log", "--origin", "example.org/e", "-o", "e")
        #expect(try verify("../e", "--old", "../equal").output.contains("is of another log, example.org/d"))
    }

    @Test func aWitnessCosignsOnlyWhatGrew() throws {
        func cosign(_ file: String, _ output: String) throws -> Outcome {
            try offline([
                "witness", "cosign", "../\(file)", "--key", "eye", "--name", "example.net/eye", "--log", "log", "-o",
                "../\(output)",
            ])
        }
        #expect(try cosign("1", "1.co").status == 0)
        let known = try verify("../1.co", "--key", "eye", "--witnesses", "1")
        #expect(known.status == 0 && known.output.contains("witness example.net/eye: "), "\(known)")
        #expect(try verify("../1", "--key", "eye", "--witnesses", "1").status == 1)
        // The same again.
        #expect(try cosign("1", "1.again").status == 0)
        try commit("two")
        try checkpoint("2")
        let blind = try cosign("2", "2.co")
        #expect(blind.status == 2 && blind.errors.contains("nothing here shows how the log has grown"), "\(blind)")
        #expect(!box.files.exists("2.co"))
        #expect(try prove("p", "--since", "1").status == 0 && cosign("p", "2.co").status == 0)
        let older = try cosign("1", "old")
        #expect(older.status == 1 && older.errors.contains("moves were taken away"), "\(older)")
        // As many moves, and other ones.
        try box.files.remove(".at1store/witness/log")
        try box.files.remove(".at1store/logs/refs/heads/main~")
        try commit("three")
        try checkpoint("x")
        let fork = try cosign("x", "x.co")
        #expect(fork.status == 1 && fork.errors.contains("moves were"), "\(fork)")
        // Not signed by the log.
        let stranger = try box.at1(
            "witness", "cosign", "2", "--key", "eye", "--log", "eye", "-o", "y.co")
        #expect(stranger.status == 1 && !box.files.exists("y.co"), "\(stranger)")
    }

    @Test func fsckReportsADamagedLog() throws {
        var bytes = try box.files.read(".at1store/witness/log")
        bytes[30] ^= 1
        try box.files.write(".at1store/witness/log", bytes)
        let checked = try box.at1("fsck")
        #expect(checked.status == 1 && checked.output.contains("line 1 of 'witness/log' is damaged"), "\(checked)")
        let refused = try box.at1("witness", "checkpoint", "--key", "log", "-o", "c")
        #expect(refused.status == 1 && !box.files.exists("c"), "\(refused)")
    }

    @Test func saysWhatIsNoCheckpoint() throws {
        try box.files.write("text", "nothing\n")
        #expect(try verify("../text").status == 1)
        #expect(try verify("../missing").status == 2)
        #expect(try box.at1("witness", "prove", "nope", "--key", "log", "-o", "p").status == 2)
        let empty = try Sandbox()
        try empty.ok("init")
        try empty.ok("key", "generate", "k", "--no-passphrase")
        let none = try empty.at1("witness", "checkpoint", "-o", "c")
        #expect(none.status == 1 && none.errors.contains("nothing was published here"), "\(none)")
    }
}
