import Foundation
import Objects
import TestSupport
import Testing

/// `at1 cat-file --batch`: replies as docs/protocol.md §9 has them, and errors that do not end the process.
@Suite struct BatchTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["a b.txt": Array("hello\n".utf8), "line\nfeed": [1], "large": noise(3_000_000)])
        try box.ok(
            "generate", "np_montecarlo", "--params", #"{"seed":7,"n_paths":50,"n_steps":20}"#, "--out", "runs/run.f64")
        try box.ok("commit", "-m", "second")
    }

    private struct Reply: Equatable {
        let head: [String]
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// A process that answers, asked one thing after another.
    private final class Conversation {
        private let process: Process
        private let asked = Pipe()
        private let answered = Pipe()

        init(_ box: Sandbox) throws {
            process = try start(at1, ["cat-file", "--batch"], in: box.files.path, environment: box.environment)
            process.standardInput = asked
            process.standardOutput = answered
            try process.run()
        }

        func ask(_ line: [UInt8]) throws -> Reply {
            try asked.fileHandleForWriting.write(contentsOf: Data(line + [10]))
            return try #require(try reply())
        }

        func ask(_ line: String) throws -> Reply { try ask(Array(line.utf8)) }

        func reply() throws -> Reply? {
            var head: [UInt8] = []
            while head.last != 10 {
                guard let byte = try answered.fileHandleForReading.read(upToCount: 1)?.first else { return nil }
                head.append(byte)
            }
            let words = String(decoding: head.dropLast(), as: UTF8.self).split(separator: " ").map(String.init)
            let length = try #require(words.last.flatMap { Int($0) })
            var body: [UInt8] = []
            while body.count <= length {
                let piece = try #require(try answered.fileHandleForReading.read(upToCount: length + 1 - body.count))
                body += piece
            }
            #expect(body.popLast() == 10)
            return Reply(head: words, body: body)
        }

        /// Ends the input, which may be in the middle of a line; gives the exit code, when nothing else was said.
        func end(after rest: String = "") throws -> Int32 {
            try asked.fileHandleForWriting.write(contentsOf: Data(rest.utf8))
            try asked.fileHandleForWriting.close()
            #expect(try reply() == nil)
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    private func code(_ reply: Reply) throws -> String {
        #expect(reply.head.first == "error")
        let error = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: [String: Any]]
        return try #require(error?["error"]?["code"] as? String)
    }

    @Test func contents() throws {
        let conversation = try Conversation(box)
        // sha256("blob 6\0hello\n"), by sha256sum.
        let id = "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4"
        let hello = Reply(head: [id, "blob", "6"], body: Array("hello\n".utf8))
        #expect(try conversation.ask("contents HEAD:a b.txt") == hello)
        #expect(try conversation.ask(#"contents "HEAD:a b.txt""#) == hello)
        #expect(try conversation.ask("contents \(id)") == hello)
        #expect(try conversation.ask(#"contents HEAD:line\nfeed"#).head.first == "error")
        #expect(try conversation.ask(#"contents "HEAD:line\nfeed""#).body == [1])
        let large = try conversation.ask("contents HEAD~1:large")
        #expect(large.head.dropFirst() == ["chunks", "3000000"])
        #expect(large.body == noise(3_000_000))
        let computed = try conversation.ask("contents HEAD:runs/run.f64")
        #expect(computed.head.dropFirst() == ["recipe", "8000"])
        #expect(try computed.body == box.files.read("runs/run.f64"))
        #expect(try conversation.end() == 0)
    }

    @Test func listingsHistoryAndRecipes() throws {
        let conversation = try Conversation(box)
        func value(_ request: String) throws -> Any {
            let reply = try conversation.ask(request)
            #expect(reply.head.first == "json", "\(request): \(reply.text)")
            return try JSONSerialization.jsonObject(with: Data(reply.body), options: .fragmentsAllowed)
        }
        func paths(_ request: String) throws -> [String] {
            try #require(try value(request) as? [[String: Any]]).compactMap { $0["path"] as? String }
        }
        #expect(try paths("list HEAD") == ["a b.txt", "large", "line\nfeed", "runs/run.f64"])
        #expect(try paths("list HEAD~1 **") == ["a b.txt", "large", "line\nfeed"])
        #expect(try paths("list HEAD runs/*.f64") == ["runs/run.f64"])
        #expect(try paths("list HEAD *.f64") == [])
        #expect(try paths(#"list "HEAD" "l*""#) == ["large", "line\nfeed"])
        let log = try #require(try value("log HEAD") as? [[String: Any]])
        #expect(log.map { $0["message"] as? String } == ["second\n", "first\n"])
        #expect(try #require(try value("log HEAD 1") as? [Any]).count == 1)
        let recipe = try #require(try value("recipe HEAD:runs/run.f64") as? [String: Any])
        #expect(recipe["call"] as? String == "numpy.random.default_rng(7).standard_normal((50, 20))")
        #expect(try value("recipe HEAD:large") is NSNull)
        let info = try #require(try value("info HEAD:large") as? [String: Any])
        #expect(info["length"] as? Int == 3_000_000)
        #expect(try conversation.end() == 0)
    }

    @Test func errorsAreReplies() throws {
        let conversation = try Conversation(box)
        for (request, expected) in [
            ("", "bad-request"), ("nothing", "bad-request"), ("contents", "bad-request"), ("contents ", "bad-request"),
            (#"contents "HEAD"#, "bad-request"), (#"contents "a" b"#, "bad-request"), ("list", "bad-request"),
            (#"list "HEAD"runs"#, "bad-request"), ("log HEAD x", "bad-request"), ("log HEAD -1", "bad-request"),
            ("refs all", "bad-request"), ("contents nobody", "unknown-revision"),
            ("contents HEAD:nothing", "path-not-found"), ("contents HEAD", "usage"), ("list HEAD:large", "usage"),
            ("info \(String(repeating: "0", count: 64))", "unknown-revision"),
        ] {
            #expect(try code(conversation.ask(request)) == expected, "\(request)")
        }
        #expect(try code(conversation.ask([0xff])) == "bad-request")
        #expect(try code(conversation.ask([UInt8](repeating: 0x61, count: 65_537))) == "usage")
        #expect(try code(conversation.ask([UInt8](repeating: 0x61, count: 1_000_000))) == "usage")
        #expect(try conversation.ask("contents HEAD:a b.txt").text == "hello\n")
        #expect(try conversation.end(after: "contents HEAD:a b.txt") == 0)
    }

    @Test func whatOthersCommitIsSeen() throws {
        let conversation = try Conversation(box)
        #expect(try code(conversation.ask("contents HEAD:new")) == "path-not-found")
        try box.files.write("new", "new")
        try box.ok("add", "new")
        #expect(try conversation.ask("contents :new").text == "new")
        try box.ok("commit", "-m", "third")
        try box.ok("gc", "-q")
        #expect(try conversation.ask("contents HEAD:new").text == "new")
        #expect(try conversation.ask("contents HEAD:large").body == noise(3_000_000))
        #expect(try conversation.end() == 0)
    }

    @Test func damagedContentDoesNotComeOut() throws {
        for name in try box.files.names(".at1store/packs") where name.hasSuffix(".pack") {
            var bytes = try box.files.read(".at1store/packs/\(name)")
            guard bytes.count > 1_000_000 else { continue }
            for index in stride(from: 1_000_000, to: 2_000_000, by: 50_000) { bytes[index] ^= 1 }
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644], ofItemAtPath: box.files[".at1store/packs/\(name)"])
            try box.files.write(".at1store/packs/\(name)", bytes)
        }
        let conversation = try Conversation(box)
        #expect(try code(conversation.ask("contents HEAD:large")) == "damaged")
        #expect(try conversation.ask("contents HEAD:runs/run.f64").body.count == 8000)
        #expect(try conversation.end() == 0)
    }

    @Test func wrongUse() throws {
        #expect(try box.at1("cat-file", "--batch", "-p").status == 2)
        #expect(try box.at1("cat-file", "--batch", "HEAD").status == 2)
        #expect(try box.at1("cat-file").errors.contains("cat-file needs an object"))
    }
}
