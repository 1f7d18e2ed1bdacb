import TestSupport
import Testing

/// `at1 mirror` as people call it. scripts/peer-mirror holds it against git itself, and over the network.
struct MirrorTests {
    @Test func thereAndBack() throws {
        let box = try Sandbox()
        try box.ok("init", "r")
        try box.files.write("r/a.txt", "one\n")
        try box.files.write("r/.git/hidden", "x")
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
