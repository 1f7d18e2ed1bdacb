import Foundation
import TestSupport
import Testing

/// What the user sees at a terminal: colours, and a pager. The terminal is a pseudo-terminal of script(1).
@Suite struct TerminalTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["a": Array("1\n".utf8)])
        try box.files.write("a", "2\n")
    }

    /// What at1 prints at a terminal, line ends as they are in files.
    private func atTerminal(_ words: String, _ variables: [String: String] = [:]) throws -> String {
        // Empty, NO_COLOR counts as unset, whatever the tests themselves run under.
        let terminal = ["TERM": "xterm", "PAGER": "cat", "NO_COLOR": ""]
        let environment = box.environment.merging(terminal) { $1 }.merging(variables) { $1 }
        let outcome = try run(
            "/usr/bin/script", ["-qec", "\(at1) \(words)", "/dev/null"], in: box.files.path, environment: environment)
        #expect(outcome.status == 0, "\(outcome.output)")
        return outcome.output.replacing("\r\n", with: "\n")
    }

    @Test func coloursAreForTerminals() throws {
        #expect(try atTerminal("diff").contains("\u{1b}[31m-1\u{1b}[m\n\u{1b}[32m+2\u{1b}[m\n"))
        #expect(try atTerminal("status").contains("\u{1b}[31m\tmodified:   a\u{1b}[m\n"))
        #expect(try !atTerminal("diff", ["NO_COLOR": "1"]).contains("\u{1b}"))
        #expect(try !atTerminal("diff --color never").contains("\u{1b}"))
        #expect(try !box.ok("diff").contains("\u{1b}"))
        #expect(try box.ok("diff", "--color", "always").contains("\u{1b}[32m+2\u{1b}[m\n"))
    }

    @Test func whatOthersWroteIsNoOrderToTheTerminal() throws {
        try box.files.write("a", "\u{1b}[2J\n")
        #expect(try atTerminal("diff").contains("\u{1b}[32m+\\033[2J\u{1b}[m\n"))
    }

    @Test func longResultsGoThroughThePager() throws {
        let pager = ["PAGER": "sed 's/^/> /'"]
        #expect(try atTerminal("log --oneline", pager).hasPrefix("> "))
        #expect(try !atTerminal("log --oneline --no-pager", pager).hasPrefix("> "))
        #expect(try atTerminal("status", pager).hasPrefix("On branch"))
        // One that ends early has seen enough.
        #expect(try atTerminal("log", ["PAGER": "true"]) == "")
        try box.ok("config", "--global", "core.pager", "sed 's/^/| /'")
        #expect(try atTerminal("log --oneline", pager).hasPrefix("| "))
        // What is read by a program goes straight to it.
        #expect(try !box.ok("log", "--oneline").contains("| "))
    }
}
