internal import Files
package import Objects
package import Store

/// Executes stale computations again, dependencies first, and stages the results.
package struct Update {
    private let repository: Repository
    private let recorder: Recorder

    package init(_ repository: Repository, _ executor: SandboxExecutor, _ options: RecordingOptions) throws {
        self.repository = repository
        recorder = try Recorder(repository, executor, options)
    }

    /// What would be executed, in order.
    package static func plan(
        _ repository: Repository, within paths: [TreePath?], environments: Bool = false, force: Bool = false
    ) throws -> [StaleOutputs.Stale] {
        let status = try repository.status()
        let found = try StaleOutputs(repository, status, environments: environments)
        let wanted = found.needed(for: paths)
        let made = Set(wanted.flatMap { $0.outputs.map(\.path) + $0.computation.inputs.map(\.path) })
        if !force, let path = found.edited.first(where: made.contains) {
            throw ComputationRefusal.unable(ComputationError.editedByHand(path))
        }
        try checkClaims(wanted, repository)
        try checkInputs(wanted, repository)
        return wanted
    }

    /// A program that does not find an input might make something else without a word.
    private static func checkInputs(
        _ wanted: [StaleOutputs.Stale], _ repository: Repository
    ) throws {
        let made = Set(wanted.flatMap { $0.computation.outputs.map(\.path) })
        let root = try repository.workTree().root.path
        for path in wanted.flatMap({ $0.computation.inputs.map(\.path) })
        where !made.contains(path) && FileStatus.find("\(root)/\(path)") == nil {
            throw ComputationRefusal.unable(ComputationError.missingInput(path))
        }
    }

    /// A program makes all of its files when it is executed: none of them may now belong to another program.
    private static func checkClaims(_ wanted: [StaleOutputs.Stale], _ repository: Repository) throws {
        let index = try repository.index()
        for stale in wanted {
            let own = stale.computation.id
            for output in stale.computation.outputs {
                guard let entry = index.find(output.path), entry.kind == .output else { continue }
                let other = try repository.objects.computedFile(entry.id).computation
                guard other != own else { continue }
                let command = try repository.objects.computation(other).arguments.joined(separator: " ")
                throw ComputationRefusal.unable(
                    ComputationError.madeTwice(
                        output.path, stale.computation.arguments.joined(separator: " "), command))
            }
        }
    }

    /// Executes computations in waves: each when all of its inputs are up to date.
    package func run(_ plan: [StaleOutputs.Stale], _ done: (Recorder.Report) throws -> Void) throws {
        var waiting = plan
        while !waiting.isEmpty {
            let pending = Set(waiting.flatMap { $0.computation.outputs.map(\.path) })
            let ready = waiting.filter { stale in !stale.computation.inputs.contains { pending.contains($0.path) } }
            guard !ready.isEmpty else {
                throw ComputationRefusal.failed(nil, what: "programs depend on each other's output in a circle")
            }
            let report = try recorder.record(ready.map { Self.request($0.computation) })
            try done(report)
            let finished = Set(ready.map(\.computation.id))
            waiting.removeAll { finished.contains($0.computation.id) }
        }
    }

    /// The same program with the same variables, free to read and make any files.
    private static func request(_ computation: Computation) -> RunRequest {
        var request = RunRequest(computation.arguments, folder: computation.folder)
        request.variables = computation.variables
        request.standardInput = computation.standardInput
        return request
    }
}

extension StaleOutputs {
    /// Those that make files at `paths` and below, and those that they need.
    func needed(for paths: [TreePath?]) -> [Stale] {
        guard !paths.isEmpty, !paths.contains(nil) else { return stale }
        var makers: [TreePath: Int] = [:]
        for (number, item) in stale.enumerated() {
            for output in item.computation.outputs { makers[output.path] = number }
        }
        var wanted: Set<Int> = []
        var waiting = stale.indices.filter { number in
            stale[number].outputs.contains { output in paths.contains { $0.map { output.path.isWithin($0) } ?? true } }
        }
        while let next = waiting.popLast() {
            guard wanted.insert(next).inserted else { continue }
            waiting += stale[next].computation.inputs.compactMap { makers[$0.path] }
        }
        return wanted.sorted().map { stale[$0] }
    }
}
