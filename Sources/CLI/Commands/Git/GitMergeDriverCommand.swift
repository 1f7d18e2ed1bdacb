import ArgumentParser
import Engine
import GitFilter
import Objects

/// `at1 git merge-driver`: merges two versions of a recipe by parameter.
struct GitMergeDriverCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "merge-driver", abstract: "Merge two versions of a recipe by parameter. Run by git.",
        discussion:
            "If both sides changed the same parameter, or one of them is not a recipe, leaves the file unchanged and exits with 1."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The file with the common ancestor.", transform: Word.path) var base: String
    @Argument(help: "The file with our version, which is replaced.", transform: Word.path) var ours: String
    @Argument(help: "The file with their version.", transform: Word.path) var theirs: String
    @Argument(help: "The name of the file in messages.") var path: String

    func execute(_ console: Console) throws -> ExitStatus {
        guard let base = try recipe(base), let mine = try recipe(ours), let yours = try recipe(theirs) else {
            console.message("\(path): not every version is a recipe: choose one")
            return .no
        }
        guard mine.generator == yours.generator, base.generator == mine.generator, mine.array == yours.array,
            mine.encoding == yours.encoding, mine.engine.arithmetic == yours.engine.arithmetic
        else {
            console.message("\(path): the two recipes call different things: choose one")
            return .no
        }
        let merge = ParameterMerge(
            base: .object(base.params), ours: .object(mine.params), theirs: .object(yours.params))
        guard case .merged(.object(let params)?) = merge else {
            console.message("\(path): both sides changed the same parameter: choose one")
            return .no
        }
        let engine = try CompositionRoot.engine(UserConfiguration.read())
        let merged = try engine.makeRecipe(
            generator: mine.generator, params: params, array: ArrayName(rawValue: mine.array),
            encoding: Encoding(rawValue: mine.encoding) ?? .raw,
            arithmetic: mine.engine.arithmetic.flatMap(ArithmeticProfile.init(name:))
        ) { _ in }
        let output = try OutputFile(ours, replacing: true)
        try GitPointer.recipe(merged).bytes.withUnsafeBytes { try output.write($0.bytes) }
        try output.commit()
        return .done
    }

    /// The recipe in a file; nil for anything else.
    private func recipe(_ file: String) throws -> Recipe? {
        let input = try InputFile(file)
        guard input.length <= UInt64(GitPointer.maximumLength) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(input.length))
        let count = try bytes.withUnsafeMutableBytes { try input.read(into: $0, at: 0) }
        guard count == bytes.count, case .recipe(let recipe)? = try GitPointer(bytes) else { return nil }
        return recipe
    }
}
