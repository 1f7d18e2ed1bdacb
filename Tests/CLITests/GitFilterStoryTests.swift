import Foundation
import TestSupport
import Testing

/// at1 as a filter of git, as a user meets it. `scripts/peer-git` goes through all of git.
@Suite struct GitFilterStoryTests {
    let box: Sandbox
    private let environment: [String: String]

    init() throws {
        (box, environment) = try Sandbox.withGit()
        try ok("at1", "git", "install")
        try ok("at1", "-C", "data", "git", "track", "*.f64", "*.bin")
        try ok(
            "at1", "generate", "np_montecarlo", "--params", #"{"seed":7,"n_paths":50,"n_steps":20}"#, "--out", "-",
            to: "data/run.f64")
        try box.files.write("data/noise.bin", noise(200_000))
        try ok("git", "-C", "data", "add", ".")
        try ok("git", "-C", "data", "commit", "-q", "-m", "first")
    }

    private func call(_ words: [String], output: String? = nil) throws -> Outcome {
        let line = output.map { "\"$@\" >\($0)" } ?? "\"$@\""
        return try run("/bin/bash", ["-c", line, "bash"] + words, in: box.files.path, environment: environment)
    }

    @discardableResult
    private func ok(_ words: String..., to output: String? = nil) throws -> String {
        let outcome = try call(words, output: output)
        #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        return outcome.output
    }

    @Test func pointersAndFiles() throws {
        let pointer = try ok("git", "-C", "data", "show", "--no-textconv", "HEAD:run.f64")
        #expect(
            pointer.hasPrefix("at1 pointer 1\nTo get the file") && pointer.contains(#""seed":7"#))
        #expect(pointer.utf8.count < 600)
        #expect(try ok("git", "-C", "data", "show", "--no-textconv", "HEAD:noise.bin").contains(#""kind":"blob""#))
        #expect(try ok("at1", "-C", "data", "git", "status") == "object   noise.bin\nrecipe   run.f64\n")
        let (run, bytes) = (try box.files.read("data/run.f64"), try box.files.read("data/noise.bin"))
        try box.files.remove("data/run.f64")
        try box.files.remove("data/noise.bin")
        try ok("git", "-C", "data", "checkout", "--", ".")
        #expect(try box.files.read("data/run.f64") == run)
        #expect(try box.files.read("data/noise.bin") == bytes)
        #expect(try ok("git", "-C", "data", "status", "--porcelain") == "")
        #expect(try ok("at1", "-C", "data", "git", "fsck", "--json").contains(#""ok":true"#))
    }

    /// A name that is no UTF-8 is told byte for byte, too.
    @Test func namesThatAreNoTextAreTold() throws {
        let name = "run-\\xff.f64"
        try ok("bash", "-c", "cd data && mv run.f64 $'\(name)' && git add -A && git commit -qm renamed")
        let status = try ok("at1", "-C", "data", "git", "status", "--json")
        #expect(status.contains(#""path_bytes":"72756e2dff2e663634""#), "\(status)")
        // git may filter a file again that is as young as its index: the store goes last.
        try ok("bash", "-c", "git -C data rm -q --cached noise.bin; git -C data commit -qm gone; rm -r data/.git/at1")
        let fsck = try call(["at1", "-C", "data", "git", "fsck", "--json"])
        #expect(fsck.output.contains(#""path":"noise.bin""#), "\(fsck)")
    }

    @Test func settingsOfNoRepositoryAreNotRemoved() throws {
        try box.files.makeFolder("elsewhere")
        for word in ["install", "uninstall"] {
            let outcome = try call(["at1", "-C", "elsewhere", "git", word, "--local"])
            #expect(outcome.status != 0, "\(word)")
        }
        let outcome = try call(["at1", "-C", "elsewhere", "git", "uninstall", "--local"])
        #expect(outcome.status == 2 && outcome.errors.contains("this is not a git repository"), "\(outcome)")
    }

    /// Tags of what is no commit have no place here, and are named.
    @Test func anImportNamesTheTagsThatItLeavesOut() throws {
        try ok("git", "-C", "data", "tag", "tree", "HEAD^{tree}")
        try ok("git", "-C", "data", "tag", "-a", "-m", "a file", "file", "HEAD:noise.bin")
        try ok("git", "-C", "data", "tag", "v1")
        try ok("at1", "init", "-q", "taken")
        let outcome = try call(["at1", "-C", "taken", "import", "git", "../data", "--json"])
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains(
                "at1: warning: tag file is left out: it is of a tree or a file, and not of a commit\n"
                    + "at1: warning: tag tree is left out: it is of a tree or a file, and not of a commit\n"),
            "\(outcome)")
        #expect(outcome.output.contains(#""left_out":["refs/tags/file","refs/tags/tree"]"#), "\(outcome)")
        #expect(try ok("at1", "-C", "taken", "tag") == "v1\n")
    }

    @Test func aCloneAsksForTheBytesAndGetsThem() throws {
        let refused = try call(["git", "clone", "-q", "data", "refused"])
        #expect(refused.status != 0)
        #expect(refused.errors.contains("at1: error: noise.bin: its bytes are missing: object "))
        #expect(
            refused.errors.contains("hint: set 'git config at1.remote URL', then 'at1 git fetch' and check out again"))
        try ok("at1", "init", "-q", "--bare", "objects")
        try ok("at1", "-C", "data", "git", "push", "../objects")
        try ok("git", "clone", "-q", "-c", "at1.remote=\(box.files["objects"])", "data", "near")
        #expect(try box.files.read("near/noise.bin") == noise(200_000))
        #expect(try box.files.read("near/run.f64") == box.files.read("data/run.f64"))
    }

    @Test func anAnswerThatIsWrongIsNone() throws {
        let pointer = try ok("git", "-C", "data", "show", "--no-textconv", "HEAD:run.f64")
        try box.files.write("wrong", pointer.replacing(#""seed":7"#, with: #""seed":8"#))
        let blob = try ok("git", "-C", "data", "hash-object", "-w", "--no-filters", "../wrong").dropLast()
        try ok("git", "-C", "data", "update-index", "--cacheinfo", "100644,\(blob),run.f64")
        let outcome = try call(["git", "-C", "data", "checkout", "--", "run.f64"])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("at1: error: run.f64: the file has 8000 bytes and the SHA-256"))
        #expect(!box.files.exists("data/run.f64"))
        let report = try call(["at1", "-C", "data", "git", "fsck", "--json"])
        #expect(
            report.status == 1 && report.output.contains(#""code":"damaged""#)
                && report.output.contains(#""path":"run.f64""#))
    }

    @Test func wrongUse() throws {
        for words in [["at1", "git", "status"], ["at1", "git", "track", "*.x"], ["at1", "git", "filter-process"]] {
            let outcome = try call(words)
            #expect(
                outcome.status == 2 && outcome.errors.contains("at1: error: this is not a git repository"), "\(words)")
        }
        #expect(try call(["at1", "-C", "data", "git", "push"]).errors.contains("at1: error: no at1 remote is set"))
        #expect(try call(["at1", "-C", "data", "git", "track", "#x"]).status == 2)
        try ok("at1", "git", "uninstall")
        #expect(try call(["git", "config", "--global", "--get-regexp", "at1"]).output == "")
    }
}
