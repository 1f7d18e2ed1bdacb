import Engine
import Foundation
import Objects
import TestSupport

@testable import Packs
@testable import Remotes
@testable import Store

extension FuzzTarget {
    /// Whatever a door lets in, every later command ends: it does what it is for, or refuses in words of its own.
    static let commands = FuzzTarget(
        name: "commands",
        seeds: {
            (1...12).map { noise(300, seed: $0) } + [[], [UInt8](repeating: 255, count: 300)]
        }
    ) { input in
        let who = try Person(parsing: "Ada Lovelace <ada@example.org> 1800000000 +0100")
        let there = try Scratch()
        let options = Repository.Options(
            lockWait: .seconds(1), isDurable: false,
            evaluator: { _ in ReplayEngine(limits: .init(memory: 1 << 26, output: 1 << 24)) })
        _ = try Repository.create(at: there.path, bare: false, options)
        try RandomRepository(input).store.write(to: there[".at1store"])
        let served = try Repository.open(at: there.path, options)

        // The door.
        let here = try Scratch()
        _ = try Repository.create(at: here.path, bare: false, options)
        let repository = try Repository.open(at: here.path, options)
        var fetch = Fetch.Options()
        fetch.isInitial = true
        fetch.tags = .all
        do {
            _ = try Fetch(repository, RemoteSettings(url: "there"), who: who, fetch).run(
                from: LocalEnd(served, label: "there"), [RefSpec("+refs/heads/*:refs/heads/*")])
        } catch let error as RemoteError {
            guard case .limit = error else { throw Violation(description: "the door says: \(error)") }
            throw error
        }

        // What it let in is right, but for recipes that nobody can run or that give something else.
        func check(_ place: String) throws {
            let report = try Fsck(repository).run()
            let others = report.findings.filter { ![.recipeRefused, .recipeDiffers].contains($0.code) }
            try require(others.isEmpty, "fsck \(place): \(others.map(\.what))")
        }
        try check("after the fetch")
        var refusals: [String] = []
        func attempt(_ name: String, _ body: () throws -> Void) throws {
            do {
                try body()
            } catch let error where Self.isRefusal(error) {
                refusals.append("\(name): \(error)")
            }
        }
        let refs = try repository.refs.list()
        let trees = try refs.map { try repository.peel($0.id, to: .tree) }
        for tree in trees {
            try attempt("checkout") { try repository.restore([nil], from: tree, staging: true) }
            _ = try repository.status()
            _ = try DiskUsage(repository, tree: tree, within: [])
            var count = 0
            try repository.forEachFile(of: tree) { _ in count += 1 }
            try require(try repository.files(of: tree).count == count, "another number of files")
        }
        for (old, new) in zip(trees, trees.dropFirst()) {
            _ = Change.between(try repository.files(of: old), and: try repository.files(of: new))
        }
        var history = try History(repository, from: refs.filter { $0.name.isBranch }.map(\.id))
        while history.next() != nil {}
        if let error = history.error { throw error }
        _ = try GarbageCollection(repository).run()
        try check("after gc")
        if let refusal = refusals.first { throw DecodeError(.outOfRange, refusal) }
    }

    /// What may be said of bytes that are whole and yet give no file.
    private static func isRefusal(_ error: any Error) -> Bool {
        switch error {
        case is Damage, is LimitExceeded, is ObjectError, is RecipeError, is RecipeRefusal, is WorkTreeError: true
        default: false
        }
    }
}
