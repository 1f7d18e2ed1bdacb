import Foundation
import Objects
import TestSupport
import Testing

/// What commands print as JSON: which members there are, and of which type.
@Suite struct ReportTests {
    let box: Sandbox
    private let params = #"{"seed":7,"n_paths":2,"n_steps":3}"#

    init() throws {
        box = try Sandbox()
        try box.ok("init")
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run.f64")
        try box.files.write("a.csv", "1,2\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "first")
    }

    private func fields(_ words: String...) throws -> JSONFields {
        try JSONFields(list(words), words[0])
    }

    /// The one line of JSON that a command prints: canonical, and nothing beside it.
    private func list(_ words: [String]) throws -> JSONValue {
        let outcome = try run(at1, words + ["--json"], in: box.files.path, environment: box.environment)
        #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        #expect(outcome.output.hasSuffix("\n"), "\(words)")
        return try JSONValue(canonical: Array(outcome.output.utf8.dropLast()))
    }

    private func elements(_ words: String...) throws -> [JSONFields] {
        guard case .array(let elements) = try list(words) else {
            throw DecodeError(.wrongType, "\(words) prints no array")
        }
        return try elements.map { try JSONFields($0, words[0]) }
    }

    @Test func fsck() throws {
        var report = try fields("fsck")
        #expect(try report.get("ok") == true)
        #expect(try report.unsigned("executed") == 1)
        #expect(try report.unsigned("bytes_reproduced") == 48)
        #expect(try report.array("problems").isEmpty)
        var objects = try report.fields("objects")
        // Two trees: that of the commit, and what was staged when the first file was added, for undo.
        for (kind, count) in [
            ("blob", 1), ("chunks", 0), ("recipe", 1), ("bundle", 0), ("session", 0), ("tree", 2), ("commit", 1),
            ("tag", 0), ("output", 0), ("computation", 0), ("environment", 0),
        ] {
            #expect(try objects.unsigned(kind) == UInt64(count), "\(kind)")
        }
        try objects.end()
        var unexecuted = try fields("fsck", "--no-execute")
        #expect(try unexecuted.unsigned("executed") == 0)
        #expect(try unexecuted.unsigned("bytes_reproduced") == 0)
        #expect(try unexecuted.get("ok") == true)
    }

    @Test func fsckSaysWhatIsMissing() throws {
        for name in try box.files.names(".at1store/packs") where name.hasSuffix(".pack") {
            try box.files.remove(".at1store/packs/\(name)")
        }
        let outcome = try box.at1("fsck", "--json")
        #expect(outcome.status == 1)
        var report = try JSONFields(JSONValue(parsing: outcome.output), "report")
        #expect(try report.get("ok") == false)
        for problem in try report.array("problems") {
            var fields = try JSONFields(problem, "problem")
            #expect(try fields.string("code") == "object-missing")
            #expect(try fields.digest("object").hex.count == 64)
            #expect(try !fields.string("what").isEmpty)
            _ = try fields.stringOrNull("kind")
        }
    }

    @Test func status() throws {
        try box.files.write("a.csv", "1,3\n")
        try box.files.write("new/b", "x")
        try box.files.write("staged", "x")
        try box.ok("add", "staged")
        var status = try fields("status")
        #expect(try status.string("branch") == "main")
        #expect(try status.digest("head").hex == box.ok("rev-parse", "HEAD").dropLast())
        #expect(try status.get("clean") == false)
        #expect(try status.array("untracked") == ["new/"])
        #expect(try status.array("unusable").isEmpty)
        for (list, letter, path) in [("staged", "A", "staged"), ("unstaged", "M", "a.csv")] {
            let changes = try status.array(list)
            #expect(changes.count == 1)
            var change = try JSONFields(try #require(changes.first), "change")
            #expect(try change.string("status") == letter)
            #expect(try change.string("path") == path)
        }
    }

    @Test func logAndShow() throws {
        var commit = try #require(try elements("log").first)
        #expect(try commit.digest("id").hex == box.ok("rev-parse", "HEAD").dropLast())
        #expect(try commit.digest("tree").hex == box.ok("rev-parse", "HEAD^{tree}").dropLast())
        #expect(try commit.array("parents").isEmpty)
        #expect(try commit.string("message") == "first\n")
        #expect(try commit.get("signed") == false)
        #expect(try commit.array("refs") == ["HEAD -> main"])
        var author = try commit.fields("author")
        #expect(try author.string("name") == "Ada Lovelace")
        #expect(try author.string("email") == "ada@example.org")
        #expect(try author.string("date") == "2027-01-15T09:00:00+01:00")
        #expect(try author.number("seconds").value == 1_800_000_000)
    }

    @Test func treesAndDiffs() throws {
        let entries = try elements("ls-tree", "HEAD")
        #expect(entries.count == 2)
        for (var entry, (path, kind)) in zip(entries, [("a.csv", "blob"), ("run.f64", "recipe")]) {
            #expect(try entry.string("path") == path)
            #expect(try entry.string("kind") == kind)
            #expect(try entry.string("mode") == "100644")
            #expect(try entry.digest("id").hex == box.ok("rev-parse", "HEAD:\(path)").dropLast())
        }
        try box.files.write("a.csv", "1,3\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "second")
        let changes = try elements("diff", "HEAD~1", "HEAD")
        #expect(changes.count == 1)
        var change = try #require(changes.first)
        #expect(try change.string("status") == "M")
        #expect(try change.string("path") == "a.csv")
        #expect(try change.digest("old_id") != change.digest("new_id"))
    }

    @Test func replay() throws {
        try box.ok("replay", "pack", "a.csv", "--out", "a.at1r")
        var info = try fields("replay", "info", "a.at1r")
        #expect(try info.string("mode") == "fallback")
        #expect(try info.unsigned("length") == 4)
        // sha256sum of "1,2\n".
        #expect(try info.string("sha256") == "52186c933993da4082b3cdc7c40bb4bf735b391ff54a2ef78c037dda6c38a680")
        #expect(try info.unsigned("container_bytes") == UInt64(box.files.read("a.at1r").count))
        for name in ["generator", "params", "array", "encoding", "arithmetic"] {
            #expect(try info.get(name) == .null, "\(name)")
        }
        var catalogue = try fields("replay", "generators")
        let names = try catalogue.array("generators").map { generator in
            var generator = try JSONFields(generator, "generator")
            return try generator.string("name")
        }
        #expect(Set(names).isSuperset(of: ["np_montecarlo", "sk_classification", "sk_regression", "sk_blobs"]))
    }

    @Test func addAndGarbageCollection() throws {
        try box.files.write("more", "x")
        try box.files.remove("a.csv")
        var added = try fields("add", ".")
        let (new, gone) = (try added.array("added"), try added.array("removed"))
        #expect(new.count == 1 && gone == [["path": "a.csv"]])
        var report = try fields("gc")
        #expect(try report.unsigned("packs_after") == 1)
        #expect(try report.unsigned("bytes_after") > 0)
        for name in ["packs_before", "bytes_before", "objects", "pruned", "parity_bytes"] {
            _ = try report.unsigned(name)
        }
        try report.end()
    }

    @Test func quietMeansResultsOnly() throws {
        for words in [
            ["gc", "-q"], ["add", "-q", "."], ["commit", "-q", "--allow-empty", "-m", "x"],
            ["switch", "-q", "-c", "b"],
        ] {
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(words): \(outcome.errors)")
        }
    }
}
