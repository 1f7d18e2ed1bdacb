internal import Files
internal import Glibc
internal import Objects
package import Store

/// Records programs as computations: observes each once, executes it again where everything that should not matter is
/// different, and stages what it made only if that was the same.
package struct Recorder {
    private let repository: Repository
    private let executor: SandboxExecutor
    private let options: RecordingOptions
    private let root: String

    package init(_ repository: Repository, _ executor: SandboxExecutor, _ options: RecordingOptions) throws {
        self.repository = repository
        self.executor = executor
        self.options = options
        root = try repository.workTree().root.resolvedPath()
    }

    package struct Report: Sendable {
        package var results: [RunResult] = []
        /// The staged entries: inputs and outputs.
        package var inputs: [Index.Entry] = []
        package var outputs: [Index.Entry] = []
        package var raisedFormat = false
        /// What the second execution should have varied, and could not on this machine: `user`, `host-name`, `date`.
        package var notVaried: [String] = []
        /// Whether it was confined by Landlock, since there are no namespaces.
        package var hasNoNamespaces = false

        package init(results: [RunResult] = []) { self.results = results }
    }

    /// Records programs in parallel, and stages everything in one step.
    package func record(_ requests: [RunRequest]) throws -> Report {
        let workshop = try executor.workshop()
        let started = ContinuousClock.now
        let observed = try repository.mapInParallel(requests) { request in
            let run = TracedRun(root: root, request: request, variables: variables(request), options: options)
            return try run.observe(scratch: try workshop.folder())
        }
        try checkClaims(requests, observed)
        let (computations, inputs, kept) = try keep(requests, observed)
        // The clock should not matter: the second execution starts in another second even where no clock can be shifted.
        let rest = Duration.milliseconds(1100) - (ContinuousClock.now - started)
        if rest > .zero { usleep(UInt32(rest / .microseconds(1))) }
        let results = try repository.mapInParallel(computations) { computation in
            try Proof(computation.0, computation.1, executor, repository, root: root).run()
        }
        return try stage(results, computations.map(\.1), inputs, kept)
    }

    /// If two programs make the same file, or one reads what another one makes, their order is undefined.
    private func checkClaims(_ requests: [RunRequest], _ observed: [Observation]) throws {
        var makers: [TreePath: Int] = [:]
        for (number, observation) in observed.enumerated() {
            for path in observation.outputs {
                if let other = makers.updateValue(number, forKey: path) {
                    throw ComputationRefusal.unable(
                        ComputationError.madeTwice(
                            path, requests[other].arguments.joined(separator: " "),
                            requests[number].arguments.joined(separator: " ")))
                }
            }
        }
        for observation in observed {
            if let path = observation.inputs.sorted().first(where: { makers[$0] != nil }) {
                throw ComputationRefusal.unable(ComputationError.inputIsOutputOfAnother(path))
            }
        }
    }

    private func variables(_ request: RunRequest) -> [String: String] {
        // Programs in the working tree are named by their paths, which differ in each clone.
        let path = options.path.split(separator: ":").filter {
            $0.hasPrefix("/") && $0 != root && !$0.hasPrefix(root + "/")
        }.joined(separator: ":")
        return PinnedVariables.all(path: path.isEmpty ? ProgramSearch.systemPath : path)
            .merging(request.variables) { $1 }
    }

    private typealias Kept = [TreePath: ComputedFile.ContentLink]

    /// Puts inputs and environments into the store; nothing names them yet.
    private func keep(
        _ requests: [RunRequest], _ observed: [Observation]
    ) throws -> (computations: [(Computation, ProgramEnvironment)], inputs: [Index.Entry], kept: Kept) {
        let transaction = try repository.transaction()
        var paths: Set<TreePath> = []
        for observation in observed { paths.formUnion(observation.inputs) }
        let inputs = try repository.read(paths.sorted(), into: transaction)
        let byPath = Dictionary(uniqueKeysWithValues: inputs.map { ($0.path, $0) })
        let repository = repository
        var keepFile: (@Sendable (String) throws -> ComputedFile.ContentLink)?
        if options.keepsEnvironment { keepFile = { path in try repository.keep(fileAt: path, in: transaction) } }
        let recorder = EnvironmentRecorder(keep: keepFile)
        var kept: Kept = [:]
        var computations: [(Computation, ProgramEnvironment)] = []
        for (request, observation) in zip(requests, observed) {
            let environment = try recorder.environment(observation.outside, links: observation.links)
            try transaction.put(.environment, environment.bytes)
            let outputs = try observation.outputs.sorted().map { try OutputFile($0, in: root).output }
            if options.keepsOutputs {
                for output in outputs {
                    kept[output.path] = try repository.keep(fileAt: "\(root)/\(output.path)", in: transaction)
                }
            }
            do {
                let computation = try Computation(
                    arguments: request.arguments, environment: environment.id, folder: request.folder,
                    inputs: observation.inputs.sorted().compactMap { path in
                        byPath[path].map { .init(path: path, mode: $0.mode, kind: $0.kind, id: $0.id) }
                    }, outputs: outputs, standardInput: request.standardInput, variables: variables(request))
                computations.append((computation, environment))
            } catch {
                throw ComputationRefusal.failed(nil, what: "the program cannot be recorded: \(error)")
            }
        }
        try repository.publishComputed(transaction)
        return (computations, inputs, kept)
    }

    private func stage(
        _ results: [RunResult], _ environments: [ProgramEnvironment], _ inputs: [Index.Entry], _ kept: Kept
    ) throws -> Report {
        var report = Report(results: results)
        report.notVaried = Proof.notVaried
        report.hasNoNamespaces = Namespaces.areRefused
        var recorded: [RecordedComputation] = []
        var others: [TreePath] = []
        for (result, environment) in zip(results, environments) {
            switch result {
            case .recorded(let computation):
                recorded.append(
                    RecordedComputation(
                        computation, environment,
                        kept: kept.filter { path, _ in computation.output(at: path) != nil }))
            case .differs(let computation, _, _): others += computation.outputs.map(\.path)
            }
        }
        if !recorded.isEmpty { try options.trust?(recorded.map(\.computation.id)) }
        let staged = try repository.stage(recorded, inputs: inputs, through: try repository.transaction())
        report.inputs = inputs
        report.outputs = staged.outputs
        report.raisedFormat = staged.raisedFormat
        if !others.isEmpty {
            var options = Repository.AddOptions()
            options.withIgnored = true
            _ = try repository.add(others, options)
        }
        return report
    }
}
