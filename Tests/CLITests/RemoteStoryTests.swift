import Foundation
import Objects
import TestSupport
import Testing

/// Two people and a repository between them, told to the binary.
@Suite struct RemoteStoryTests {
    let ada: Sandbox
    let bob: Sandbox
    let between: Scratch

    init() throws {
        (ada, bob, between) = (try Sandbox(), try Sandbox(), try Scratch())
        try ada.ok("init")
        try ada.ok("init", "--bare", between["data.at1"])
        try ada.files.write("small", "1\n")
        try ada.files.write("large", noise(3 << 20))
        try ada.ok("generate", "np_montecarlo", "--params", #"{"seed":7,"n_paths":50,"n_steps":20}"#, "--out", "run")
        try ada.ok("add", ".")
        try ada.ok("commit", "-m", "first")
        try ada.ok("tag", "-m", "t", "v1")
        try ada.ok("remote", "add", "origin", between["data.at1"])
        try ada.ok("push", "-u", "origin", "main")
    }

    @Test func whatIsPushedIsPulled() throws {
        try bob.ok("clone", between["data.at1"], "work")
        for name in ["small", "large", "run"] {
            #expect(try bob.files.read("work/\(name)") == ada.files.read(name))
        }
        #expect(try bob.ok("-C", "work", "tag") == "v1\n")
        try bob.files.write("work/small", "2\n")
        try bob.ok("-C", "work", "add", ".")
        try bob.ok("-C", "work", "commit", "-m", "second")
        #expect(try bob.ok("-C", "work", "branch", "-vv").contains("[origin/main: ahead 1]"))
        try bob.ok("-C", "work", "push")
        try ada.ok("fetch")
        #expect(try ada.ok("status").contains("behind 'origin/main' by 1 commit"))
        try ada.ok("pull")
        #expect(try ada.files.read("small") == Array("2\n".utf8))
        #expect(try ada.ok("fsck").contains("everything is right"))
    }

    @Test func nothingIsLostByAPush() throws {
        try bob.ok("clone", between["data.at1"], "work")
        for (box, folder) in [(ada, "."), (bob, "work")] {
            try box.files.write("\(folder)/mine", folder)
            try box.ok("-C", folder, "add", ".")
            try box.ok("-C", folder, "commit", "-m", folder)
        }
        try ada.ok("push")
        let refused = try bob.at1("-C", "work", "push")
        #expect(refused.status == 3)
        #expect(refused.errors.split(separator: "\n").count == 2)
        try bob.ok("-C", "work", "fetch")
        #expect(try bob.at1("-C", "work", "pull", "--ff-only").status == 3)
        // A lease on what was there before ada pushed is broken; one on what is there now holds.
        let old = try ada.ok("rev-parse", "HEAD~1").dropLast()
        let broken = try bob.at1("-C", "work", "push", "--force-with-lease=main:\(old)")
        #expect(broken.status == 3)
        try bob.ok("-C", "work", "push", "--force-with-lease")
        // One's own checked-out branch is nobody else's to move.
        #expect(try bob.at1("-C", "work", "push", ada.files.path, "+main").status == 3)
    }

    @Test func lazyCopies() throws {
        let text = String(repeating: "neither small nor in chunks\n", count: 10_000)
        try ada.files.write("middle", text)
        try ada.ok("add", "middle")
        try ada.ok("commit", "-m", "middle")
        try ada.ok("push")
        try bob.ok("clone", "--lazy", between["data.at1"], "work")
        #expect(try bob.files.names("work") == [".at1store", "small"])
        #expect(try bob.ok("-C", "work", "cat", "HEAD:middle") == text)
        #expect(try bob.ok("-C", "work", "status", "-s") == "")
        try bob.ok("-C", "work", "add", ".")
        #expect(try bob.ok("-C", "work", "status", "-s") == "")
        try bob.ok("-C", "work", "materialize", "large", "run")
        #expect(try bob.files.read("work/large") == ada.files.read("large"))
        #expect(try bob.files.read("work/run") == ada.files.read("run"))
        try bob.files.write("work/run", "changed")
        #expect(try bob.at1("-C", "work", "drop", "run").status == 1)
        #expect(try bob.files.read("work/run") == Array("changed".utf8))
        try bob.ok("-C", "work", "restore", "run")
        try bob.ok("-C", "work", "drop", ".")
        #expect(try bob.files.names("work") == [".at1store"])
        #expect(try bob.ok("-C", "work", "status", "-s") == "")
        #expect(try bob.ok("-C", "work", "fsck").contains("everything is right"))
    }

    @Test func onlySignedHistoriesWhereTheyAreAskedFor() throws {
        try bob.ok("init", "work")
        try bob.ok("-C", "work", "remote", "add", "origin", between["data.at1"])
        try bob.ok("-C", "work", "config", "fetch.requireSigned", "true")
        let refused = try bob.at1("-C", "work", "fetch")
        #expect(refused.status == 3)
        #expect(refused.errors.contains("no signature by a trusted signer"))
        #expect(try bob.ok("-C", "work", "branch", "-a") == "")
    }
}
