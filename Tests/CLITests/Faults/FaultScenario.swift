import Foundation
import Objects
import Store
import TestSupport
import Testing

/// A command that changes something, and what it is given in.
struct FaultScenario: CustomTestStringConvertible, Sendable {
    let name: String
    let words: [String]
    var preparation: [[String]] = []
    var files: [String: String] = [:]
    var removed: [String] = []
    /// What the command may say when it is given again after it was done.
    var statusAgain: Set<Int32> = [0]

    var testDescription: String { name }

    static let all: [FaultScenario] = [
        FaultScenario(name: "add", words: ["add", "."], files: ["a": "changed\n", "n/m": "new\n"]),
        FaultScenario(
            name: "commit", words: ["commit", "-m", "two"], preparation: [["add", "."]],
            files: ["a": "changed\n", "n/m": "new\n"], statusAgain: [0, 1]),
        FaultScenario(
            name: "add that joins packs", words: ["add", "."], preparation: [["config", "gc.auto", "2"]],
            files: ["a": "changed\n", "n/m": "new\n"]),
        FaultScenario(
            name: "commit that joins packs", words: ["commit", "-m", "two"],
            preparation: [["add", "."], ["config", "gc.auto", "2"]],
            files: ["a": "changed\n", "n/m": "new\n"], statusAgain: [0, 1]),
        FaultScenario(
            name: "generate",
            words: ["generate", "np_montecarlo", "--params", #"{"seed":3,"n_paths":4,"n_steps":5}"#, "--out", "made"]),
        FaultScenario(name: "switch", words: ["switch", "side"]),
        FaultScenario(name: "switch --force", words: ["switch", "-f", "side"], files: ["a": "changed\n"]),
        FaultScenario(name: "switch to a new branch", words: ["switch", "-c", "new"], statusAgain: [0, 2]),
        FaultScenario(
            name: "checkout of a new branch", words: ["checkout", "-b", "new", "side"], statusAgain: [0, 2]),
        FaultScenario(name: "checkout of a commit", words: ["checkout", "side~0"]),
        FaultScenario(name: "checkout of a path", words: ["checkout", "side", "--", "a"]),
        FaultScenario(name: "reset --hard", words: ["reset", "--hard", "side"], files: ["a": "changed\n"]),
        FaultScenario(name: "reset", words: ["reset", "side"]),
        FaultScenario(name: "restore", words: ["restore", "."], removed: ["a", "run.f64"]),
        FaultScenario(name: "gc", words: ["gc", "--prune", "now"]),
        FaultScenario(name: "gc --parity", words: ["gc", "--parity", "10%"]),
        FaultScenario(name: "branch", words: ["branch", "other"], statusAgain: [0, 2]),
        FaultScenario(name: "branch -m", words: ["branch", "-m", "main", "trunk"], statusAgain: [0, 2]),
        FaultScenario(name: "branch -D", words: ["branch", "-D", "side"], statusAgain: [0, 2]),
        FaultScenario(name: "tag", words: ["tag", "-a", "-m", "t", "v1"], statusAgain: [0, 2]),
        FaultScenario(name: "rm", words: ["rm", "a"], statusAgain: [0, 2]),
        FaultScenario(name: "mv", words: ["mv", "a", "e"], statusAgain: [0, 2]),
        FaultScenario(
            name: "add a recipe",
            words: ["add", "same", "--generator", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#],
            preparation: [["mv", "run.f64", "same"]]),
        FaultScenario(name: "merge", words: ["merge", "side"]),
        FaultScenario(
            name: "merge of two branches", words: ["merge", "side"],
            preparation: [["add", "own"], ["commit", "-m", "three"]], files: ["own": "ours\n"]),
        FaultScenario(
            name: "merge --abort", words: ["merge", "--abort"],
            preparation: [["merge", "--no-ff", "--no-commit", "side"]],
            statusAgain: [0, 2]),
        FaultScenario(
            name: "merge --continue", words: ["merge", "--continue"],
            preparation: [["merge", "--no-ff", "--no-commit", "side"]], statusAgain: [0, 2]),
        FaultScenario(name: "cherry-pick", words: ["cherry-pick", "side"]),
        FaultScenario(name: "revert", words: ["revert", "side"], preparation: [["merge", "side"]]),
        FaultScenario(
            name: "rebase", words: ["rebase", "side"],
            preparation: [["add", "own"], ["commit", "-m", "three"]], files: ["own": "ours\n"]),
        FaultScenario(name: "stash", words: ["stash"], files: ["a": "changed\n", "d/b": "changed, too\n"]),
        FaultScenario(
            name: "stash pop", words: ["stash", "pop"], preparation: [["stash"]], files: ["a": "changed\n"],
            statusAgain: [0, 2]),
        FaultScenario(name: "config", words: ["config", "user.name", "Grace"]),
    ]

    /// A repository with two branches that differ in all the ways that a checkout must handle.
    static let template = Result { try makeTemplate(bigLength: 1_100_000) }

    static func makeTemplate(bigLength: Int) throws -> Sandbox {
        let box = try Sandbox()
        try box.ok("init")
        try box.files.write("a", String(repeating: "one,two\n", count: 500))
        try box.files.write("d/b", "b\n")
        try box.files.write("f", "a file that becomes a folder\n")
        try box.files.write("big", noise(bigLength))
        try box.ok("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run.f64")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "one")
        try box.ok("switch", "-c", "side")
        for name in ["d", "f"] { try box.files.remove(name) }
        try box.files.write("d", "a folder that became a file\n")
        try box.files.write("f/g", "g\n")
        try box.files.write("a", "other\n")
        try box.ok("add", ".")
        try box.ok("commit", "-m", "two")
        try box.ok("switch", "main")
        return box
    }

    /// A copy of the template, prepared for the command.
    func copy(of template: Sandbox? = nil) throws -> Scratch {
        let template = try template ?? Self.template.get()
        let scratch = try Scratch()
        let outcome = try run("/bin/cp", ["-a", template.files.path + "/.", scratch.path], in: scratch.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for (name, text) in files { try scratch.write(name, text) }
        for name in removed { try scratch.remove(name) }
        for words in preparation {
            #expect(try run(at1, words, in: scratch.path, environment: template.environment).status == 0)
        }
        return scratch
    }
}

/// All that a repository says, and the files of its working tree.
struct RepositoryState: Equatable {
    var head: Head
    var refs: [String: ObjectID]
    var index: [String: ObjectID]
    var settings: String
    var files: [String: [UInt8]]

    init(_ folder: String) throws {
        let repository = try Repository.open(at: folder)
        head = try repository.refs.head()
        refs = Dictionary(uniqueKeysWithValues: try repository.refs.list().map { ($0.name.text, $0.id) })
        index = Dictionary(uniqueKeysWithValues: try repository.index().entries.map { ($0.path.description, $0.id) })
        settings = String(
            decoding: FileManager.default.contents(atPath: folder + "/.at1store/config") ?? Data(), as: UTF8.self)
        files = try Self.workTree(folder)
    }

    /// The files of a working tree, and what is in them.
    static func workTree(_ folder: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: folder)!
        where !name.hasPrefix(".at1store") {
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
            if !isFolder.boolValue { files[name] = [UInt8](bytes) }
        }
        return files
    }

    /// What is neither as it was before nor as it is after: nothing, if the two are the ends of one command.
    func strangers(between before: RepositoryState, and after: RepositoryState) -> [String] {
        var strange: [String] = []
        if head != before.head, head != after.head { strange.append("HEAD") }
        for name in Set(refs.keys).union(before.refs.keys).union(after.refs.keys)
        where refs[name] != before.refs[name] && refs[name] != after.refs[name] { strange.append(name) }
        if index != before.index, index != after.index { strange.append("index") }
        if settings != before.settings, settings != after.settings { strange.append("config") }
        for (name, bytes) in files where !name.contains(".at1-tmp-") {
            if bytes != before.files[name], bytes != after.files[name] { strange.append(name) }
        }
        return strange
    }
}

/// Checks a repository as fsck does, but for the recipes.
func expectSound(_ folder: String, _ what: String) throws {
    var options = Fsck.Options()
    options.executesRecipes = false
    let report = try Fsck(Repository.open(at: folder), options).run()
    #expect(report.isClean, "\(what): \(report.findings.map(\.what))")
}
