import ArgumentParser
import Engine
import Objects
import Store

/// `at1 add`: stages files, as recipes where a generator is named.
struct AddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Stage files: their bytes, or the recipe that gives them.",
        discussion: """
            With --generator, each file is kept as its recipe if the recipe gives it byte for byte, and as its bytes if \
            not. --recipes reads many at once: a JSON object a line, with path, generator and params. --discover looks \
            for the origin of every file, as 'at1 replay discover' does, and keeps its recipe where there is one.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "Files and folders; a folder stands for all in it, and for what is gone from it.")
    var paths: [String] = []
    @Flag(name: .shortAndLong, help: "Stage the whole work tree.") var all = false
    @Flag(name: .shortAndLong, help: "Take files that .at1ignore leaves out.") var force = false
    @OptionGroup var source: GeneratorOptions
    @Option(help: ArgumentHelp("Stage a recipe for each line of this file, - for standard input.", valueName: "file"))
    var recipes: String?
    @Flag(help: "Look for the origin of each file, and stage its recipe where one is found.") var discover = false

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        var staged: [Index.Entry] = []
        if let recipes {
            guard paths.isEmpty, !all, !discover, source.generator == nil else {
                throw CommandError(.usage, "--recipes stands alone: its lines name the files")
            }
            let lines = try RecipeLine.read(recipes)
            staged = try stage(
                try lines.map { (try access.properPaths([$0.path])[0], $0.generator, $0.params) }, access, console)
        } else if let (generator, params) = try source.call() {
            guard !paths.isEmpty else { throw CommandError(.usage, "name the files that \(generator) gives") }
            guard !discover else { throw CommandError(.usage, "--discover and --generator exclude each other") }
            staged = try stage(try access.properPaths(paths).map { ($0, generator, params) }, access, console)
        } else {
            guard all || !paths.isEmpty else {
                throw CommandError(.usage, "name what to add", mend: "'at1 add .' adds all in this folder")
            }
            let progress = Progress("adding", options)
            defer { progress.finish() }
            var addOptions = Repository.AddOptions()
            addOptions.withIgnored = force
            addOptions.progress = { progress.show($0, of: nil) }
            if discover { addOptions.recipe = try discoverer(access, console) }
            let done = try access.repository.add(all ? [nil] : access.paths(paths), addOptions)
            progress.finish()
            for name in done.skipped {
                console.message("passed over '\(name)': it is neither a file nor a folder nor a link")
            }
            for note in done.notes {
                console.message("warning: \(note.path.quoted) is kept as plain bytes: \(note.reason)")
            }
            staged = done.added
            if report.json {
                console.print(json(staged, removed: done.removed))
            }
            return .done
        }
        if report.json { console.print(json(staged, removed: [])) }
        return .done
    }

    /// Finds the recipe of a file, and says where it comes from.
    private func discoverer(
        _ access: RepositoryAccess, _ console: Console
    ) throws -> @Sendable (String) throws -> Recipe? {
        guard let engine = access.repository.evaluator as? ReplayEngine else { throw RepositoryError.noEvaluator }
        return { path in
            let found = try engine.discover(in: try InputFile(path))
            if let call = found.call { console.message("\(path): \(call)") }
            return found.recipe
        }
    }

    /// Stages each file as its recipe, or as its bytes where the recipe does not give it.
    private func stage(
        _ files: [(path: TreePath, generator: String, params: JSONObject)], _ access: RepositoryAccess,
        _ console: Console
    ) throws -> [Index.Entry] {
        guard let engine = access.repository.evaluator as? ReplayEngine else { throw RepositoryError.noEvaluator }
        let workTree = try access.repository.workTree()
        let outcomes = try access.repository.mapInParallel(files) { file in
            let input = try InputFile(workTree.path(of: file.path))
            return try engine.identify(generator: file.generator, params: file.params, in: input)
        }
        var recipes: [(path: TreePath, recipe: Recipe)] = []
        var others: [TreePath] = []
        for (file, outcome) in zip(files, outcomes) {
            switch outcome {
            case .reproduced(let recipe): recipes.append((file.path, recipe))
            case .differs(let attempts):
                console.message("\(file.generator) does not give \(file.path.quoted); keeping the file itself instead")
                for attempt in attempts { console.message("  \(attempt)") }
                others.append(file.path)
            }
        }
        var entries = recipes.isEmpty ? [] : try access.repository.add(recipes)
        var addOptions = Repository.AddOptions()
        addOptions.withIgnored = force
        if !others.isEmpty { entries += try access.repository.add(others, addOptions).added }
        return entries
    }

    private func json(_ staged: [Index.Entry], removed: [TreePath]) -> JSONValue {
        [
            "added": .array(staged.map(\.json)),
            "removed": .array(
                removed.map { path in
                    var object = JSONObject()
                    path.add(to: &object)
                    return .object(object)
                }),
        ]
    }
}
