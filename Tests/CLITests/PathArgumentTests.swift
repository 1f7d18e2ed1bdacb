import Foundation
import TestSupport
import Testing

/// Words of the call that name files: an empty one names nothing, a reserved one is refused.
@Suite struct PathArgumentTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["a": [1], "d/b": [2]])
        try box.files.write("a", "changed")
    }

    private func at(_ words: [String]) throws -> Outcome {
        try run(at1, words, in: box.files.path, environment: box.environment)
    }

    @Test(arguments: [
        ["restore", ""], ["rm", "-rf", ""], ["drop", ""], ["add", ""], ["checkout", "HEAD", "--", ""],
        ["reset", "--", ""],
        ["materialize", ""], ["du", ""], ["diff", "--", ""], ["log", "--", ""], ["status", ""], ["mv", "", "x"],
        ["mv", "a", ""],
        ["ls-tree", "HEAD", ""], ["-C", "", "status"], ["clone", ""], ["clone", ".", ""], ["init", ""],
        ["add", ".", ""],
        ["generate", "np_montecarlo", "--params", "{}", "--out", ""], ["replay", "pack", "a", "--out", ""],
        ["replay", "unpack", "", "--out", "x"], ["hash-object", ""], ["checkout", "HEAD", ""],
        ["serve", "--stdio", ""],
        ["add", "--recipes", ""], ["fsck", "--attest", "k", "-o", ""], ["mirror", "push", ""],
        ["key", "export", "-o", ""],
    ])
    func theEmptyPathIsAnError(_ words: [String]) throws {
        let before = try box.files.names()
        let outcome = try at(words)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("an empty string is not a path"), "\(outcome.errors)")
        #expect(try box.files.names() == before)
        #expect(try box.files.read("a") == Array("changed".utf8))
        #expect(try box.ok("status", "-s") == " M a\n")
    }

    @Test(arguments: [
        ["show", ""], ["rev-parse", ""], ["cat", ""], ["log", ""], ["diff", ""], ["cat-file", "-p", ""],
        ["ls-tree", ""],
        ["tag", "t", ""], ["branch", "b", ""], ["restore", "--source", "", "a"],
    ])
    func theEmptyRevisionIsAnError(_ words: [String]) throws {
        let outcome = try at(words)
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("at1: error: '' names no commit, tag or object\n"), "\(outcome.errors)")
    }

    @Test(arguments: [
        ["add", ".git/config"], ["add", "d/.GIT/x"], ["add", "git~1"], ["rm", ".at1store/HEAD"], ["drop", ".at1store"],
        ["restore", ".at1store/config"], ["mv", "a", ".at1store/a"], ["mv", "a", ".git/hooks/x"],
        ["checkout", "HEAD", "--", "d/../.at1store"],
        [
            "generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":1,"n_steps":1}"#, "--out",
            ".git/hooks/post-checkout",
        ],
    ])
    func aReservedPathIsAnError(_ words: [String]) throws {
        let outcome = try at(words)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("which a file system may treat as '."), "\(outcome.errors)")
        #expect(try box.ok("fsck").contains("everything is right"))
    }

    @Test func addingAFolderLeavesGitToGit() throws {
        try box.files.write(".git/config", "[core]\n")
        try box.files.write("sub/.git", "gitdir: elsewhere\n")
        try box.files.write("sub/.gitignore", "x\n")
        try box.files.write("GIT~1", "short")
        let outcome = try at(["add", "."])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "at1: warning: skipped 'GIT~1': a file system may treat the name as '.git'\n")
        #expect(try box.ok("status", "-s") == "M  a\nA  sub/.gitignore\n")
    }

    @Test func namesThatMeetElsewhereAreWarnedOf() throws {
        try box.files.write("README", "1")
        try box.files.write("readme", "2")
        let outcome = try at(["add", "README", "readme"])
        #expect(outcome.status == 0)
        #expect(
            outcome.errors
                == "at1: warning: README and readme are one name on file systems that ignore case or Unicode form\n")
    }

    /// A file system that takes `README` and `readme` for one name: what stands between at1 and the system's.
    private static let folding = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdarg.h>
        #include <strings.h>
        #include <sys/stat.h>
        #define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
        static const char *folded(const char *name) { return strcasecmp(name, "readme") ? name : "readme"; }
        static int opened(int (*real)(int, const char *, int, ...), int at, const char *name, int flags, va_list more) {
            return real(at, folded(name), flags, va_arg(more, int));
        }
        int openat(int at, const char *name, int flags, ...) {
            va_list more; va_start(more, flags);
            return opened(REAL(openat), at, name, flags, more);
        }
        int openat64(int at, const char *name, int flags, ...) {
            va_list more; va_start(more, flags);
            return opened(REAL(openat64), at, name, flags, more);
        }
        int fstatat(int at, const char *name, struct stat *status, int flags) {
            return REAL(fstatat)(at, folded(name), status, flags);
        }
        int unlinkat(int at, const char *name, int flags) { return REAL(unlinkat)(at, folded(name), flags); }
        int renameat(int at, const char *name, int to, const char *new) {
            return REAL(renameat)(at, folded(name), to, folded(new));
        }
        """

    @Test func namesThatMeetHereAreRefused() throws {
        let library = try Scratch()
        try library.write("folding.c", Self.folding)
        let compile =
            "for c in clang cc gcc; do command -v $c >/dev/null && exec $c -shared -fPIC -o folding.so folding.c -ldl; done; exit 1"
        let compiled = try run("/bin/sh", ["-c", compile], in: library.path)
        try #require(compiled.status == 0, "\(compiled.errors)")
        try box.files.write("README", "1")
        try box.files.write("readme", "2")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "both")
        let environment = box.environment.merging(["LD_PRELOAD": library["folding.so"]]) { $1 }
        let outcome = try run(
            at1, ["clone", box.files.path, library["clone"]], in: library.path, environment: environment)
        #expect(outcome.status == 4)
        #expect(
            outcome.errors.contains("the file system treats two names as one: 'README' and 'readme'"),
            "\(outcome.errors)")
        #expect(try library.names("clone") == [".at1store"])
        // Where they can be told apart, both are there.
        let plain = try at(["-C", library["clone"], "checkout", "HEAD", "--", "."])
        #expect(plain.status == 0, "\(plain.errors)")
        #expect(try library.read("clone/README") == Array("1".utf8))
        #expect(try library.read("clone/readme") == Array("2".utf8))
    }
}
