import Foundation
import TestSupport
import Testing

/// `at1 git migrate` and the pre-push hook with git alone: what git-lfs and DVC have stored is written by the tests.
/// `scripts/peer-git` uses the real programs.
@Suite struct GitMigrateStoryTests {
    let box: Sandbox
    private let environment: [String: String]

    init() throws {
        (box, environment) = try Sandbox.withGit()
        try ok("at1", "-C", "data", "git", "install")
    }

    private func call(_ words: [String]) throws -> Outcome {
        try run("/usr/bin/env", words, in: box.files.path, environment: environment)
    }

    @discardableResult
    private func ok(_ words: String...) throws -> String {
        let outcome = try call(words)
        #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        return outcome.output
    }

    private func commit() throws {
        try ok("git", "-C", "data", "add", ".")
        try ok("git", "-C", "data", "commit", "-q", "-m", "next")
    }

    private static let file = "a long line\n"
    private static let bytes = Array(String(repeating: file, count: 10_000).utf8)

    /// A pointer of git-lfs in the working tree, as in a clone without git-lfs, and its object.
    private func layLargeFile(object: [UInt8]?) throws {
        let digest = try run(
            "/usr/bin/sha256sum", [], in: box.files.path, input: String(decoding: Self.bytes, as: UTF8.self)
        )
        .output.prefix(64)
        try box.files.write(
            "data/big.bin",
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize \(Self.bytes.count)\n")
        try box.files.write("data/.gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
        if let object {
            try box.files.write(
                "data/.git/lfs/objects/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)", object)
        }
        try commit()
    }

    @Test func pointersOfGitLFS() throws {
        try layLargeFile(object: Self.bytes)
        #expect(try ok("at1", "-C", "data", "git", "migrate", "--from", "lfs") == "object   big.bin\n")
        #expect(try box.files.read("data/big.bin") == Self.bytes)
        #expect(
            try box.files.read("data/.gitattributes") == Array("*.bin filter=at1 diff=at1 merge=at1 -text\n".utf8))
        #expect(try ok("git", "-C", "data", "diff", "--name-only") == "")
        #expect(try ok("git", "-C", "data", "show", "--no-textconv", ":big.bin").hasPrefix("at1 pointer 1\n"))
        try ok("git", "-C", "data", "commit", "-q", "-m", "migrated")
        let outcome = try call(["at1", "-C", "data", "git", "migrate", "--from", "lfs"])
        #expect(outcome.status == 0 && outcome.errors.contains("there is nothing to migrate"))
    }

    /// Killed when it is about to call git with this word; nothing is lost, and the next call completes it.
    @Test(arguments: ["status", "ls-files", "hash-object", "--index-info", "check-attr", "checkout-index", "--refresh"])
    func killed(at word: String) throws {
        try layLargeFile(object: Self.bytes)
        let before = try ok("git", "-C", "data", "ls-files", "-s")
        try box.files.write(
            "killing/git",
            "#!/bin/sh\nfor word; do [ \"$word\" != '\(word)' ] || { kill -9 $PPID; exit 1; }; done\nexec /usr/bin/git \"$@\"\n"
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: box.files["killing/git"])
        let path = try #require(environment["PATH"])
        let outcome = try run(
            at1, ["-C", "data", "git", "migrate", "--from", "lfs"], in: box.files.path,
            environment: environment.merging(["PATH": "\(box.files["killing"]):\(path)"]) { $1 })
        #expect(outcome.signal == SIGKILL)
        let isInPlace = try ok("git", "-C", "data", "ls-files", "-s") != before
        #expect(isInPlace == ["checkout-index", "--refresh"].contains(word))
        // As if it had been killed a moment later, when it holds git's lock.
        let (new, lock) = (box.files["data/.git/at1-migration/index"], box.files["data/.git/index.lock"])
        if !isInPlace, FileManager.default.fileExists(atPath: new) {
            try FileManager.default.linkItem(atPath: new, toPath: lock)
        }
        let status = try call(["at1", "-C", "data", "git", "status"])
        #expect(status.errors.contains("a migration was interrupted") == isInPlace, "\(status.errors)")
        let next = try call(["at1", "-C", "data", "git", "migrate", "--from", "lfs"])
        #expect(next.status == 0, "\(next.errors)")
        #expect(next.errors.contains("completed the migration that was interrupted") == isInPlace, "\(next.errors)")
        #expect(try box.files.read("data/big.bin") == Self.bytes)
        #expect(try ok("git", "-C", "data", "diff", "--name-only") == "")
        #expect(try ok("git", "-C", "data", "show", "--no-textconv", ":big.bin").hasPrefix("at1 pointer 1\n"))
        #expect(!box.files.exists("data/.git/at1-migration") && !box.files.exists("data/.git/index.lock"))
    }

    @Test func anObjectThatIsMissingOrDamaged() throws {
        try layLargeFile(object: nil)
        let before = try ok("git", "-C", "data", "ls-files", "-s")
        let missing = try call(["at1", "-C", "data", "git", "migrate", "--from", "lfs"])
        #expect(missing.status == 1)
        #expect(missing.output.hasPrefix("big.bin: git-lfs does not have its object "), "\(missing.output)")
        #expect(missing.errors.contains("nothing is changed: 1 problem"))
        try layLargeFileObject(Array(Self.bytes.dropLast()))
        #expect(
            try call(["at1", "-C", "data", "git", "migrate", "--from", "lfs"]).output.contains(
                "has 119999 bytes instead of 120000"))
        try layLargeFileObject(Self.bytes.dropLast() + [0x20])
        let damaged = try call(["at1", "-C", "data", "git", "migrate", "--from", "lfs"])
        #expect(damaged.status == 1 && damaged.output.contains("are damaged"), "\(damaged.output)")
        #expect(try ok("git", "-C", "data", "ls-files", "-s") == before)
        #expect(try ok("git", "-C", "data", "status", "--porcelain") == "")
        try box.files.write("data/.gitattributes", "changed\n")
        let changed = try call(["at1", "-C", "data", "git", "migrate", "--from", "lfs"])
        #expect(changed.status == 3)
        #expect(changed.errors.contains("at1: error: the working tree has changes that are not committed"))
    }

    private func layLargeFileObject(_ object: [UInt8]) throws {
        let pointer = String(decoding: try box.files.read("data/big.bin"), as: UTF8.self)
        let digest = try #require(pointer.split(separator: "sha256:").last?.prefix(64))
        try box.files.write(
            "data/.git/lfs/objects/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)", object)
    }

    @Test func filesOfDVC() throws {
        let digest = try run(
            "/usr/bin/md5sum", [], in: box.files.path, input: String(decoding: Self.bytes, as: UTF8.self)
        )
        .output.prefix(32)
        try box.files.write("data/.dvc/cache/files/md5/\(digest.prefix(2))/\(digest.dropFirst(2))", Self.bytes)
        try box.files.write("data/.gitignore", "/.dvc/cache\n/big.bin\n")
        try box.files.write("data/big.bin.dvc", "outs:\n- md5: \(digest)\n  hash: md5\n  path: big.bin\n")
        try commit()
        #expect(try ok("at1", "-C", "data", "git", "migrate", "--from", "dvc") == "object   big.bin\n")
        #expect(try box.files.read("data/big.bin") == Self.bytes && !box.files.exists("data/big.bin.dvc"))
        #expect(try box.files.read("data/.gitignore") == Array("/.dvc/cache\n".utf8))
        #expect(try ok("git", "-C", "data", "diff", "--name-only") == "")
        try ok("git", "-C", "data", "commit", "-q", "-m", "migrated")
        try box.files.write("data/bad.dvc", "outs:\n- md5: \(digest)\n  path: ../../up\n")
        try commit()
        let outcome = try call(["at1", "-C", "data", "git", "migrate", "--from", "dvc"])
        #expect(outcome.status == 1 && outcome.output.contains("bad.dvc: '../../up' is not a path below it"))
    }

    @Test func aForeignHookStays() throws {
        #expect(try ok("at1", "-C", "data", "git", "install", "--json").contains(#""hook":"own""#))
        try ok("at1", "-C", "data", "git", "uninstall")
        #expect(!box.files.exists("data/.git/hooks/pre-push"))
        try box.files.write("data/.git/hooks/pre-push", "#!/bin/sh\n# at1 git pre-push\nexit 0\n")
        let outcome = try call(["at1", "-C", "data", "git", "install"])
        #expect(outcome.status == 0 && outcome.errors.contains("    at1 git pre-push \"$@\"\n"))
        #expect(try box.files.read("data/.git/hooks/pre-push").count == 36)
        try ok("at1", "-C", "data", "git", "install", "--force")
        #expect(
            String(decoding: try box.files.read("data/.git/hooks/pre-push"), as: UTF8.self).contains("pre-push hook 1"))
    }
}
