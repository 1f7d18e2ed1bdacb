import Foundation
import TestSupport
import Testing

/// One rule for every command that writes a file which the call names: what is there stays, unless --force is given, and
/// what the command reads stays even then.
@Suite struct ExistingFileTests {
    let box: Sandbox
    private static let made = #"{"seed":1,"n_paths":4,"n_steps":4}"#

    init() throws {
        box = try Sandbox()
        try box.ok("init")
        try box.ok("key", "generate", "k", "--no-passphrase")
        try box.ok("generate", "np_montecarlo", "--params", Self.made, "--out", "run")
        try box.ok("replay", "pack", "run", "--out", "run.at1r", "--generator", "np_montecarlo", "--params", Self.made)
        let events = #"{"kind":"skill_start","payload":{}}"# + "\n" + #"{"kind":"skill_end","payload":{}}"# + "\n"
        let recorded = try box.at1(
            "session", "record", "--agent", "a", "--skill", "s", "--journal", "journal", input: events)
        #expect(recorded.status == 0)
        try box.ok("session", "seal", "journal", "-o", "token", "--key", "k")
        try box.files.write("step.json", Self.step)
        try box.files.write("there", "mine")
    }

    private static let step = """
        {"model":{"vendor":"v","id":"m"},"sampling":{"temperature":0,"top_p":1},\
        "inputs":{"system_prompt":"p","messages":[]},"runtime":{"class":"cloud"},\
        "expected":{"transcript":"t"},"tolerance":{"level":"byte"}}
        """

    private func at(_ words: [String]) throws -> Outcome {
        try run(at1, words, in: box.files.path, environment: box.environment)
    }

    private static let commands = [
        ["generate", "np_montecarlo", "--params", #"{"seed":2,"n_paths":4,"n_steps":4}"#, "--out", "there"],
        ["replay", "pack", "run", "--out", "there"], ["replay", "unpack", "run.at1r", "--out", "there"],
        ["replay", "discover", "run", "--seed-pool", "3", "--out", "there"],
        [
            "replay", "recover", "run", "--generator", "np_montecarlo", "--params", #"{"n_paths":4,"n_steps":4}"#,
            "--seed-pool", "3", "--out", "there",
        ],
        ["session", "seal", "journal", "--key", "k", "-o", "there"], ["session", "html", "token", "-o", "there"],
        ["rerun", "capture", "step.json", "-o", "there"], ["key", "export", "k", "-o", "there"],
        ["key", "export", "k", "--private", "-o", "there"], ["fsck", "--attest", "k", "-o", "there"],
    ]

    @Test(arguments: commands) func whatIsThereStaysWithoutForce(_ words: [String]) throws {
        let outcome = try at(words)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors
                == "at1: error: 'there' exists already\n" + "hint: choose another name, or replace it with --force\n")
        #expect(try box.files.read("there") == Array("mine".utf8))
        let forced = try at(words + ["--force"])
        #expect(forced.status == 0, "\(forced.errors)")
        #expect(try box.files.read("there") != Array("mine".utf8))
        #expect(
            try at(Array(words.prefix(words[0] == "generate" || words[0] == "fsck" ? 1 : 2)) + ["--help"]).output
                .contains("--force"))
    }

    @Test func aTrackedFileStaysToo() throws {
        let other = #"{"seed":3,"n_paths":4,"n_steps":4}"#
        let words = ["generate", "np_montecarlo", "--params", other, "--out", "run"]
        let staged = try box.files.read("run")
        #expect(try at(words).status == 2)  // staged and clean
        #expect(try box.files.read("run") == staged)
        try box.files.write("run", "uncommitted")
        #expect(try at(words).status == 2)
        #expect(try box.files.read("run") == Array("uncommitted".utf8))
        #expect(try at(words + ["--force"]).status == 0)
        // The same once more changes nothing, as after a call that was cut short.
        #expect(try at(words).status == 0)
    }

    @Test(arguments: [
        (["replay", "pack", "run", "--out"], "run"), (["replay", "unpack", "run.at1r", "--out"], "run.at1r"),
        (["replay", "discover", "run", "--seed-pool", "3", "--out"], "run"),
        (["session", "seal", "journal", "--key", "k", "-o"], "journal"), (["session", "html", "token", "-o"], "token"),
        (["rerun", "capture", "step.json", "-o"], "step.json"),
    ])
    func whatIsReadStaysEvenWithForce(_ words: [String], _ input: String) throws {
        let before = try box.files.read(input)
        try FileManager.default.linkItem(atPath: box.files[input], toPath: box.files["hard"])
        try FileManager.default.createSymbolicLink(atPath: box.files["soft"], withDestinationPath: input)
        for name in [input, "./\(input)", "hard", "soft"] {
            let outcome = try at(words + [name, "--force"])
            #expect(outcome.status == 2)
            #expect(
                outcome.errors.hasPrefix("at1: error: '\(name)' is '\(input)', which the command reads\n"),
                "\(outcome.errors)")
            #expect(try box.files.read(input) == before)
        }
    }

    @Test func nothingIsWrittenIntoTheStore() throws {
        let outcome = try at(["replay", "pack", "run", "--out", ".at1store/packs/x", "--force"])
        #expect(outcome.status == 2)
        #expect(outcome.errors == "at1: error: '.at1store/packs/x' is in a repository's own folder\n")
        #expect(!box.files.exists(".at1store/packs/x"))
    }

    /// What one line of a file of recipes makes, no other line replaces.
    @Test(arguments: [("a", "./a", "is the file of line 1"), ("a", "a/b", "is below the file of line 1")])
    func noLineOfRecipesReplacesAnother(first: String, second: String, what: String) throws {
        let box = try Sandbox()
        try box.ok("init")
        let lines = [first, second].map {
            #"{"path":"\#($0)","generator":"np_montecarlo","params":{"seed":1,"n_paths":1,"n_steps":1}}"# + "\n"
        }
        try box.files.write("lines", lines.joined())
        for command in ["generate", "add"] {
            let outcome = try box.at1(command, "--recipes", "lines")
            #expect(outcome.status == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("lines, line 2: '\(second)' \(what)"), "\(outcome.errors)")
            #expect(try box.files.names() == [".at1store", "lines"])
        }
    }

    /// Recipes and the files that none of them gives are staged together: where one is refused, so are all.
    @Test func aLineThatIsRefusedLeavesNothingStaged() throws {
        let box = try Sandbox()
        try box.ok("init")
        let params = #"{"seed":1,"n_paths":1,"n_steps":1}"#
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "made")
        try box.ok("reset")
        try box.files.write(".at1ignore", "left\n")
        try box.files.write("left", "other bytes")
        let lines = ["made", "left"].map {
            #"{"path":"\#($0)","generator":"np_montecarlo","params":\#(params)}"# + "\n"
        }
        try box.files.write("lines", lines.joined())
        let refused = try box.at1("add", "--recipes", "lines")
        #expect(refused.status == 2)
        let why = "at1: error: 'left' is ignored by .at1ignore\nhint: add it anyway with --force"
        #expect(refused.errors.contains(why))
        #expect(try box.ok("status", "--short").contains("?? made"), "the recipe was staged all the same")
        let taken = try box.at1("add", "--recipes", "lines", "--force")
        #expect(taken.errors.contains("left: keeping the file itself instead"))
        #expect(try box.ok("status", "--short").hasPrefix("A  left\nA  made\n"))
    }
}
