import Foundation
import Objects
import Store
import TestSupport
import Testing

/// `at1 serve --stdio` and clients that fall silent, do not listen, go away, or speak something else: it ends in time and by
/// itself, with nothing moved and nothing left behind.
@Suite struct ServeTests {
    let box: Sandbox
    private let commit: [UInt8]

    init() throws {
        // More than a pipe holds.
        box = try Sandbox(committed: ["f": noise(400_000)])
        try box.ok("config", "transfer.timeout", "1")
        commit = try #require(try Hex.decode(box.ok("rev-parse", "HEAD").filter { $0 != "\n" }))
    }

    private static let greeting = Array("at1wire\u{1}".utf8)

    /// A message of the protocol (docs/protocol.md §2).
    private static func message(_ kind: UInt8, _ body: [UInt8] = []) -> [UInt8] {
        [kind] + (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) } + body
    }

    private static func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }

    /// The start of a push of `name`, from nothing to the commit.
    private func push(_ name: String) -> [UInt8] {
        Self.message(19, Self.text(name) + [0, 1] + commit + Self.text("push"))
            + Self.message(20, Self.text("Ada <ada@example.org> 1800000000 +0100"))
    }

    /// What a client does once it has spoken.
    private enum Manner { case closes, stays, staysDeaf, goes }

    /// Speaks to a server, and gives what it answered.
    private func speak(_ words: [UInt8], then manner: Manner) throws -> (status: Int32, answer: [UInt8]) {
        let process = try start(at1, ["serve", "--stdio", "."], in: box.files.path, environment: box.environment)
        let (asked, answered, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = asked
        process.standardOutput = answered
        process.standardError = errors
        let before = try state()
        let started = ContinuousClock.now
        try process.run()
        let watchdog = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: watchdog)
        if manner == .goes { try answered.fileHandleForReading.close() }
        try? asked.fileHandleForWriting.write(contentsOf: Data(words))
        if manner == .closes || manner == .goes { try asked.fileHandleForWriting.close() }
        var answer: [UInt8] = []
        if manner == .closes || manner == .stays { answer += answered.fileHandleForReading.readDataToEndOfFile() }
        process.waitUntilExit()
        watchdog.cancel()
        #expect(process.terminationReason == .exit, "ended by signal \(process.terminationStatus)")
        #expect(ContinuousClock.now - started < .seconds(60))
        #expect(errors.fileHandleForReading.readDataToEndOfFile().isEmpty)
        #expect(try state() == before)
        #expect(try box.files.names(".at1store/tmp") == [])
        return (process.terminationStatus, answer)
    }

    private func state() throws -> RepositoryState { try RepositoryState(box.files.path) }

    @Test func silence() throws {
        for words in [
            [], Self.greeting, Self.greeting + Self.message(16), Self.greeting + [18, 0, 0],
            Self.greeting + push("refs/heads/x"),
            Self.greeting + push("refs/heads/x") + Self.message(2, [0, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 1]),
        ] {
            let (status, answer) = try speak(words, then: .stays)
            #expect(status == 4, "after \(words.count) bytes")
            #expect(answer.starts(with: Self.greeting))
        }
    }

    @Test func aClientThatDoesNotListen() throws {
        let all = Self.message(1, [1] + commit) + Self.message(18, [0, 0, 0, 0, 0])
        #expect(try speak(Self.greeting + all, then: .staysDeaf).status == 4)
        #expect(try speak(Self.greeting + all, then: .goes).status == 4)
        let (status, answer) = try speak(Self.greeting + all + Self.message(21), then: .closes)
        #expect(status == 0)
        #expect(answer.count > 400_000)
    }

    @Test func anEndInTheMiddle() throws {
        let frame = Self.message(2, [0, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 1])
        let words = Self.greeting + Self.message(16) + push("refs/heads/x") + frame
        for length in stride(from: 0, through: words.count, by: 7) {
            #expect(try speak(Array(words.prefix(length)), then: .closes).status == 4, "after \(length) bytes")
        }
    }

    @Test func somethingElse() throws {
        let get = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        let newer = Array("at1wire\u{2}".utf8)
        let wrong = [
            get, newer, Self.greeting + get, Self.greeting + [16, 0xff, 0xff, 0xff, 0xff],
            Self.greeting + Self.message(32),
            Self.greeting + Self.message(18), Self.greeting + Self.message(1, [9]),
            Self.greeting + push("refs/remotes/a/b"),
            Self.greeting + push("refs/heads/../../HEAD"), Self.greeting + push("refs/heads/main"),
            Self.greeting + Self.message(19, Self.text("refs/heads/x") + [0, 1] + noise(32) + Self.text("push"))
                + Self.message(20, Self.text("Ada <ada@example.org> 1800000000 +0100"))
                + Self.message(5, [UInt8](repeating: 0, count: 8)),
        ]
        for (number, words) in wrong.enumerated() {
            let (status, answer) = try speak(words, then: .closes)
            #expect(status == 3, "conversation \(number)")
            #expect(answer.starts(with: Self.greeting), "conversation \(number)")
        }
    }
}
