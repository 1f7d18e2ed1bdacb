import Foundation
import Objects
import Packs
import Store
import TestSupport
import Testing

/// Damage to a repository that `fsck --repair` mends, and where from.
struct RepairScenario: CustomTestStringConvertible, Sendable {
    let name: String
    /// What is given before the damage.
    var preparation: [[String]] = []
    /// Files of the working tree that are gone, so that it cannot help.
    var removed: [String] = []
    /// Does the damage in the repository `here`.
    let damage: @Sendable (Scratch) throws -> Void

    static let words = ["fsck", "--repair"]
    var testDescription: String { name }

    private static let parity = [["gc", "--parity", "20%"]]
    private static let remote = [["remote", "add", "far", "../there"]]
    private static let files = ["a", "big", "d", "run"]

    static let all: [RepairScenario] = [
        RepairScenario(name: "from parity", preparation: parity, removed: files) {
            try flipLargest($0, at: [0.3, 0.6])
        },
        RepairScenario(name: "a tail from parity", preparation: parity, removed: files) { here in
            try change(largest(here), in: here) { $0.removeLast(3000) }
        },
        RepairScenario(name: "parity itself", preparation: parity) { here in
            for name in try packs(here, ".parity") {
                try change(name, in: here) { $0[$0.count / 2] ^= 1 }
            }
        },
        RepairScenario(name: "from the working tree") { try flipLargest($0, at: [0.5]) },
        RepairScenario(name: "from a remote path", preparation: remote, removed: files) {
            try flipLargest($0, at: [0.2, 0.7])
        },
        RepairScenario(name: "every pack, from a remote path", preparation: remote, removed: files) { here in
            for name in try packs(here) { try change(name, in: here) { $0[$0.count / 3] ^= 4 } }
        },
        RepairScenario(name: "a pack that is gone, from a remote path", preparation: remote, removed: files) {
            try $0.remove("here/.at1store/packs/\(largest($0))")
        },
        RepairScenario(name: "packs without their ends") { here in
            for name in try packs(here) { try change(name, in: here) { $0.removeLast(72) } }
        },
        RepairScenario(name: "the index") { here in
            var bytes = try here.read("here/.at1store/index")
            bytes[bytes.count / 2] ^= 1
            try here.write("here/.at1store/index", bytes)
        },
    ]

    // MARK: Damage

    private static func packs(_ scratch: Scratch, _ ending: String = ".pack") throws -> [String] {
        try scratch.names("here/.at1store/packs").filter { $0.hasSuffix(ending) }
    }

    private static func largest(_ scratch: Scratch) throws -> String {
        let sizes = try packs(scratch).map { (try scratch.read("here/.at1store/packs/\($0)").count, $0) }
        return try #require(sizes.max { $0.0 < $1.0 }).1
    }

    private static func change(_ name: String, in scratch: Scratch, _ body: (inout [UInt8]) -> Void) throws {
        var bytes = try scratch.read("here/.at1store/packs/\(name)")
        body(&bytes)
        try scratch.write("here/.at1store/packs/\(name)", bytes)
    }

    private static func flipLargest(_ scratch: Scratch, at places: [Double]) throws {
        try change(largest(scratch), in: scratch) { bytes in
            for place in places { bytes[Int(Double(bytes.count) * place)] ^= 1 }
        }
    }

    // MARK: Repositories

    /// here, a repository of three commits, in packs of their own; there, a copy of it.
    private static let template = Result {
        let box = try Sandbox()
        func at1(_ words: String...) throws {
            let outcome = try run(TestSupport.at1, words, in: box.files["here"], environment: box.environment)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        }
        try box.ok("init", "here")
        try box.files.write("here/a", String(repeating: "one,two\n", count: 500))
        try box.files.write("here/big", noise(40_000))
        try at1("generate", "np_montecarlo", "--params", #"{"seed":1,"n_paths":5,"n_steps":6}"#, "--out", "run")
        // Nothing is staged that no commit has, as the other repository has none of it.
        try at1("commit", "-m", "a recipe")
        try at1("add", ".")
        try at1("commit", "-m", "one")
        try box.files.write("here/d/late", noise(9000, seed: 2))
        try at1("add", ".")
        try at1("commit", "-m", "two")
        try at1("tag", "-a", "-m", "t", "v1")
        try box.ok("clone", "--bare", "here", "there")
        return box
    }

    static var environment: [String: String] { get throws { try template.get().environment } }

    /// Both repositories, damaged.
    func copy() throws -> Scratch {
        let scratch = try Self.copy(of: Self.template.get().files)
        for words in preparation {
            let outcome = try run(at1, words, in: scratch["here"], environment: Self.environment)
            try #require(outcome.status == 0, "\(words): \(outcome.errors)")
        }
        for name in removed where scratch.exists("here/\(name)") { try scratch.remove("here/\(name)") }
        try damage(scratch)
        return scratch
    }

    static func copy(of damaged: Scratch) throws -> Scratch {
        let scratch = try Scratch()
        let outcome = try run("/bin/cp", ["-a", damaged.path + "/.", scratch.path], in: scratch.path)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return scratch
    }

    /// The objects of the repository before it is damaged.
    static let objects = Result {
        let repository = try Repository.open(at: template.get().files["here"])
        return try Set(repository.objects.ids(startingWith: ""))
    }
}

/// What can be had of a repository that may be damaged.
struct DamagedState: Equatable {
    var head: Head
    var refs: [String: ObjectID]
    /// The objects that can be read, each with its identity.
    var objects: Set<ObjectID>
    var files: [String: [UInt8]]

    init(_ folder: String) throws {
        let repository = try Repository.open(at: folder)
        head = try repository.refs.head()
        refs = Dictionary(uniqueKeysWithValues: try repository.refs.list().map { ($0.name.text, $0.id) })
        objects = try repository.readable(RepairScenario.objects.get())
        files = try RepositoryState.workTree(folder)
    }
}
