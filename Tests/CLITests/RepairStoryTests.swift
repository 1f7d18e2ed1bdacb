import Foundation
import TestSupport
import Testing

/// `fsck --repair` and `gc --parity`, told to the binary.
@Suite struct RepairStoryTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["sub/f": noise(50_000)])
    }

    private func packs() throws -> [String] {
        try box.files.names(".at1store/packs").filter { $0.hasSuffix(".pack") }
    }

    /// Damages the middle of the largest pack.
    private func damage() throws {
        let sizes = try packs().map { (try box.files.read(".at1store/packs/\($0)"), $0) }
        guard let (bytes, name) = sizes.max(by: { $0.0.count < $1.0.count }) else { return }
        var damaged = bytes
        damaged[bytes.count / 2] ^= 1
        try box.files.write(".at1store/packs/\(name)", damaged)
    }

    @Test func aProblemNamesPathsCommitsAndTheNextCommand() throws {
        try damage()
        let outcome = try box.at1("fsck")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("touches sub/f"))
        #expect(outcome.output.contains("in commit "))
        #expect(outcome.output.contains("'at1 fsck --repair'"))
    }

    @Test func theWorkTreeGivesBackWhatItHas() throws {
        try damage()
        let report = try box.at1("fsck", "--repair", "--json")
        #expect(report.status == 0, "\(report.errors)\(report.output)")
        let json = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
        let repair = try #require(json?["repair"] as? [String: Any])
        #expect((repair["quarantined"] as? [String])?.count == 1)
        let recovered = try #require(repair["recovered"] as? [[String: Any]])
        #expect(recovered.map { $0["from"] as? String } == ["the working tree"])
        #expect(try box.ok("fsck").contains("everything is right"))
        #expect(try box.files.names(".at1store/quarantine").count == 1)
    }

    @Test func parityGivesBackWhatNobodyElseHas() throws {
        try box.ok("gc", "--parity", "5%")
        try box.files.remove("sub/f")
        try damage()
        #expect(try box.at1("cat-file", "-p", "HEAD:sub/f").status == 1)
        let report = try box.at1("fsck", "--repair")
        #expect(report.status == 0)
        #expect(report.output.contains("reconstructed from parity: "))
        try box.ok("restore", "sub/f")
        #expect(try box.files.read("sub/f") == noise(50_000))
        #expect(try box.at1("gc", "--parity", "five").status == 2)
    }

    @Test func aRemoteThatIsNoPathGivesBackWhatItHas() throws {
        let there = try Scratch()
        try box.ok("clone", "--bare", ".", there["copy.at1"])
        // What ssh would run over there, without ssh.
        try there.write("ssh", "#!/bin/sh\nexec '\(at1)' serve --stdio '\(there["copy.at1"])'\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: there["ssh"])
        try box.ok("config", "core.sshcommand", there["ssh"])
        try box.ok("remote", "add", "far", "host:/copy.at1")
        try box.files.remove("sub/f")
        try damage()
        let report = try box.at1("fsck", "--repair")
        #expect(report.status == 0, "\(report.errors)\(report.output)")
        #expect(report.output.contains("recovered from remote far: 1 object"))
        try box.ok("restore", "sub/f")
        #expect(try box.files.read("sub/f") == noise(50_000))
    }

    @Test func aRemoteThatCannotBeReachedIsSaidAndHidesNothing() throws {
        try box.ok("config", "core.sshcommand", "/bin/false")
        try box.ok("remote", "add", "far", "host:/copy.at1")
        try box.ok("remote", "add", "none", "/nowhere/at/all")
        try box.files.remove("sub/f")
        try damage()
        let report = try box.at1("fsck", "--repair")
        #expect(report.status == 1)
        #expect(report.output.contains("could not be queried: remote far"))
        #expect(report.output.contains("could not be queried: remote none"))
        #expect(report.output.contains("touches sub/f"))
    }
}
