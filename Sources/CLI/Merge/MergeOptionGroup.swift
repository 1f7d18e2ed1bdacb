import ArgumentParser
import Engine
import Objects
import Store

/// How conflicts are written and commits are signed, for every command that merges.
struct MergeOptionGroup: ParsableArguments {
    @Option(
        name: .customLong("conflict"),
        help: ArgumentHelp(
            "How conflicts are written: merge, or diff3 with the base. The setting merge.conflictStyle by default.",
            valueName: "style"))
    var style: String?
    @Flag(inversion: .prefixedNo, help: "Detect files that were renamed on one side.") var renames = true
    @OptionGroup var signing: CommitSigningOptions

    func settings(
        _ access: RepositoryAccess, _ progress: Progress, _ console: Console
    ) throws -> MergeSettings {
        var settings = MergeSettings()
        let setting = try access.repository.configuration.word("merge.conflictstyle", ["merge", "diff3"])
        let word = style ?? setting ?? "merge"
        guard let style = MergeOptions.Style(rawValue: word) else {
            throw CommandError(.usage, "'\(word)' is not a conflict style", hint: "use merge or diff3")
        }
        settings.tree.style = style
        settings.tree.followsRenames = renames
        let engine = try CompositionRoot.engine(access.repository.configuration)
        settings.tree.record = { try engine.record($0) }
        settings.checkout.isLazy = access.repository.isLazy
        settings.checkout.progress = { progress.advance(by: $0) }
        if let key = try signing.key(access.repository, console) { settings.sign = { $0.signed(with: key) } }
        return settings
    }
}

extension RepositoryAccess {
    /// The author and committer of the commits of a merge.
    func authorship() throws -> Authorship {
        Authorship(author: try person(.author), committer: try person(.committer))
    }
}

extension ReplayEngine {
    /// Executes the call of `recipe`, and returns it with the output that it gives.
    func record(_ recipe: Recipe) throws -> Recipe {
        guard let array = ArrayName(rawValue: recipe.array), let encoding = Encoding(rawValue: recipe.encoding) else {
            throw CommandError(.refused, "recipe \(recipe.id.short) has a form that this at1 does not know")
        }
        let profile = try recipe.engine.arithmetic.map { name in
            guard let profile = ArithmeticProfile(name: name) else {
                throw CommandError(.refused, "'\(name)' is an arithmetic that this at1 does not know")
            }
            return profile
        }
        return try makeRecipe(
            generator: recipe.generator, params: recipe.params, array: array, encoding: encoding, arithmetic: profile
        ) { _ in }
    }
}
