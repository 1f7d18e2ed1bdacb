import Foundation
import TestSupport
import Testing

/// Every command of docs/tutorial.md, one after the other.
@Suite struct TutorialTests {
    @Test func everyCommandWorks() throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: package.appendingPathComponent("docs/tutorial.md"), encoding: .utf8)
        let commands = text.split(separator: "\n").filter { $0.hasPrefix("    $ ") }.map { String($0.dropFirst(6)) }
        #expect(commands.count > 40)
        let (home, top) = (try Scratch(), try Scratch())
        try top.write("work/.keep", "")
        try top.remove("work/.keep")
        let programs = URL(fileURLWithPath: at1).deletingLastPathComponent().path
        let environment = [
            "XDG_CONFIG_HOME": home.path,
            "PATH": programs + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
        ]
        for command in commands {
            let outcome = try run("/bin/bash", ["-c", command], in: top["work"], environment: environment)
            let expected: Int32 = command.contains("# exits with 1") ? 1 : 0
            #expect(outcome.status == expected, "\(command): \(outcome.errors)\(outcome.output)")
        }
    }
}
