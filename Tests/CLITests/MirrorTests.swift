import TestSupport
import Testing

/// `at1 mirror` as people call it. scripts/peer-mirror holds it against git itself, and over the network.
struct MirrorTests {
    @Test func thereAndBack() throws {
        let box = try Sandbox()
        try box.ok("init", "r")
        try box.files.write("r/a.txt", "one\n")
        try box.files.write("r/.github/hidden", "x")
        try box.files.write("r/large", noise(1_200_000))
        try box.ok(
            "-C", "r", "generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":4,"n_steps":4}"#, "--out", "m.f64"
        )
        try box.ok("-C", "r", "add", ".")
        try box.ok("-C", "r", "commit", "-m", "one")
        try box.ok("-C", "r", "tag", "-m", "said", "v1")
        try box.ok("-C", "r", "mirror", "push", "../m.git")
        try box.ok("mirror", "clone", "m.git")
        let names = ["main", "v1", "main^{tree}"]
        for name in names { #expect(try box.ok("-C", "r", "rev-parse", name) == box.ok("-C", "m", "rev-parse", name)) }
        #expect(try box.files.read("m/large") == box.files.read("r/large"))
        #expect(try box.files.read("m/m.f64") == box.files.read("r/m.f64"))
        #expect(try box.at1("-C", "m", "fsck").status == 0)

        try box.files.write("r/a.txt", "two\n")
        try box.ok("-C", "r", "commit", "-m", "nothing", "--allow-empty")
        let pushed = try box.ok("-C", "r", "mirror", "push", "../m.git", "main", "--json")
        #expect(pushed.contains(#""objects":1,"#))
        try box.ok("-C", "m", "mirror", "fetch")
        #expect(try box.ok("-C", "m", "rev-parse", "mirror/main") == box.ok("-C", "r", "rev-parse", "main"))
    }

    @Test func whatIsLeftOutIsSaid() throws {
        let box = try Sandbox()
        try box.ok("init", "r")
        try box.files.write("r/large", noise(5000))
        try box.files.write("r/small", "s")
        try box.ok("-C", "r", "config", "mirror.maxfilesize", "4k")
        try box.ok("-C", "r", "add", ".")
        try box.ok("-C", "r", "commit", "-m", "one")
        #expect(try box.at1("-C", "r", "mirror", "push", "../m.git").errors.contains("large"))
        let clone = try box.at1("mirror", "clone", "m.git", "c")
        #expect(clone.status == 0)
        #expect(clone.errors.contains("lacks the bytes of 1 file"))
        #expect(try box.files.names("c").filter { !$0.hasPrefix(".") } == ["small"])
        #expect(try box.ok("-C", "c", "rev-parse", "main") == box.ok("-C", "r", "rev-parse", "main"))
    }

    @Test func whatIsLeftOutIsMeantToBeAway() throws {
        let box = try Sandbox()
        try box.ok("init", "r")
        try box.files.write("r/large", noise(5000))
        try box.files.write("r/huge", noise(1_200_000, seed: 2))
        try box.files.write("r/small", "s")
        try box.ok("-C", "r", "config", "mirror.maxfilesize", "4k")
        try box.ok("-C", "r", "add", ".")
        try box.ok("-C", "r", "commit", "-m", "one")
        try box.files.write("r/small", "t")
        try box.files.write("r/large", noise(6000, seed: 3))
        try box.ok("-C", "r", "add", ".")
        try box.ok("-C", "r", "commit", "-m", "two")
        try box.ok("-C", "r", "mirror", "push", "../m.git")
        try box.ok("mirror", "clone", "m.git", "c")
        func expectSound(away: Int) throws {
            #expect(try box.ok("-C", "c", "status", "-s") == "")
            let fsck = try box.ok("-C", "c", "fsck")
            #expect(fsck.contains("\(away) object\(away == 1 ? "" : "s") deliberately absent"), "\(fsck)")
            #expect(fsck.contains("everything is right"))
        }
        try expectSound(away: 3)
        let status = try box.ok("-C", "c", "status")
        #expect(status.contains("deliberately absent") && status.contains("\tlarge") && status.contains("\thuge"))
        #expect(try box.ok("-C", "c", "status", "--json").contains(#""absent":["huge","large"]"#))
        try box.ok("-C", "c", "gc", "--prune", "now")
        try expectSound(away: 3)
        let tip = String(try box.ok("-C", "c", "rev-parse", "main").dropLast())
        for words in [["reset", "--hard", "HEAD~1"], ["reset", tip], ["reset", "--hard", "HEAD"]] {
            let outcome = try run(at1, words, in: box.files["c"], environment: box.environment)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        }
        try expectSound(away: 3)
        try box.ok("-C", "c", "switch", "-c", "other", "HEAD~1")
        try box.ok("-C", "c", "switch", "main")
        try box.ok("-C", "c", "du")
        // Nobody has it, and that is what is said.
        for words in [["materialize", "large"], ["restore", "huge"]] {
            let outcome = try run(at1, words, in: box.files["c"], environment: box.environment)
            #expect(outcome.status == 1 && outcome.errors.contains("leaves them out"), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 2)
        }
        // What goes on from there can be pushed to where the bytes are, and not to where they are not.
        try box.files.write("c/small", "u")
        try box.ok("-C", "c", "commit", "-m", "three", "--allow-empty")
        #expect(try box.at1("-C", "c", "push", "../r", "main:refs/heads/mine").status == 0)
        try box.ok("init", "--bare", "empty")
        let lacking = try box.at1("-C", "c", "push", "../empty", "main")
        #expect(lacking.status == 3 && lacking.errors.contains("missing"), "\(lacking.errors)")
        // The file itself brings its bytes back.
        try box.files.write("c/huge", noise(1_200_000, seed: 2))
        try box.ok("-C", "c", "add", "huge")
        try box.files.write("c/small", "t")
        try expectSound(away: 2)
    }

    @Test func refusals() throws {
        let box = try Sandbox()
        try box.ok("init", "r")
        #expect(try box.at1("-C", "r", "mirror", "push", "../m.git").status == 1)  // nothing to mirror
        #expect(try box.at1("mirror", "clone", "nowhere.git").status == 4)
        #expect(!box.files.exists("nowhere"))
        try box.files.write("full/file", "mine")
        try box.ok("-C", "r", "commit", "-m", "one", "--allow-empty")
        try box.ok("-C", "r", "mirror", "push", "../m.git")
        #expect(try box.at1("mirror", "clone", "m.git", "full").status == 2)
        #expect(try box.files.names("full") == ["file"])
        #expect(try box.at1("-C", "r", "mirror", "fetch").status == 2)  // no URL
        #expect(try box.at1("-C", "r", "mirror", "push", "../m.git", "nothing").status == 2)
    }
}
