import ArgumentParser
import Engine
import Objects
import Packs
import Store

/// `at1 recipes set`: makes a file again with other parameters, and stages it.
struct RecipesSet: Command {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Make a file again with other parameters, and stage its recipe.",
        discussion:
            "A value is JSON; what is not JSON is a string. A dot selects a part of an object or an array: calls.0.scale=2. 'at1 recipes' lists the parameters."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "A staged file that is stored as a recipe.", transform: Word.path) var path: String
    @Argument(
        help: ArgumentHelp("The parameters to change.", valueName: "name=value"), completion: Completion.parameter)
    var parameters: [String]
    @Flag(name: .shortAndLong, help: "Overwrite the file even if it was changed.") var force = false

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let engine = try CompositionRoot.engine(of: repository)
        let place = try access.properPaths([path])[0]
        guard let entry = try repository.index().find(place) else {
            throw WorkTreeError.notFound(place.description)
        }
        guard entry.kind == .recipe else {
            throw CommandError(
                .usage, "'\(place)' is not stored as a recipe", hint: "'at1 recipes' lists the files that are",
                code: "not-a-recipe")
        }
        let recipe = try repository.objects.recipe(entry.id)
        var params = JSONValue.object(recipe.params)
        for word in parameters { try ParameterChange(word).apply(to: &params) }
        guard case .object(let changed) = params else { throw CommandError(.usage, "the parameters are not an object") }
        guard let array = ArrayName(rawValue: recipe.array), let encoding = Encoding(rawValue: recipe.encoding)
        else { throw CommandError(.refused, "this version cannot make '\(place)'", code: "unknown-recipe") }
        guard try force || isUnchanged(entry, repository) else {
            throw CommandError(
                .refused, "'\(place)' was changed by hand", hint: "--force overwrites it", code: "would-lose")
        }
        let made = try repository.generate([place], replacing: true) { _, sink in
            try engine.makeRecipe(
                generator: recipe.generator, params: changed, array: array, encoding: encoding,
                arithmetic: recipe.engine.arithmetic.flatMap { ArithmeticProfile(name: $0) }, sink)
        }
        if report.json {
            console.print(.array(made.map(\.json)))
        } else {
            for entry in made {
                console.report("\(entry.path.quoted)  \(RecipesList.call(try repository.objects.recipe(entry.id)))")
            }
        }
        return .done
    }

    /// Whether the working tree has the file as it is staged, or lacks it.
    private func isUnchanged(_ entry: Index.Entry, _ repository: Repository) throws -> Bool {
        let status = try repository.status(within: [entry.path])
        return status.unstaged.allSatisfy { $0.path != entry.path || $0.new == nil }
    }
}

/// `name=value`: a parameter, or a part of one, and its new value.
private struct ParameterChange {
    private let names: [Substring]
    private let value: JSONValue
    private let word: String

    init(_ word: String) throws {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw CommandError(.usage, "'\(word)' is not name=value", hint: "as in seed=8")
        }
        names = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        value = (try? JSONValue(parsing: Array(parts[1].utf8))) ?? .string(String(parts[1]))
        self.word = word
    }

    func apply(to params: inout JSONValue) throws {
        try apply(names[...], to: &params)
    }

    private func apply(_ names: ArraySlice<Substring>, to part: inout JSONValue) throws {
        guard let name = names.first else {
            part = value
            return
        }
        let rest = names.dropFirst()
        switch part {
        case .object(var object):
            let key = String(name)
            // A parameter may be new, but one that does not exist has no parts.
            guard var inner = object[key] ?? (rest.isEmpty ? JSONValue.null : JSONValue?.none) else {
                throw missing(name)
            }
            try apply(rest, to: &inner)
            object[key] = inner
            part = .object(object)
        case .array(var array):
            guard let index = Int(name), array.indices.contains(index) else { throw missing(name) }
            try apply(rest, to: &array[index])
            part = .array(array)
        default: throw missing(name)
        }
    }

    private func missing(_ name: Substring) -> CommandError {
        CommandError(
            .usage, "'\(word)' does not exist: there is no '\(name)'", hint: "'at1 recipes' lists the parameters")
    }
}
