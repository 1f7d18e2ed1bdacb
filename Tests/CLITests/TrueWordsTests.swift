import Foundation
import Objects
import TestSupport
import Testing

/// Reports that once said what is not so.
@Suite struct TrueWordsTests {
    let box: Sandbox
    private let params = #"{"seed":7,"n_paths":2,"n_steps":3}"#

    init() throws {
        box = try Sandbox(committed: ["a": Array("1\n".utf8), "b": Array("1\n".utf8)])
    }

    private func json(_ words: String...) throws -> JSONValue {
        let outcome = try run(at1, words + ["--json"], in: box.files.path, environment: box.environment)
        #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        return try JSONValue(parsing: outcome.output)
    }

    private func onlyChange(_ list: JSONValue?) throws -> JSONFields {
        guard case .array(let changes)? = list else { throw DecodeError(.wrongType, "there is no list of changes") }
        #expect(changes.count == 1)
        return try JSONFields(#require(changes.first), "change")
    }

    @Test func nothingIsUpdatedByAWrongName() throws {
        for words in [["update", "nothing"], ["update", "--dry-run", "nothing"]] {
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 2)
            #expect(outcome.errors == "at1: error: 'nothing' matches no file\n", "\(outcome.errors)")
        }
        try box.ok("update", "a")
    }

    // MARK: revisions

    @Test func anIdentityInFullIsThatObject() throws {
        let blob = String(try box.ok("rev-parse", "HEAD:a").dropLast())
        _ = try box.ok("tag", blob, "HEAD")
        #expect(try box.ok("rev-parse", blob) == blob + "\n")
        #expect(try box.ok("rev-parse", "refs/tags/" + blob) == box.ok("rev-parse", "HEAD"))
    }

    // MARK: status and diff

    @Test func changesInTheWorkingTreeHaveBothIdentities() throws {
        let old = try box.ok("rev-parse", "HEAD:a").dropLast()
        try box.files.write("a", "2\n")
        let new = try box.ok("hash-object", "a").dropLast()
        #expect(old != new)
        var status = try JSONFields(json("status"), "status")
        for list in [try status.get("unstaged"), try json("diff"), try json("diff", "HEAD")] {
            var change = try onlyChange(list)
            #expect(try change.digest("old_id").hex == old)
            #expect(try change.digest("new_id").hex == new)
        }
        try box.ok("add", "a")
        var change = try onlyChange(json("diff", "HEAD"))
        #expect(try change.digest("new_id").hex == new)
    }

    @Test func aRecipeWhoseModeChangedStaysTheRecipe() throws {
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run")
        try box.ok("commit", "-m", "a recipe")
        #expect(try run("/bin/chmod", ["+x", "run"], in: box.files.path).status == 0)
        var change = try onlyChange(json("diff"))
        #expect(try change.digest("old_id") == change.digest("new_id"))
    }

    @Test(arguments: [
        ["diff", "--quiet"], ["diff", "-q"], ["--quiet", "diff"], ["-q", "diff"], ["diff", "-q", "HEAD"],
    ])
    func aQuietDiffAnswersByItsExitCode(words: [String]) throws {
        let same = try run(at1, words, in: box.files.path, environment: box.environment)
        #expect(same.status == 0 && same.output.isEmpty && same.errors.isEmpty, "\(same.errors)")
        try box.files.write("a", "2\n")
        let different = try run(at1, words, in: box.files.path, environment: box.environment)
        #expect(different.status == 1)
        #expect(different.output.isEmpty && different.errors.isEmpty, "\(different.output)\(different.errors)")
    }

    // MARK: commit

    @Test func aCommitCountsItsOwnFiles() throws {
        try box.files.write("a", "2\n")
        try box.files.write("b", "2\n")
        try box.ok("add", ".")
        #expect(try box.ok("commit", "-m", "two").contains("\n 2 files changed\n"))
        try box.files.write("c", "1\n")
        try box.ok("add", ".")
        #expect(try box.ok("commit", "--amend").contains("\n 3 files changed\n"))
        var amended = try JSONFields(json("commit", "--amend"), "commit")
        #expect(try amended.unsigned("files_changed") == 3)
    }

    /// Each says how many files its own commit changed, whoever commits beside it.
    @Test func concurrentCommitsCountTheirOwnFiles() throws {
        let box = box
        let reports = Failures()
        let group = DispatchGroup()
        for number in 0..<4 {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                for round in 0..<4 {
                    do {
                        try box.files.write("f\(number)-\(round)", "x")
                        try box.ok("--lock-wait", "60", "add", "f\(number)-\(round)")
                        let outcome = try box.at1("--lock-wait", "60", "commit", "-m", "x")
                        // Somebody else may have committed what was staged here.
                        if outcome.status == 0 { reports.add(outcome.output) }
                    } catch { reports.add("\(error)") }
                }
            }
        }
        group.wait()
        #expect(!reports.all.isEmpty)
        for report in reports.all {
            let words = report.split(whereSeparator: { " []\n".contains($0) }).map(String.init)
            guard words.count == 6 else { throw DecodeError(.syntax, "not a commit's report: \(report)") }
            var commit = try JSONFields(json("show", words[1]), "commit")
            #expect(try commit.array("changes").count == Int(words[3]), "\(report)")
        }
    }

    @Test func aRecipeThatBecomesBytesIsSaid() throws {
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run")
        try box.ok("commit", "-m", "a recipe")
        try box.files.write("run", noise(48))
        let outcome = try box.at1("commit", "-am", "changed")
        #expect(outcome.status == 0)
        #expect(
            outcome.errors == "at1: warning: run is stored as plain bytes: its recipe no longer gives it\n")
        #expect(outcome.output.hasSuffix("\n 1 file changed\n 1 recipe replaced by the bytes of the file\n"))
    }

    @Test func keepingIsSaidOnlyWhereSomethingIsKept() throws {
        try box.files.write(".at1ignore", "other\n")
        try box.files.write("other", noise(48))
        let refused = try box.at1("add", "other", "--generator", "np_montecarlo", "--params", params)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("at1: error: 'other' is ignored by .at1ignore\n"))
        #expect(!refused.errors.contains("keeping the file itself"))
        let nowhere = try box.at1(
            "replay", "pack", "other", "--out", "none/x.at1r", "--generator", "np_montecarlo", "--params", params)
        #expect(nowhere.status == 4)
        #expect(!nowhere.errors.contains("keeping the file itself"))
    }

    // MARK: fsck, log

    @Test func oneRecipeIsOneRecipe() throws {
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run")
        try box.ok("commit", "-m", "a recipe")
        let lines = try box.ok("fsck").split(separator: "\n")
        #expect(lines.contains("1 recipe executed: 48 bytes reproduced"))
        #expect(lines.contains { $0.contains(": 1 blob, 1 recipe, 2 trees, 2 commits") }, "\(lines)")
    }

    @Test func fsckNamesTags() throws {
        try box.ok("key", "generate", "ada", "--no-passphrase")
        try box.ok("tag", "-s", "-m", "signed", "v1")
        let id = try box.ok("rev-parse", "v1").prefix(10)
        #expect(try box.ok("fsck").contains("\ntag 'v1' (tag \(id)): good signature by ada (your key)\n"))
        var report = try JSONFields(json("fsck"), "report")
        var signature = try JSONFields(#require(report.array("signatures").first), "signature")
        #expect(try signature.array("refs") == ["refs/tags/v1"])
    }

    @Test func aRefToAMissingCommitIsOneProblem() throws {
        try box.ok("branch", "other")
        let missing = String(repeating: "f", count: 64)
        try box.files.write(".at1store/refs/heads/other", missing + "\n")
        let outcome = try box.at1("fsck", "--require-signed")
        #expect(outcome.status == 1)
        let about = outcome.output.split(separator: "\n").filter { $0.contains("refs/heads/other") }
        #expect(about == ["object-missing: commit \(missing) is missing; refs/heads/other leads to it"])
    }

    @Test func bundlesAreNamedWithTheCommitThatBroughtThem() throws {
        for (number, name) in ["first", "second"].enumerated() {
            try box.files.write("\(name).rr", try bundle(number))
            try box.ok("add", ".")
            try box.ok("commit", "-m", name)
        }
        try box.ok("commit", "--allow-empty", "-m", "neither")
        let lines = try box.ok("log", "--bundles").split(separator: "\n").map(String.init)
        #expect(lines.count == 4, "\(lines)")
        #expect(lines.first?.hasSuffix(" second") == true && lines.dropFirst(2).first?.hasSuffix(" first") == true)
        #expect(lines.dropFirst().first?.hasPrefix("    second.rr: ") == true)
    }

    /// A bundle of a step, another one for each number.
    private func bundle(_ number: Int) throws -> [UInt8] {
        try RerunBundle.capture(
            RerunStep(
                model: RerunModel(vendor: "v", id: "m\(number)"), sampling: RerunSampling(temperature: 0, topP: 1),
                inputs: RerunInputs(systemPrompt: "", messages: []), runtime: RerunRuntime(class: .cloud),
                transcript: "done", tolerance: .byte), signedBy: nil
        ).bytes
    }

    // MARK: Revisions

    @Test func aColonPathIsWhatIsStaged() throws {
        try box.files.write("a", "staged\n")
        try box.ok("add", "a")
        #expect(try box.ok("cat", ":a") == "staged\n")
        #expect(try box.ok("cat", ":0:a") == "staged\n")
        #expect(try box.ok("cat", "HEAD:a") == "1\n")
        try box.ok("rm", "--cached", "b")
        let gone = try box.at1("show", ":b")
        #expect(gone.status == 2)
        #expect(gone.errors == "at1: error: ':b' matches no file\n")
        #expect(try box.at1("rev-parse", ":").errors == "at1: error: ':' matches no file\n")
    }

    // MARK: Signatures

    @Test func theUsersOwnSignatureIsGood() throws {
        try box.ok("key", "generate", "ada", "--no-passphrase")
        try box.ok("commit", "--allow-empty", "-S", "-m", "signed")
        #expect(try box.ok("verify-commit", "HEAD").contains(": good signature by ada (your key)\n"))
        #expect(try box.ok("key", "signers").hasPrefix("# ada (your key) ssh-ed25519 "))
        try box.ok("key", "trust", "ada", "ada@example.org", "--for", "bundle")
        // A line of the user's own says what the key is for.
        let other = try box.at1("verify-commit", "HEAD")
        #expect(other.status == 3)
        #expect(other.output.contains("unknown signer"))
        #expect(other.errors.hasPrefix("hint: if you know whose it is: at1 key trust "), "\(other.errors)")
        try box.ok("key", "untrust", "ada", "--from", "1970-01-01")
        let revoked = try box.at1("verify-commit", "HEAD")
        #expect(revoked.status == 3)
        #expect(revoked.output.contains("revoked"))
    }

    @Test func aKeyOfTheUsersOwnIsRevokedThoughNoFileNamesIt() throws {
        try box.ok("key", "generate", "ada", "--no-passphrase")
        try box.ok("commit", "--allow-empty", "-S", "-m", "signed")
        try box.ok("key", "untrust", "ada", "--from", "1970-01-01")
        let revoked = try box.at1("verify-commit", "HEAD")
        #expect(revoked.status == 3)
        #expect(revoked.output.contains(": signature by a key of ada that was revoked on 1970-01-01"))
    }
}
