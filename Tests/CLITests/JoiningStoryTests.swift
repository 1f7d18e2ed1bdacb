import TestSupport
import Testing

/// Small packs are joined after commands that add some: here, where is fetched to, and where is pushed to.
@Suite struct JoiningStoryTests {
    @Test func everySideStaysSmall() throws {
        let box = try Sandbox()
        func packs(_ store: String) throws -> Int {
            try box.files.names("\(store)/packs").count { $0.hasSuffix(".pack") }
        }
        try box.ok("init", "-q", "a")
        try box.ok("init", "-q", "--bare", "bare")
        try box.files.write("a/f", "0")
        try box.ok("-C", "a", "add", "f")
        try box.ok("-C", "a", "commit", "-q", "-m", "0")
        try box.ok("-C", "a", "remote", "add", "origin", "../bare")
        try box.ok("-C", "a", "push", "-q", "origin", "main")
        try box.ok("clone", "-q", "bare", "b")
        for number in 1...24 {
            try box.files.write("a/f", "\(number)")
            try box.ok("-C", "a", "add", "f")
            try box.ok("-C", "a", "commit", "-q", "-m", "\(number)")
            try box.ok("-C", "a", "push", "-q", "origin", "main")
            try box.ok("-C", "b", "fetch", "-q")
        }
        for store in ["a/.at1store", "bare", "b/.at1store"] {
            let count = try packs(store)
            #expect(count <= 14, "\(store)")
            #expect(try box.files.names("\(store)/tmp") == [])
        }
        for folder in ["a", "bare", "b"] { #expect(try box.ok("-C", folder, "fsck").contains("everything is right")) }
        #expect(try box.ok("-C", "b", "log", "--oneline", "origin/main").split(separator: "\n").count == 25)
        #expect(try box.ok("-C", "b", "cat", "origin/main~20:f") == "4")
    }
}
