import Foundation
import Objects
import TestSupport
import Testing

/// Lost seeds and unknown origins, as users meet them.
@Suite struct RecoveryStoryTests {
    let box: Sandbox
    private let params = #"{"seed":1234,"n_paths":20,"n_steps":30}"#
    private let lost = #"{"n_paths":20,"n_steps":30}"#

    init() throws {
        box = try Sandbox()
        try box.ok("init")
        try box.ok("generate", "np_montecarlo", "--params", params, "--out", "run.f64")
    }

    private func at(_ words: String..., input: String? = nil) throws -> Outcome {
        try run(at1, words, in: box.files.path, environment: box.environment, input: input)
    }

    private func recover(_ words: String..., input: String? = nil) throws -> Outcome {
        let words =
            ["replay", "recover", "run.f64", "--out", "run.at1r", "--generator", "np_montecarlo", "--params", lost]
            + words
        return try run(at1, words, in: box.files.path, environment: box.environment, input: input)
    }

    @Test func aLostSeedIsFound() throws {
        for (words, input) in [
            (["--seed-pool", "2000"], nil), (["--seed-range", "1234:1235"], nil), (["--seeds-from", "-"], "7\n1234\n"),
        ] as [([String], String?)] {
            let words =
                [
                    "replay", "recover", "run.f64", "--force", "--out", "run.at1r", "--generator", "np_montecarlo",
                    "--params", lost,
                ] + words
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment, input: input)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("seed 1234\nrun.at1r: mode: replay, "))
            #expect(try at("replay", "verify", "run.at1r", "--against", "run.f64").status == 0)
        }
    }

    @Test func aSeedThatIsNotThereIsSaid() throws {
        let outcome = try recover("--seed-range", "0:1234")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("with none of 1,234 seeds"))
        #expect(outcome.output.hasPrefix("run.at1r: mode: fallback"))
        #expect(try at("replay", "verify", "run.at1r", "--against", "run.f64").status == 0)
    }

    @Test(arguments: [
        [], ["--seed-pool", "3", "--seed-range", "1:2"], ["--seed-pool", "-1"], ["--seed-range", "5"],
        ["--seed-range", "5:2"], ["--seed-range", "a:b"], ["--seed-pool", "99999999999999999999"],
    ]) func wordsThatAreOffAreSaid(_ words: [String]) throws {
        let all = [
            "replay", "recover", "run.f64", "--out", "run.at1r", "--generator", "np_montecarlo", "--params", lost,
        ]
        let outcome = try run(at1, all + words, in: box.files.path, environment: box.environment)
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("at1: error: "))
        #expect(!box.files.exists("run.at1r"))
    }

    @Test func whatCannotBeWrittenIsSaidAtOnce() throws {
        let outcome = try at(
            "replay", "recover", "run.f64", "--out", "no/such/folder.at1r", "--generator", "np_montecarlo", "--params",
            lost, "--seed-pool", "18446744073709551615")
        #expect(outcome.status == 4)
    }

    @Test func anOriginIsFound() throws {
        let outcome = try at("replay", "discover", "run.f64", "--seed-pool", "2000", "--out", "run.at1r")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("run.f64: numpy.random.default_rng(1234).standard_normal(size=600)\n"))
        #expect(try at("replay", "verify", "run.at1r", "--against", "run.f64").status == 0)
        try box.files.write("words", "nothing that anybody drew")
        let words = try at("replay", "discover", "words")
        #expect(words.status == 1)
        #expect(words.output == "words: no origin found\n")
    }

    @Test func addFindsOrigins() throws {
        try FileManager.default.copyItem(atPath: box.files["run.f64"], toPath: box.files["copy.f64"])
        try box.files.write("words", "nothing that anybody drew")
        let outcome = try at("add", "--discover", ".")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("copy.f64: numpy.random.default_rng(1234).standard_normal(size=600)\n"))
        try box.ok("commit", "-m", "found")
        #expect(try at("cat-file", "-t", "HEAD:copy.f64").output == "recipe\n")
        #expect(try at("cat-file", "-t", "HEAD:words").output == "blob\n")
        let both = try at("add", "--discover", "--generator", "np_montecarlo", "--params", params, "copy.f64")
        #expect(both.status == 2)
    }

    @Test func addSaysWhatItOnlyLookedAt() throws {
        let numbers = (0..<60).map { "\(($0 * $0 * 7919 + $0 * 104_729) % 9973)\n" }.joined()
        try box.files.write("measured.txt", numbers)
        try FileManager.default.copyItem(atPath: box.files["run.f64"], toPath: box.files["copy.f64"])
        try box.files.write("words", "nothing that anybody drew")
        let outcome = try at("add", "--discover", "--patience", "0", "measured.txt", "words", "copy.f64")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "only looked at briefly: 1 file that may have been drawn; --patience SECONDS searches longer\n"))
        #expect(outcome.errors.contains("copy.f64: numpy.random.default_rng(1234).standard_normal(size=600)\n"))
        #expect(outcome.errors.contains("added 3 files: 1 recipe, "))
    }

    @Test func thePatienceOfAddIsChecked() throws {
        let negative = try at("add", "--discover", "--patience=-1", ".")
        #expect(negative.status == 2)
        #expect(negative.errors.contains("--patience must be 0 or more"))
        let alone = try at("add", "--patience", "3", ".")
        #expect(alone.status == 2)
        #expect(alone.errors.contains("--patience belongs to --discover"))
    }
}
