import Foundation
import Objects
import Store
import TestSupport
import Testing

/// No permission, a read-only file system, a disk that is too small, too few files that may be open: a clean error, exit 4,
/// and all as it was.
@Suite struct EnvironmentFaultTests {
    private var environment: [String: String] { get throws { try FaultScenario.template.get().environment } }

    @Test(arguments: FaultScenario.all, ["denied", "readonly"])
    func withoutPermissionNothingChanges(_ scenario: FaultScenario, _ kind: String) throws {
        let scratch = try scenario.copy()
        let before = try RepositoryState(scratch.path)
        let outcome = try Faults.run(
            scenario.words, in: scratch.path, environment, with: ["AT1_FAULT_AT": "1", "AT1_FAULT_KIND": kind])
        #expect(outcome.status == 4, "\(outcome.errors)")
        let reason = kind == "denied" ? "Permission denied" : "Read-only file system"
        #expect(outcome.errors.hasPrefix("at1: error: ") && outcome.errors.contains(reason), "\(outcome.errors)")
        #expect(try RepositoryState(scratch.path) == before)
        try expectSound(scratch.path, scenario.name)
        #expect(try run(at1, scenario.words, in: scratch.path, environment: environment).status == 0)
    }

    @Test(arguments: ["denied", "readonly"]) func readersNeedNoPermissionToWrite(_ kind: String) throws {
        let scratch = try FaultScenario.all[0].copy()
        for words in [
            ["status"], ["log"], ["show"], ["diff"], ["ls-tree", "-r", "HEAD"], ["branch"], ["tag"], ["reflog"],
            ["rev-parse", "HEAD"], ["cat-file", "-p", "HEAD"], ["cat", "HEAD:a"], ["fsck"],
        ] {
            let outcome = try Faults.run(
                words, in: scratch.path, environment, with: ["AT1_FAULT_AT": "1", "AT1_FAULT_KIND": kind])
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        }
    }

    @Test(arguments: FaultScenario.all) func aDiskThatIsTooSmall(_ scenario: FaultScenario) throws {
        let start = try scenario.copy()
        let before = try RepositoryState(start.path)
        #expect(try run(at1, scenario.words, in: start.path, environment: environment).status == 0)
        let after = try RepositoryState(start.path)
        for room in [0, 1, 40, 150, 400, 1000, 3000, 10_000, 300_000] {
            let what = "\(scenario.name), room for \(room) bytes"
            let scratch = try scenario.copy()
            let outcome = try Faults.run(
                scenario.words, in: scratch.path, environment, with: ["AT1_FAULT_ROOM": "\(room)"])
            #expect([0, 4].contains(outcome.status), "\(what): \(outcome.errors)")
            let state = try RepositoryState(scratch.path)
            #expect(state.strangers(between: before, and: after) == [], "\(what)")
            try expectSound(scratch.path, what)
            if outcome.status == 4 {
                #expect(outcome.errors.contains("No space left"), "\(what): \(outcome.errors)")
                #expect(try scratch.names(".at1store/tmp") == [], "\(what)")
            } else {
                #expect(state.refs == after.refs && state.head == after.head, "\(what)")
                break
            }
            let again = try run(at1, scenario.words, in: scratch.path, environment: environment)
            #expect(scenario.statusAgain.contains(again.status), "\(what), again: \(again.errors)")
            #expect(try RepositoryState(scratch.path).refs == after.refs, "\(what), again")
        }
    }

    /// The same on a real one, of 512 KB: commits until it is full, and then some. Where nothing may be mounted, the
    /// library plays the disk.
    @Test func aSmallDiskFillsUp() throws {
        let scratch = try Scratch()
        let script = """
            mkdir disk && mount -t tmpfs -o size=512k tmpfs disk || exit 77
            cd disk && "$0" init -q || exit 1
            n=0 done=0 full=0
            while [ $full -lt 4 ] && [ $n -lt 60 ]; do
                n=$((n+1))
                head -c 20000 /dev/urandom > file-$n 2>/dev/null || rm -f file-$n
                if "$0" add -q . 2>../errors && "$0" commit -q --allow-empty -m "c $n" 2>../errors; then
                    done=$((done+1))
                else
                    status=$?
                    [ $status -eq 4 ] && grep -q 'No space left' ../errors || { cat ../errors; exit 2; }
                    full=$((full+1))
                fi
                "$0" fsck -q >/dev/null || exit 3
                [ "$("$0" log --oneline | wc -l)" -eq $done ] || exit 5
            done
            [ $full -ge 4 ] || exit 6
            rm -f file-1 file-2 file-3; "$0" gc -q --prune now 2>/dev/null
            mount -o remount,size=4m disk 2>/dev/null || mount -o remount,size=4m "$PWD"
            "$0" add -q . && "$0" commit -q -m last && "$0" fsck -q && [ -z "$(ls .at1store/tmp)" ]
            """
        var outcome = try run(
            "/usr/bin/env", ["unshare", "-rm", "sh", "-c", script, at1], in: scratch.path, environment: environment)
        if outcome.status == 77, geteuid() == 0 {
            outcome = try run(
                "/usr/bin/env", ["unshare", "-m", "sh", "-c", script, at1], in: scratch.path, environment: environment)
        }
        if outcome.errors.contains("unshare:") || outcome.status == 77 {
            return try aPlayedDiskFillsUp()
        }
        #expect(outcome.status == 0, "exit \(outcome.status): \(outcome.output) \(outcome.errors)")
    }

    private func aPlayedDiskFillsUp() throws {
        let box = try Sandbox()
        try box.ok("init")
        var room = 512_000
        var commits = 0
        for number in 0..<40 {
            try box.files.write("file-\(number)", noise(20_000, seed: UInt64(number + 1)))
            for words in [["add", "."], ["commit", "-m", "\(number)"]] {
                let outcome = try Faults.run(
                    words, in: box.files.path, box.environment, with: ["AT1_FAULT_ROOM": "\(max(room, 0))"])
                #expect([0, 1, 4].contains(outcome.status), "\(outcome.errors)")
                if outcome.status == 0, words[0] == "commit" { commits += 1 }
                room -= 10_500
            }
            #expect(try box.at1("fsck").status == 0)
        }
        #expect(commits > 0 && commits < 40)
        #expect(try box.ok("log", "--oneline").split(separator: "\n").count == commits)
        try box.ok("add", ".")
    }

    /// A repository cannot be made there; and what was tried is gone, so that the next try fails for the same reason.
    @Test(arguments: [
        ["init", "new"], ["init", "deep/er/new"], ["init", "--bare", "new"], ["init"], ["clone", "far", "new"],
    ])
    func aFileSystemWithoutLocks(_ words: [String]) throws {
        let scratch = try Scratch()
        try scratch.makeFolder("here")
        if words[0] == "clone" { #expect(try run(at1, ["init", "-q", "here/far"], in: scratch.path).status == 0) }
        let before = try scratch.names("here")
        for _ in 0..<2 {
            let outcome = try Faults.run(
                words, in: scratch["here"], [:], with: ["AT1_FAULT_AT": "1", "AT1_FAULT_KIND": "nolocks"])
            #expect(outcome.status == 4, "\(outcome.errors)")
            #expect(outcome.errors.contains("cannot lock '") && outcome.errors.contains("No locks available"))
            #expect(outcome.errors.contains("the file system does not support locks (flock)"), "\(outcome.errors)")
            #expect(try scratch.names("here") == before)
        }
        #expect(try run(at1, words, in: scratch["here"]).status == 0)
    }

    @Test func tooManyOpenFiles() throws {
        for scenario in FaultScenario.all
        where ["add", "commit", "switch", "gc", "tag", "restore"].contains(scenario.name) {
            let start = try scenario.copy()
            let before = try RepositoryState(start.path)
            #expect(try run(at1, scenario.words, in: start.path, environment: environment).status == 0)
            let after = try RepositoryState(start.path)
            var failed = 0
            for files in 6...30 {
                let what = "\(scenario.name) with \(files) files"
                let scratch = try scenario.copy()
                let outcome = try run(
                    "/bin/sh", ["-c", "ulimit -n \(files); exec \"$0\" \"$@\"", at1] + scenario.words,
                    in: scratch.path, environment: environment)
                #expect([0, 4].contains(outcome.status), "\(what): exit \(outcome.status) \(outcome.errors)")
                if outcome.status == 4 {
                    failed += 1
                    #expect(outcome.errors.hasPrefix("at1: error: "), "\(what): \(outcome.errors)")
                    #expect(outcome.errors.contains("Too many open files"), "\(what): \(outcome.errors)")
                }
                let state = try RepositoryState(scratch.path)
                #expect(state.strangers(between: before, and: after) == [], "\(what)")
                try expectSound(scratch.path, what)
                if outcome.status == 0 { break }
                let again = try run(at1, scenario.words, in: scratch.path, environment: environment)
                #expect(scenario.statusAgain.contains(again.status), "\(what), again: \(again.errors)")
            }
            #expect(failed > 0, "\(scenario.name)")
        }
    }
}
