import Objects
import Store
import TestSupport
import Testing

/// Exit codes, the form of errors, and the shapes of JSON that the contract promises.
@Suite struct ContractTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox()
    }

    /// An error is a line, perhaps a second one with a hint, and nothing on standard output.
    private func expect(_ status: Int32, _ start: String, _ outcome: Outcome) {
        #expect(outcome.status == status)
        #expect(outcome.errors.hasPrefix("at1: error: \(start)"), "\(outcome.errors)")
        let rest = outcome.errors.split(separator: "\n").dropFirst()
        #expect(rest.count <= 1 && rest.allSatisfy { $0.hasPrefix("hint: ") }, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func wordsThatAreOff() throws {
        expect(2, "'.' is not in an at1 repository", try box.at1("status"))
        try box.ok("init")
        expect(2, "'.' is a repository already", try box.at1("init"))
        expect(2, "'nothing' matches no file", try box.at1("add", "nothing"))
        expect(2, "'nothing' names no commit", try box.at1("show", "nothing"))
        expect(2, "'frobnicate' is not a command of at1", try box.at1("frobnicate"))
        expect(2, "Unknown option '--nonsense'", try box.at1("status", "--nonsense"))
        expect(2, "'../x' is outside the working tree", try box.at1("add", "../x"))
        expect(2, "there is no branch 'none'", try box.at1("switch", "none"))
        expect(2, "'a..b' cannot be the name of a branch", try box.at1("switch", "-c", "a..b"))
        expect(2, "a commit needs a message", try box.at1("commit"))
        expect(
            2, "seed of np_montecarlo",
            try box.at1("generate", "np_montecarlo", "--params", #"{"seed":-1}"#, "--out", "x"))
        expect(
            2, "the parameters are not JSON",
            try box.at1("generate", "np_montecarlo", "--params", "{seed:1}", "--out", "x"))
        expect(4, "cannot change to 'nowhere'", try box.at1("-C", "nowhere", "status"))
        #expect(!box.files.exists("x"))
    }

    /// The version of the program is one thing, the format of the repositories that it reads and writes another.
    @Test func versions() throws {
        let lines = try box.at1("--version").output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[2].isEmpty, "\(lines)")
        let numbers = lines[0].split(separator: " ").last?.split(separator: ".").map { Int($0) }
        #expect(lines[0].hasPrefix("at1 ") && numbers?.count == 3 && numbers?.contains(nil) == false, "\(lines)")
        #expect(lines[1] == "repository format \(Repository.format)")
    }

    @Test func theAnswerIsNo() throws {
        try box.ok("init")
        expect(1, "nothing to commit", try box.at1("commit", "-m", "x"))
        expect(1, "there are no commits yet", try box.at1("log"))
        #expect(try box.at1("config", "no.such").status == 1)
    }

    @Test func refusals() throws {
        try box.ok("init")
        let absurd = #"{"seed":1,"n_paths":1000000000,"n_steps":100000000}"#
        expect(
            3, "np_montecarlo with these parameters",
            try box.at1("generate", "np_montecarlo", "--params", absurd, "--out", "x"))
        #expect(!box.files.exists("x"))
        try box.ok("config", "engine.memory", "1k")
        let small = #"{"seed":1,"n_paths":10,"n_steps":10}"#
        expect(
            3, "np_montecarlo with these parameters",
            try box.at1("generate", "np_montecarlo", "--params", small, "--out", "x"))
        try box.ok("config", "core.format", "99")
        expect(3, "the repository has format 99", try box.at1("status"))
    }

    @Test func workingElsewhere() throws {
        try box.files.makeFolder("deep/er")
        try box.ok("-C", "deep", "init")
        try box.files.write("deep/er/f", "x")
        try box.ok("-C", "deep/er", "add", "f")
        #expect(try box.ok("-C", "deep", "status", "-s") == "A  er/f\n")
        #expect(try box.ok("status", "-s", "-C", "deep/er") == "A  er/f\n")
    }

    @Test func containersSayWhatTheyAre() throws {
        try box.ok("init")
        let params = #"{"seed":2025,"n_paths":500,"n_steps":2000}"#
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run.f64")
        try box.ok("replay", "pack", "run.f64", "--out", "run.at1r", "--generator", "np_montecarlo", "--params", params)
        #expect(try box.files.read("run.at1r").count <= 121)
        var info = try JSONFields(JSONValue(parsing: box.ok("replay", "info", "run.at1r", "--json")), "info")
        #expect(try info.string("mode") == "replay")
        #expect(try info.string("generator") == "np_montecarlo")
        #expect(try info.string("array") == "X")
        #expect(try info.string("encoding") == "raw")
        #expect(try info.get("arithmetic") == .null)
        #expect(try info.unsigned("length") == 8_000_000)
        #expect(try info.string("sha256") == "727f5d1e184b56841ce1e8e41674174b25e2fc21699279e4306038d8393c8aab")
        #expect(try info.unsigned("container_bytes") == UInt64(box.files.read("run.at1r").count))
        #expect(try info.object("params")["seed"] == 2025)
        try box.ok("replay", "unpack", "run.at1r", "--out", "again.f64")
        #expect(try box.files.read("again.f64") == box.files.read("run.f64"))
        try box.files.write("again.f64", "other")
        #expect(try box.at1("replay", "verify", "run.at1r", "--against", "again.f64").status == 1)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionScripts(shell: String) throws {
        let script = try box.ok("completion", shell)
        #expect(script.contains("checkout"))
        if shell == "bash" {
            let outcome = try run("/bin/bash", ["-n"], in: box.files.path, input: script)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }
}
