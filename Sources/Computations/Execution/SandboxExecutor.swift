internal import Files
internal import Glibc
package import Objects
package import Store
internal import Synchronization

/// Executes trusted computations in a sandbox, each once during its lifetime.
package final class SandboxExecutor: ComputationExecutor {
    private let cache: String
    private let trust: TrustedComputations
    private let limits: RunningProgram.Limits
    private let roots: EnvironmentRoots
    private let interpreters: WarmInterpreters?
    private let state = Mutex(State())

    private struct State {
        var workshop: Workshop?
        var memory: Workshop?
        var obstacles: [ObjectID: ComputationRefusal?] = [:]
        var slots: [ObjectID: Slot] = [:]
        /// Computations whose files exist, the oldest first.
        var made: [ObjectID] = []
        var bytes: UInt64 = 0
    }

    /// A computation that the first caller executes while others wait.
    private final class Slot: Sendable {
        let files = Mutex<ComputedFolder?>(nil)
    }

    /// How much output of computations is cached for others that need it.
    private static let keptBytes: UInt64 = 2 << 30
    /// The maximum length of a chain of computations.
    package static let maximumDepth = 1000

    /// - Parameters:
    ///   - cache: at1's folder in the user's cache.
    ///   - trust: which computations may be executed.
    ///   - isWarm: whether a running interpreter may run several scripts.
    package init(
        cache: String, trust: TrustedComputations, memory: UInt64? = nil, seconds: UInt64? = nil, isWarm: Bool = true
    ) {
        self.cache = cache
        self.trust = trust
        var limits = RunningProgram.Limits()
        if let memory { limits.memory = memory }
        if let seconds { limits.seconds = seconds }
        self.limits = limits
        roots = EnvironmentRoots(in: cache)
        interpreters = isWarm ? WarmInterpreters() : nil
    }

    package func obstacle(to id: ObjectID, in repository: Repository) throws -> ComputationRefusal? {
        if let known = state.withLock({ $0.obstacles[id] }) { return known }
        var found: ComputationRefusal?
        var seen: Set<ObjectID> = []
        var waiting = [(id: id, depth: 1)]
        while found == nil, let (next, depth) = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            let computation = try repository.objects.computation(next)
            if depth > Self.maximumDepth {
                found = .failed(id, what: "it is one of a chain of more than \(Self.maximumDepth)")
            } else if try !trust.trusts(next, in: repository) {
                found = .notTrusted(
                    next, computation, signers: try SignedComputations.signers(of: next, in: repository))
            } else {
                found = try roots.obstacle(to: computation.environment, for: next, in: repository)
            }
            for input in computation.inputs where input.kind == .output {
                let file = try repository.objects.computedFile(input.id)
                if file.content == nil { waiting.append((file.computation, depth + 1)) }
            }
        }
        let result = found
        state.withLock { $0.obstacles[id] = result }
        return result
    }

    /// Whether the environment of a computation has changed on this machine.
    func hasOtherEnvironment(_ id: ObjectID, in repository: Repository) throws -> Bool {
        let environment = try repository.objects.computation(id).environment
        return try roots.obstacle(to: environment, for: id, in: repository) != nil
    }

    package func withOutput(
        _ path: TreePath, of id: ObjectID, in repository: Repository, _ body: (_ file: String) throws -> Void
    ) throws {
        if let obstacle = try obstacle(to: id, in: repository) { throw obstacle }
        let slot = state.withLock { state in
            if let slot = state.slots[id] { return slot }
            let slot = Slot()
            state.slots[id] = slot
            return slot
        }
        let folder = try slot.files.withLock { files in
            if let files { return files }
            let made = try execute(id, in: repository)
            files = made
            keep(id, made)
            return made
        }
        try withExtendedLifetime(folder) { try body("\(folder.path)/\(path)") }
    }

    /// Removes the oldest files if there are too many.
    private func keep(_ id: ObjectID, _ folder: ComputedFolder) {
        state.withLock { state in
            state.made.append(id)
            state.bytes.add(saturating: folder.bytes)
            while state.bytes > Self.keptBytes, state.made.count > 1 {
                let oldest = state.made.removeFirst()
                guard let slot = state.slots.removeValue(forKey: oldest) else { continue }
                slot.files.withLockIfAvailable { files in
                    state.bytes -= min(state.bytes, files?.bytes ?? 0)
                    files = nil
                }
            }
        }
    }

    /// A sandbox for a computation that is being recorded. It needs no trust, since the user has just run the program.
    func sandbox(for computation: Computation, in repository: Repository) throws -> Sandbox {
        try sandbox(for: computation, computation.id, in: repository)
    }

    private func sandbox(for computation: Computation, _ id: ObjectID, in repository: Repository) throws -> Sandbox {
        let environment = computation.environment
        let root = try roots.root(of: environment, for: id, in: repository)
        return Sandbox(
            root: root, environment: { [roots] in try roots.entries(of: environment, for: id, in: repository) },
            limits: limits)
    }

    func workshop() throws -> Workshop {
        try state.withLock { state in
            if let workshop = state.workshop { return workshop }
            let workshop = try Workshop(in: cache)
            state.workshop = workshop
            return workshop
        }
    }

    /// A workshop in memory with room for `bytes`; nil if there is none.
    func workshopInMemory(for bytes: UInt64) -> Workshop? {
        state.withLock { state in
            if state.memory == nil { state.memory = Workshop.inMemory(for: bytes) }
            return state.memory
        }
    }

    /// Creates the inputs, executes the program, and compares what it made.
    private func execute(_ id: ObjectID, in repository: Repository) throws -> ComputedFolder {
        do { return try make(id, in: repository) } catch let error as FileError {
            throw ComputationRefusal.failed(id, what: error.description)
        }
    }

    private func make(_ id: ObjectID, in repository: Repository) throws -> ComputedFolder {
        let computation = try repository.objects.computation(id)
        let sandbox = try sandbox(for: computation, id, in: repository)
        let folder = ComputedFolder(try workshop().folder())
        let execution = Execution(computation, id: id, sandbox: sandbox)
        if try !runWarm(execution, computation, sandbox, into: folder.path, repository) {
            try execution.run(in: folder.path, repository)
        }
        return folder.counting(computation.outputs)
    }

    /// Makes the outputs with a warm interpreter.
    ///
    /// - Returns: false if they must be made by a separate process.
    private func runWarm(
        _ execution: Execution, _ computation: Computation, _ sandbox: Sandbox, into folder: String,
        _ repository: Repository
    ) throws -> Bool {
        // Without a namespace, what a script leaves running cannot be told from the interpreter.
        guard let interpreters, !Namespaces.areRefused, let script = WarmScript(computation) else { return false }
        let found = try interpreters.take(for: script) {
            try WarmInterpreter(script, in: sandbox, folder: workshop().folder())
        }
        guard let found, try execution.run(script, on: found, into: folder, repository) else { return false }
        interpreters.giveBack(found, for: script)
        return true
    }
}

/// A folder with the output of a computation, removed when nobody needs it any more.
final class ComputedFolder: Sendable {
    let path: String
    let bytes: UInt64
    private let owner: ComputedFolder?

    init(_ path: String) {
        self.path = path
        bytes = 0
        owner = nil
    }

    private init(_ owner: ComputedFolder, bytes: UInt64) {
        path = owner.path
        self.bytes = bytes
        self.owner = owner
    }

    func counting(_ outputs: [Computation.Output]) -> ComputedFolder {
        ComputedFolder(self, bytes: outputs.total(\.length))
    }

    deinit {
        if owner == nil { Folder.removeTree(path) }
    }
}
