import Foundation
import Objects
import TestSupport
import Testing

/// Repositories that stand for more than can be held, given to the program with 1 GiB of memory: it does what is asked, or
/// refuses in words of its own, in time.
@Suite struct LimitStoryTests {
    private static let commands: [[String]] = [
        ["status"], ["reset", "--hard"], ["ls-tree", "-r", "HEAD"], ["diff", "HEAD"], ["show"], ["log"],
        ["log", "--", "0"],
        ["du", "--revision", "HEAD"], ["checkout", "HEAD", "--", "0"], ["tag", "-l"], ["branch"],
        ["update-server-info"],
        ["fsck"], ["gc"], ["clone", ".", "copy"],
    ]

    private func sandbox(_ make: (inout ForeignStore) -> ForeignStore.ID) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.ok("init")
        var store = ForeignStore()
        let commit = store.commit(make(&store))
        store.refs = [("refs/heads/main", commit)]
        try store.write(to: sandbox.files[".at1store"])
        return sandbox
    }

    /// The exit codes of the commands, none of which may end by a signal, print a trace, or take more than a minute.
    private func run(_ commands: [[String]], in sandbox: Sandbox) throws -> [Int32] {
        try commands.map { words in
            let outcome = try TestSupport.run(
                "/bin/sh", ["-c", "ulimit -v 1048576; exec timeout 60 \"$@\"", "sh", at1] + words,
                in: sandbox.files.path, environment: sandbox.environment)
            let name = words.joined(separator: " ")
            #expect(
                outcome.signal == nil && (0...4).contains(outcome.status),
                "\(name): \(outcome.status) \(outcome.errors)")
            if outcome.status > 1 {
                #expect(outcome.errors.hasPrefix("at1: error: "), "\(name): \(outcome.errors)")
            }
            return outcome.status
        }
    }

    @Test func treesThatShareFolders() throws {
        let sandbox = try sandbox { $0.shared(width: 10, depth: 10) }
        #expect(try run(Self.commands, in: sandbox) == [3, 3, 3, 3, 3, 0, 0, 3, 3, 0, 0, 0, 1, 0, 3])
    }

    @Test func treesThatAreTooDeep() throws {
        let sandbox = try sandbox { $0.nested(3_000) }
        #expect(try run(Self.commands, in: sandbox) == [3, 3, 3, 3, 3, 0, 0, 3, 3, 0, 0, 0, 1, 0, 3])
    }

    @Test func treesThatAreAsDeepAsTheyMayBe() throws {
        let sandbox = try sandbox { $0.nested(999) }
        let commands: [[String]] = [
            ["reset", "--hard"], ["status"], ["ls-tree", "-r", "HEAD"], ["du"], ["gc"], ["add", "."], ["drop", "d"],
            ["materialize", "d"], ["diff"], ["clone", ".", "copy"],
        ]
        #expect(try run(commands, in: sandbox) == commands.map { _ in 0 })
    }

    @Test func filesThatNoDiskHolds() throws {
        let sandbox = try sandbox { store in
            let blob = store.put(.blob, [UInt8](repeating: 0, count: 1 << 20))
            let list = store.chunks(blob, length: 1 << 20, count: 1 << 10)
            let zeros = String(repeating: "0", count: 64)
            let engine = #"{"arithmetic":null,"code":"\#(zeros)","name":"at1"}"#
            let output = #"{"length":"8000000000000000000","sha256":"\#(zeros)"}"#
            let params = #"{"n_paths":1000000000000000,"n_steps":1000,"seed":1}"#
            let recipe: String =
                #"{"array":"X","encoding":"raw","engine":\#(engine),"generator":"np_montecarlo","output":\#(output),"params":\#(params)}"#
            let file = store.put(.recipe, Array(recipe.utf8))
            return store.tree([.init("list", list, kind: "chunks"), .init("recipe", file, kind: "recipe")])
        }
        let commands: [[String]] = [
            ["status"], ["reset", "--hard"], ["checkout", "HEAD", "--", "recipe"], ["cat", "HEAD:recipe"],
            ["du", "--revision", "HEAD"], ["clone", ".", "copy"],
        ]
        let statuses = try run(commands, in: sandbox)
        // A clone is refused for the list, whose file is not the one that it states.
        #expect(statuses == [0, 4, 4, 3, 0, 3])
        let error = try sandbox.at1("reset", "--hard").errors
        #expect(error.contains("are free where they would be written"))
        #expect(!sandbox.files.exists("list"))
        #expect(try sandbox.at1("cat", "HEAD:recipe").errors.contains("raise engine.memory"))
    }
}
