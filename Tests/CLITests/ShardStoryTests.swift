import Foundation
import Objects
import TestSupport
import Testing

/// A check and a checkout, divided among several processes.
@Suite struct ShardStoryTests {
    let box: Sandbox

    /// Recipes of different costs, a file in chunks, small files, and a link.
    init() throws {
        box = try Sandbox()
        try box.ok("init")
        for seed in 1...6 {
            try box.ok(
                "generate", "np_montecarlo", "--params", #"{"n_paths":\#(seed * 500),"n_steps":100,"seed":\#(seed)}"#,
                "--out", "r\(seed)")
        }
        try box.files.write("large", noise(3_000_000))
        for number in 0..<40 {
            try box.files.write("small/\(number)", noise(20_000 + number, seed: UInt64(number + 7)))
        }
        try FileManager.default.createSymbolicLink(atPath: box.files["link"], withDestinationPath: "small/1")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "first")
        try box.ok("tag", "v1")
    }

    private func json(_ name: String) throws -> JSONObject {
        guard case .object(let object) = try JSONValue(parsing: box.files.read(name)) else { return JSONObject() }
        return object
    }

    private func member(_ object: JSONObject, _ path: String...) -> JSONValue? {
        path.reduce(.object(object)) { value, key in
            guard case .object(let object)? = value else { return nil }
            return object[key]
        }
    }

    private func reports(_ count: Int) throws -> [String] {
        try (1...count).map { number in
            try box.ok("fsck", "--shard", "\(number)/\(count)", "--report", "shard-\(number)", "--force")
            return "shard-\(number)"
        }
    }

    @discardableResult
    private func join(_ reports: [String], _ more: String...) throws -> Outcome {
        try run(at1, ["fsck"] + more + ["--join"] + reports, in: box.files.path, environment: box.environment)
    }

    @Test(arguments: [[], ["--shard", "1/2"], ["--json"], ["--no-execute"]])
    func aDamagedRefIsAFindingAndHidesNothing(_ options: [String]) throws {
        try box.ok("branch", "other")
        try box.files.write(".at1store/refs/heads/other", [UInt8]())
        let outcome = try run(at1, ["fsck"] + options, in: box.files.path, environment: box.environment)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("ref-damaged"), "\(outcome)")
    }

    @Test func shardsTogetherAreTheWholeCheck() throws {
        let whole = try JSONValue(parsing: box.ok("fsck", "--json"))
        for count in [1, 3, 7] {
            let reports = try reports(count)
            let outcome = try join(reports, "--json")
            #expect(outcome.status == 0, "\(outcome)")
            guard case .object(var joined) = try JSONValue(parsing: outcome.output), case .object(let whole) = whole
            else { throw NotAReport() }
            (joined["shards"], joined["refs"]) = (nil, nil)
            #expect(joined == whole, "\(count) shards")
            let executed = try reports.map { try json($0)["executed"]?.unsignedInteger ?? 0 }
            #expect(executed.reduce(0, +) == 6)
            if count == 3 { #expect(executed.allSatisfy { $0 >= 1 }, "\(executed)") }
        }
    }

    @Test func reportsOfDifferentChecksAreNotJoined() throws {
        let reports = try reports(3)
        let missing = try join([reports[0], reports[2]])
        #expect(missing.status == 1 && missing.output == "missing: shard 2 of 3 is missing\n", "\(missing)")
        let twice = try join([reports[0], reports[1], reports[1], reports[2]])
        #expect(
            twice.status == 1 && twice.output == "duplicate: shard 2 is in 'shard-2' and in 'shard-2'\n", "\(twice)")
        try box.ok("fsck", "--shard", "2/3", "--no-execute", "--report", "lazy")
        let lazy = try join([reports[0], "lazy", reports[2]])
        #expect(lazy.status == 1 && lazy.output.contains("differs: 'lazy' is of other work"), "\(lazy)")
        try box.ok("tag", "v2")
        try box.ok("fsck", "--shard", "3/3", "--report", "moved")
        let moved = try join([reports[0], reports[1], "moved"])
        #expect(moved.status == 1 && moved.output.contains("differs: 'moved' is of other refs"), "\(moved)")
        try box.ok("fsck", "--shard", "4/4", "--report", "four")
        let four = try join(reports + ["four"])
        #expect(four.status == 1 && four.output.contains("is of 4 shards, and not of 3"), "\(four)")
    }

    @Test func damageIsFoundByTheShardThatItBelongsTo() throws {
        let packs = try box.files.names(".at1store/packs").filter { $0.hasSuffix(".pack") }
        let sizes = try packs.map { (try box.files.read(".at1store/packs/\($0)"), $0) }
        guard case (var bytes, let name)? = sizes.max(by: { $0.0.count < $1.0.count }) else { return }
        bytes[bytes.count / 2] ^= 1
        try box.files.write(".at1store/packs/\(name)", bytes)
        var reports: [String] = []
        for number in 1...4 {
            let outcome = try box.at1("fsck", "--shard", "\(number)/4", "--report", "d\(number)")
            #expect([0, 1].contains(outcome.status), "\(outcome)")
            reports.append("d\(number)")
        }
        let whole = try JSONValue(parsing: try box.at1("fsck", "--json").output)
        let joined = try join(reports, "--json")
        #expect(joined.status == 1)
        func problems(_ text: JSONValue) -> Set<JSONValue> {
            guard case .object(let object) = text, case .array(let problems)? = object["problems"] else { return [] }
            return Set(problems)
        }
        let expected = problems(whole)
        #expect(!expected.isEmpty)
        #expect(problems(try JSONValue(parsing: joined.output)) == expected)
        let words = try join(reports)
        #expect(words.output.contains("pack-damaged: ") && words.output.contains("\(expected.count) problems"))
    }

    @Test func aCheckIsContinued() throws {
        let reports = try reports(2)
        var rounds = 0
        var words = ["fsck", "--shard", "1/2", "--time-limit", "0", "--report", "part"]
        while true {
            rounds += 1
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            if outcome.status == 0 { break }
            try #require(outcome.status == 1 && rounds < 100, "\(outcome)")
            let left = try join(["part", reports[1]])
            #expect(left.status == 1 && left.output.contains("incomplete: shard 1 is not complete"), "\(left)")
            words = [
                "fsck", "--shard", "1/2", "--time-limit", "0", "--resume", "part", "--report", "part", "--force",
            ]
        }
        #expect(rounds > 3)
        #expect(try json("part") == json(reports[0]))
        #expect(try join(["part", reports[1]]).status == 0)
        let other = try box.at1("fsck", "--shard", "2/2", "--resume", "part")
        #expect(other.status == 1 && other.errors.contains("the report is of shard 1/2, and not of 2/2"), "\(other)")
        try box.files.write("new", "new")
        try box.ok("add", "new")
        let later = try box.at1("fsck", "--resume", "part")
        #expect(later.status == 1 && later.errors.contains("the store has changed since"), "\(later)")
    }

    @Test func onlyWhatIsNewIsCheckedAgain() throws {
        try box.ok("fsck", "--report", "before")
        try box.ok(
            "generate", "np_montecarlo", "--params", #"{"n_paths":100,"n_steps":10,"seed":99}"#, "--out", "new")
        try box.files.write("large", noise(2_000_000, seed: 77))
        try box.ok("add", ".")
        try box.ok("commit", "-m", "second")
        func executed(_ words: String...) throws -> UInt64? {
            let outcome = try run(
                at1, ["fsck", "--since", "before", "--report", "after", "--force"] + words, in: box.files.path,
                environment: box.environment)
            try #require(outcome.status == 0, "\(outcome)")
            return try json("after")["executed"]?.unsignedInteger
        }
        #expect(try executed() == 1)
        #expect(member(try json("after"), "since", "share") == .null)
        // The parts of what is old are all of it, and the new is in each.
        let parts = try (1...3).map { try executed("--share", "\($0)/3") ?? 0 }
        #expect(parts.reduce(0, +) == 6 + 3, "\(parts)")
        for number in 1...2 {
            try box.ok("fsck", "--since", "before", "--shard", "\(number)/2", "--report", "s\(number)")
        }
        let outcome = try join(["s1", "s2"], "--json")
        #expect(outcome.status == 0 && outcome.output.contains(#""since":{"#), "\(outcome)")
        try box.files.write("joint", outcome.output)
        #expect(try box.ok("fsck", "--since", "joint", "--json").contains(#""executed":0"#))
        for bad in ["s1", "large", "nowhere"] {
            #expect(try box.at1("fsck", "--since", bad).status == 2 || bad == "nowhere")
        }
        #expect(try box.at1("fsck", "--share", "1/3").status == 2)
    }

    @Test func aReportIsReadStrictly() throws {
        let reports = try reports(2)
        let good = try json(reports[0])
        func refused(_ what: String, _ change: (inout JSONObject) -> Void) throws {
            var bad = good
            change(&bad)
            try box.files.write("bad", JSONValue.object(bad).canonicalBytes)
            let outcome = try join(["bad", reports[1]])
            #expect(
                outcome.status == 2 && outcome.errors.contains("'bad' is not a report that can be used here"),
                "\(what): \(outcome)")
        }
        func setting(_ key: String, _ value: JSONValue?) -> (inout JSONObject) -> Void {
            { object in
                guard case .object(var shard)? = object["shard"] else { return }
                shard[key] = value
                object["shard"] = .object(shard)
            }
        }
        try refused("no shard") { $0["shard"] = nil }
        try refused("another member") { $0["else"] = 1 }
        try refused("a sum below zero") { $0["executed"] = -1 }
        try refused("ok without reason") { $0["ok"] = false }
        try refused("a problem of no form") { ($0["ok"], $0["problems"]) = (false, [["what": "x"]]) }
        try refused("a count of zero", setting("count", 0))
        try refused("a huge count", setting("count", 1_000_000_000_000))
        try refused("a number beyond the count", setting("number", 3))
        try refused("more done than there is", setting("done", 1_000_000))
        try refused("more of its own than in all", setting("bytes_hashed", 1_000_000_000_000))
        try refused("a plan that is no digest", setting("plan", "x"))
        try refused("a ref that is none", setting("refs", [["ref": "refs/heads/..", "id": "x"]]))
        for text in ["", "[]", "{", "null", #"{"payloadType":"x"}"#, String(repeating: "[", count: 100_000)] {
            try box.files.write("bad", text)
            let outcome = try join(["bad", reports[1]])
            #expect(outcome.status == 2, "\(text.prefix(20)): \(outcome)")
        }
        #expect(try join(["nowhere", reports[1]]).status != 0)
    }

    @Test func reportsAndTheirJointReportAreSigned() throws {
        try box.ok("key", "generate", "ada", "--no-passphrase")
        for number in 1...2 {
            try box.ok("fsck", "--shard", "\(number)/2", "--attest", "ada", "-o", "signed-\(number)")
        }
        try box.ok("fsck", "--shard", "2/2", "--report", "plain")
        let signed = ["signed-1", "signed-2"]
        let outcome = try run(
            at1, ["fsck", "--require-signed", "--attest", "ada", "-o", "all", "--join"] + signed, in: box.files.path,
            environment: box.environment)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try box.ok("fsck", "--verify-attestation", "all").contains("found everything right"))
        let plain = try join(["signed-1", "plain"], "--require-signed")
        #expect(plain.status == 1 && plain.output.contains("signature: the signature of 'plain': none"), "\(plain)")
        #expect(try join(["signed-1", "plain"]).status == 0)
        // One digit of the signature.
        var text = String(decoding: try box.files.read("signed-1"), as: UTF8.self)
        let at = try #require(text.range(of: #""sig":""#)?.upperBound)
        text.replaceSubrange(at...at, with: text[at] == "A" ? "B" : "A")
        try box.files.write("signed-1", text)
        let forged = try join(signed)
        #expect(forged.status == 1 && forged.output.contains("signature: the signature of 'signed-1'"), "\(forged)")
    }

    @Test(
        arguments: [
            (["SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "5"], [], "3/3"),
            (["SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "0"], [], "1/4"),
            (
                [
                    "SLURM_ARRAY_TASK_ID": "9", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "1",
                    "SLURM_ARRAY_TASK_STEP": "4",
                ], [], "3/3"
            ),
            (["SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "1"], [], nil),
            (["JOB_COMPLETION_INDEX": "2"], ["--shards", "4"], "3/4"),
            (["JOB_COMPLETION_INDEX": "2", "AT1_SHARDS": "5"], [], "3/5"),
            (["JOB_COMPLETION_INDEX": "2", "AT1_SHARDS": "5"], ["--shards", "4"], nil),
            (["JOB_COMPLETION_INDEX": "2"], [], nil),
            (["AWS_BATCH_JOB_ARRAY_INDEX": "1", "AWS_BATCH_JOB_ARRAY_SIZE": "2"], [], "2/2"),
            (["PARALLEL_SEQ": "2"], ["--shards", "2"], "2/2"),
            (["JOB_COMPLETION_INDEX": "-1", "AT1_SHARDS": "5"], [], nil),
            (["JOB_COMPLETION_INDEX": "99999999999999999999", "AT1_SHARDS": "5"], [], nil),
            ([:], [], nil),
        ] as [([String: String], [String], String?)])
    func aBatchSystemSaysWhichPart(variables: [String: String], words: [String], expected: String?) throws {
        let outcome = try run(
            at1, ["fsck", "--shard", "auto"] + words, in: box.files.path,
            environment: box.environment.merging(variables) { $1 })
        if let expected {
            #expect(outcome.status == 0 && outcome.output.contains("shard \(expected): "), "\(outcome)")
        } else {
            #expect(outcome.status == 2, "\(outcome)")
        }
    }

    @Test func aCheckoutIsDivided() throws {
        let before = try box.ok("ls-tree", "-r", "HEAD").split(separator: "\n").count
        for name in ["r1", "r2", "r3", "r4", "r5", "r6", "large"] { try box.ok("drop", name) }
        #expect(!box.files.exists("large") && !box.files.exists("r6"))
        let processes = try (1...3).map { number in
            let process = try start(
                at1, ["checkout", "--shard", "\(number)/3", "--quiet"], in: box.files.path, environment: box.environment
            )
            try process.run()
            return process
        }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        #expect(try box.files.read("large") == noise(3_000_000))
        #expect(try box.ok("status", "--json").contains(#""clean":true"#))
        #expect(try box.ok("status", "--json").contains(#""absent":[]"#))
        #expect(before == 48)
        let moved = try box.at1("checkout", "--shard", "1/3", "v1^{tree}")
        #expect(moved.status == 2)
        #expect(
            try box.ok("checkout", "--shard", "2/3", "--json", "v1", "--", "small") == #"{"paths":[],"source":null}"#
                + "\n")
    }
}

private struct NotAReport: Error {}
