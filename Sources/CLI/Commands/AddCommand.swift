import ArgumentParser
import Engine
import Objects
import Store

/// `at1 add`: stages files, as recipes if a generator is named.
struct AddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Stage files: their bytes, or the recipe that gives them.",
        discussion: """
            With --generator, each file is stored as its recipe if the recipe gives it byte for byte, and otherwise as \
            its bytes. --recipes reads many recipes: each line is a JSON object with path, generator and params. \
            --discover looks for the origin of every file, like 'at1 replay discover', and stores its recipe if it \
            finds one. Each file is looked at; those that this does not decide are searched, for 8 seconds in all, and \
            for less where they are more than 500. --patience sets the seconds.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(
        help: "Files and folders; a folder includes everything in it, and files that were removed from it.",
        transform: Word.path)
    var paths: [String] = []
    @Flag(
        name: [.customShort("A"), .customShort("a"), .customLong("all")], help: "Stage the whole working tree.")
    var all = false
    @Flag(name: .shortAndLong, help: "Stage tracked files only.") var update = false
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Dry run: only say what would be staged.")
    var dryRun = false
    @Flag(name: .shortAndLong, help: "Add ignored files too.") var force = false
    @Flag(name: .shortAndLong, help: "Choose hunks of text files to stage, one after the other.") var patch = false
    @Flag(help: "Stage nothing if a file that was a recipe would become bytes.") var strict = false
    @OptionGroup var source: GeneratorOptions
    @Option(
        help: ArgumentHelp("Stage one recipe for each line of this file; - for standard input.", valueName: "file"),
        transform: Word.path)
    var recipes: String?
    @Flag(help: "Look for the origin of each file, and stage its recipe if one is found.") var discover = false
    @Option(
        help: ArgumentHelp(
            "With --discover, search files that a look does not decide for this time in total.", valueName: "seconds"))
    var patience: Double?

    @OptionGroup var sources: SourceOptions

    var isAction: Bool { true }

    func validate() throws {
        guard let patience else { return }
        try DiscoveryOptions.check(patience: patience)
        guard discover else { throw ValidationError("--patience belongs to --discover") }
    }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        if patch { return try choose(access, console) }
        var staged: [Index.Entry] = []
        if let recipes {
            guard paths.isEmpty, !all, !discover, source.generator == nil else {
                throw CommandError(.usage, "--recipes takes no files: its lines name them")
            }
            let lines = try RecipeLine.read(recipes)
            staged = try stage(
                try lines.map { (try access.properPaths([$0.path])[0], $0.generator, $0.params) }, access, console)
        } else if let (generator, params) = try source.call() {
            guard !paths.isEmpty else { throw CommandError(.usage, "name the files that \(generator) gives") }
            guard !discover else { throw CommandError(.usage, "--discover and --generator exclude each other") }
            staged = try stage(try access.properPaths(paths).map { ($0, generator, params) }, access, console)
        } else {
            guard all || update || !paths.isEmpty else {
                throw CommandError(.usage, "name what to add", hint: "'at1 add .' adds everything in this folder")
            }
            let chosen = try chosenPaths(access)
            if dryRun, !chosen.isEmpty { return try say(chosen, access, console) }
            let progress = Progress("adding", options)
            defer { progress.finish() }
            var addOptions = Repository.AddOptions()
            addOptions.withIgnored = force
            addOptions.isStrict = strict
            addOptions.progress = { progress.show($0, of: nil) }
            if discover || !sources.from.isEmpty { addOptions.origins = try discoverer(access, console) }
            let done = try access.repository.add(chosen, addOptions)
            progress.finish()
            AddText.warn(done, console)
            if discover || !sources.from.isEmpty { try AddText.summarise(done.added, access.repository, console) }
            staged = done.added
            try NameWarnings.tell(access.repository, around: staged.map(\.path), console)
            if report.json {
                console.print(json(staged, removed: done.removed))
            }
            return .done
        }
        try AddText.summarise(staged, access.repository, console)
        try NameWarnings.tell(access.repository, around: staged.map(\.path), console)
        if report.json { console.print(json(staged, removed: [])) }
        return .done
    }

    /// What to stage: nil for the whole working tree.
    private func chosenPaths(_ access: RepositoryAccess) throws -> [TreePath?] {
        let named = try all || paths.isEmpty ? [nil] : access.paths(paths)
        guard update else { return named }
        guard !all else { throw CommandError(.usage, "--all and --update exclude each other") }
        let status = try access.repository.status(within: named.contains(nil) ? [] : named.compactMap { $0 })
        return status.unstaged.map(\.path) + status.conflicts.map(\.path)
    }

    /// Reports what would be staged.
    private func say(_ chosen: [TreePath?], _ access: RepositoryAccess, _ console: Console) throws -> ExitStatus {
        let status = try access.repository.status(within: chosen.contains(nil) ? [] : chosen.compactMap { $0 })
        let changed = status.unstaged.filter { $0.new != nil }.map(\.path) + status.conflicts.map(\.path)
        let added = status.untracked.map { "\($0.path.quoted)\($0.isFolder ? "/" : "")" } + changed.map(\.quoted)
        let removed = status.unstaged.filter { $0.new == nil }.map(\.path.quoted)
        if report.json {
            console.print([
                "would_add": .array(added.map { .string($0) }), "would_remove": .array(removed.map { .string($0) }),
            ])
        } else {
            for path in added { console.print("add \(path)") }
            for path in removed { console.print("remove \(path)") }
        }
        return .done
    }

    /// Finds the recipes of files, and reports their origins.
    private func discoverer(
        _ access: RepositoryAccess, _ console: Console
    ) throws -> @Sendable ([String]) throws -> [Recipe?] {
        let engine = try CompositionRoot.engine(of: access.repository)
        let texts = sources.from.isEmpty ? [] : try sources.texts()
        let repository = access.repository
        let (isBlind, patience) = (discover, patience)
        return { paths in
            var found = [Discovery?](repeating: nil, count: paths.count)
            if !texts.isEmpty {
                found = try repository.mapInParallel(paths) { try engine.discover(in: InputFile($0), from: texts) }
            }
            let rest = isBlind ? found.indices.filter { found[$0]?.recipe == nil } : []
            let survey = try engine.survey(rest.count, patience: patience) { try InputFile(paths[rest[$0]]) }
            for (path, discovery) in zip(paths, found) where discovery?.recipe == nil {
                for line in discovery?.untranslated ?? [] { console.message("\(path): not translated: \(line)") }
            }
            for (place, discovery) in survey.found { found[rest[place]] = discovery }
            for (path, discovery) in zip(paths, found) {
                if let call = discovery?.call { console.message("\(path): \(call)") }
            }
            if survey.brief > 0 {
                console.message(
                    "only looked at briefly: \(Figures.count(survey.brief, "file")) that may have been drawn; --patience SECONDS searches longer"
                )
            }
            return found.map { $0?.recipe }
        }
    }

    /// Asks about each hunk, and stages what is chosen.
    private func choose(_ access: RepositoryAccess, _ console: Console) throws -> ExitStatus {
        guard !all, !update, !discover, !dryRun, !report.json, recipes == nil, source.generator == nil else {
            throw CommandError(.usage, "--patch takes paths only: it asks about each hunk")
        }
        let wanted = try access.paths(paths)
        let status = try access.repository.status(within: wanted.contains(nil) ? [] : wanted.compactMap { $0 })
        try access.repository.stage(
            HunkChoice(access.repository, console, .stage).choose(status.unstaged, isWorkTree: true))
        return .done
    }

    /// Stages each file as its recipe, or as its bytes if the recipe does not give it.
    private func stage(
        _ files: [(path: TreePath, generator: String, params: JSONObject)], _ access: RepositoryAccess,
        _ console: Console
    ) throws -> [Index.Entry] {
        let engine = try CompositionRoot.engine(of: access.repository)
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
                console.message("\(file.generator) does not give \(file.path.quoted):")
                for attempt in attempts { console.message("  \(attempt)") }
                others.append(file.path)
            }
        }
        if strict, !others.isEmpty { throw WorkTreeError.noRecipeAnyMore(others) }
        var addOptions = Repository.AddOptions()
        addOptions.withIgnored = force
        addOptions.recipes = recipes
        let report = try access.repository.add(others, addOptions)
        AddText.warn(report, console)
        for path in others { console.message("\(path.quoted): keeping the file itself instead") }
        return report.added
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
