import Computations
import Engine
import Objects
import Remotes
import Store

/// Where a repository is given the engine, the executor of computations and the source of absent content, none of which it
/// knows.
enum CompositionRoot {
    /// What every command opens repositories with: the user's settings, the engine, and the options of the call.
    static func options(_ options: GlobalOptions) throws -> Repository.Options {
        let settings = try UserConfiguration.read()
        var result = Repository.Options(
            lockWait: try options.lockWait(), userConfiguration: settings, evaluator: { try engine($0) })
        result.environment = Environment.all
        result.executor = { try ComputationAccess.executor($0) }
        result.contentSource = OriginalRemote()
        result.maintains = true
        result.cacheFolder = ComputationAccess.cacheFolder
        if !options.quiet {
            result.completed = { Messages.write("at1: completed \($0), which had been cut short\n") }
        }
        result.notKept = { UnkeptNote.say($0) }
        result.command = CommandLine.arguments.dropFirst().map { RemoteSettings.shown($0) }.joined(separator: " ")
        return result
    }

    /// The engine, within the limits that the settings allow.
    static func engine(_ settings: Configuration) throws -> ReplayEngine {
        guard let memory = try settings.bytes("engine.memory") else { return ReplayEngine() }
        return ReplayEngine(limits: .init(memory: memory))
    }

    /// The engine of a repository that was opened with ``options(_:)``.
    ///
    /// - Throws: ``RecipeError/noEvaluator``.
    static func engine(of repository: Repository) throws -> ReplayEngine {
        guard let engine = repository.evaluator as? ReplayEngine else { throw RecipeError.noEvaluator }
        return engine
    }

    /// The executor of a repository.
    static func executor(of repository: Repository) throws -> SandboxExecutor {
        guard let executor = repository.executor as? SandboxExecutor else {
            throw ComputationRefusal.failed(nil, what: "nothing that executes programs is available")
        }
        return executor
    }
}
