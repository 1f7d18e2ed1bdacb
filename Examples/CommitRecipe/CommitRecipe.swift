// Makes a repository, generates a file in it, and commits the recipe: the file's origin in the place of its bytes.
//
//     CommitRecipe FOLDER
import Engine
import Foundation
import Objects
import Store

@main
enum CommitRecipe {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: CommitRecipe FOLDER")
            exit(2)
        }
        let engine = ReplayEngine()
        let repository = try Repository.create(
            at: CommandLine.arguments[1], Repository.Options(evaluator: { _ in engine }))

        // default_rng(7).standard_normal((1000, 10)), saved by numpy.save.
        let path = try TreePath("data/noise.npy")
        let staged = try repository.generate([path]) { _, write in
            try engine.makeRecipe(
                generator: "np_montecarlo", params: ["seed": 7, "n_paths": 1000, "n_steps": 10], encoding: .npy, write)
        }

        let ada = try Person(name: "Ada", email: "ada@example.org", date: .now)
        let commit = try repository.commit(message: "Noise to start from", author: ada, committer: ada)
        print("\(commit.id.short): \(staged[0].path) is recipe \(staged[0].id.short)")
    }
}
