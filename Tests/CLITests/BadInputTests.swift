import Foundation
import Objects
import TestSupport
import Testing

/// What a working tree may hold that is no plain file with a plain name: a clear word each, and nothing lost.
@Suite struct BadInputTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox()
        try box.ok("init")
    }

    private var path: [UInt8] { Array(box.files.path.utf8) }

    /// Makes a file with a name that need not be text.
    private func make(_ name: [UInt8], _ text: String) throws {
        let descriptor = (path + [UInt8(ascii: "/")] + name + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_CREAT | O_WRONLY | O_EXCL, 0o644) }
        }
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
    }

    @Test func oddNamesStayByteForByte() throws {
        let names: [[UInt8]] = [
            Array("line\nbreak".utf8), [0x66, 0xff, 0xfe], Array("tab\t\"quote\"\\".utf8), Array("\u{1b}[31m".utf8),
            Array("é".utf8),
            Array(" space ".utf8), Array("-rf".utf8),
        ]
        for name in names { try make(name, Hex.encode(name) + "\n") }
        let quoted = [
            #""\033[31m""#, #"" space ""#, "-rf", #""f\377\376""#, #""line\nbreak""#, #""tab\t\"quote\"\\""#, "é",
        ].map { $0 == #"" space ""# ? " space " : $0 }
        #expect(try box.ok("status", "-s") == quoted.map { "?? \($0)\n" }.joined())
        try box.ok("add", ".")
        try box.ok("commit", "-m", "odd")
        var list = try JSONFields(
            JSONValue(parsing: box.ok("ls-tree", "-r", "--json", "HEAD")).asObject("entries"), "list")
        let entries = try list.array("entries")
        #expect(entries.count == names.count)
        let bytes = try entries.compactMap { entry in
            var fields = try JSONFields(entry, "entry")
            return fields.find("path_bytes").map { "\($0.canonicalText)" }
        }
        #expect(bytes == [#""66fffe""#])
        for name in names {
            _ = (path + [UInt8(ascii: "/")] + name + [0]).withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { unlink($0.baseAddress!) }
            }
        }
        try box.ok("reset", "--hard")
        #expect(try box.ok("status", "-s") == "")
        let content = try run("/bin/sh", ["-c", "cat ./* | LC_ALL=C sort"], in: box.files.path)
        #expect(content.output == names.map { Hex.encode($0) + "\n" }.sorted().joined())
    }

    @Test func whatIsNoFile() throws {
        #expect(mkfifo(box.files["fifo"], 0o600) == 0)
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = box.files["socket"]
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8.prefix($0.count - 1)) }
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try box.files.write("file", "x")
        let outcome = try box.at1("add", ".")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("skipped 'fifo'"))
        if isBound == 0 { #expect(outcome.errors.contains("skipped 'socket'")) }
        #expect(try box.ok("status", "-s") == "A  file\n")
        let named = try box.at1("add", "fifo")
        #expect(named.status == 2)
        #expect(named.errors.hasPrefix("at1: error: 'fifo' is neither a file nor a folder nor a symbolic link\n"))
        // A tracked file that became a FIFO is a change, and checkout puts the file back.
        try box.ok("commit", "-m", "x")
        try box.files.remove("file")
        #expect(mkfifo(box.files["file"], 0o600) == 0)
        #expect(try box.ok("status", "-s", "file") == " D file\n")
        try box.ok("checkout", "--", "file")
        #expect(try box.files.read("file") == Array("x".utf8))
    }

    @Test func anUnreadableFileStopsTheWholeAdd() throws {
        try box.files.write("a", "a")
        try box.files.write("b", "b")
        #expect(chmod(box.files["b"], 0) == 0)
        var words = [at1, "add", "."]
        if geteuid() == 0 {
            // Root reads everything; the test wants someone who does not.
            let setpriv = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            words = setpriv + words
            #expect(try run("/bin/chown", ["-R", "65534:65534", "."], in: box.files.path).status == 0)
        }
        let outcome = try run(words[0], Array(words.dropFirst()), in: box.files.path, environment: box.environment)
        #expect(outcome.status == 4, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("at1: error: cannot open '"), "\(outcome.errors)")
        if geteuid() == 0 { #expect(try run("/bin/chown", ["-R", "0:0", "."], in: box.files.path).status == 0) }
        #expect(try box.ok("status", "-s", "a") == "?? a\n")
        #expect(try box.files.names(".at1store/packs").filter { $0.hasSuffix(".pack") }.isEmpty)
    }

    @Test func aFileThatChangesWhileItIsAdded() throws {
        try box.files.write("other", "x")
        try box.files.write("growing", noise(30 << 20))
        let path = box.files["growing"]
        let stop = Flag()
        let begun = DispatchSemaphore(value: 0)
        let group = DispatchGroup()
        DispatchQueue.global().async(group: group) {
            let file = open(path, O_WRONLY | O_APPEND)
            while !stop.isSet {
                _ = write(file, "x", 1)
                begun.signal()
                usleep(200)
            }
            close(file)
        }
        begun.wait()
        let outcome = try box.at1("add", ".")
        stop.set()
        group.wait()
        #expect(outcome.status == 4)
        #expect(
            outcome.errors
                == "at1: error: 'growing' changed while it was read\nhint: add it again when nothing writes to it\n")
        #expect(try box.ok("status", "-s") == "?? growing\n?? other\n")
        try box.ok("add", ".")
        #expect(try box.ok("status", "-s") == "A  growing\nA  other\n")
    }

    /// A folder of the working tree that was swapped for a link is never followed, whatever the command.
    @Test func aLinkThatLeadsOut() throws {
        let outside = try Scratch()
        try outside.write("f", "outside\n")
        try box.files.write("d/f", "inside\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "one")
        try box.files.write("d/f", "changed\n")
        try box.ok("commit", "-m", "two", "--allow-empty")
        for words in [
            ["checkout", "--", "."], ["reset", "--hard"], ["restore", "d/f"], ["checkout", "-f", "HEAD~1"],
        ] {
            try? box.files.remove("d")
            try FileManager.default.createSymbolicLink(atPath: box.files["d"], withDestinationPath: outside.path)
            #expect(try run(at1, words, in: box.files.path, environment: box.environment).status == 0, "\(words)")
            #expect(try outside.read("f") == Array("outside\n".utf8), "\(words)")
            #expect(try outside.names() == ["f"], "\(words)")
            #expect(try box.files.read("d/f") == Array("inside\n".utf8), "\(words)")
        }
        try? box.files.remove("d")
        try FileManager.default.createSymbolicLink(atPath: box.files["d"], withDestinationPath: outside.path)
        for words in [
            ["add", "d/f"],
            ["generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":1,"n_steps":1}"#, "--out", "d/made"],
        ] {
            let outcome = try run(at1, words, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 2, "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains("'d' is a symbolic link"), "\(words): \(outcome.errors)")
        }
        // The tracked file is gone, and the link stays: neither rm nor add touches what it leads to.
        try box.ok("add", ".")
        #expect(try box.ok("ls-tree", "-r", "HEAD").contains("d/f"))
        #expect(try outside.names() == ["f"])
    }

    @Test func absurdParametersAreRefusedAtOnce() throws {
        for params in [
            #"{"seed":1,"n_paths":9007199254740992,"n_steps":9007199254740992}"#,
            #"{"seed":1,"n_paths":1000000000,"n_steps":1000000}"#,
        ] {
            let started = ContinuousClock.now
            let outcome = try box.at1("generate", "np_montecarlo", "--params", params, "--out", "x")
            #expect([2, 3].contains(outcome.status), "\(outcome.errors)")
            #expect(ContinuousClock.now - started < .seconds(60))
            #expect(!box.files.exists("x"))
        }
    }

    @Test func aDamagedStoreIsSaidAndNothingWrongComesOut() throws {
        try box.files.write("f", noise(50_000))
        try box.ok("add", ".")
        try box.ok("commit", "-m", "x")
        try box.files.remove("f")
        let pack = try #require(
            try box.files.names(".at1store/packs").filter { $0.hasSuffix(".pack") }.max {
                try box.files.read(".at1store/packs/\($0)").count < box.files.read(".at1store/packs/\($1)").count
            })
        var bytes = try box.files.read(".at1store/packs/\(pack)")
        bytes[25_000] ^= 1
        try box.files.write(".at1store/packs/\(pack)", bytes)
        let checkout = try box.at1("checkout", "--", ".")
        #expect(checkout.status == 1)
        #expect(
            checkout.errors.contains("is damaged: its bytes have another identity\nhint: run 'at1 fsck'"),
            "\(checkout.errors)")
        #expect(try box.files.names().filter { !$0.hasPrefix(".at1store") } == [])
        let outcome = try box.at1("fsck", "--json")
        #expect(outcome.status == 1)
        var report = try JSONFields(JSONValue(parsing: outcome.output), "report")
        #expect(try report.get("ok") == false)
        let problems = try report.array("problems")
        let codes = try problems.map { problem in
            var fields = try JSONFields(problem, "problem")
            _ = try (
                fields.stringOrNull("object"), fields.stringOrNull("kind"), fields.string("what"), fields.string("mend")
            )
            return try fields.string("code")
        }
        #expect(Set(codes).isSuperset(of: ["pack-damaged", "object-damaged"]), "\(codes)")
        #expect(problems.contains { $0.canonicalText.contains(#""paths":["f"]"#) })
    }
}

extension JSONValue {
    /// An array as the one member of an object, to be taken apart like any other.
    fileprivate func asObject(_ key: String) -> JSONValue {
        var object = JSONObject()
        object[key] = self
        return .object(object)
    }
}
