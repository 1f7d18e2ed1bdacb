package import Objects
package import Store

/// The computed files of the index whose inputs have changed, in the working tree or in the index.
package struct StaleOutputs: Sendable {
    /// A computation whose result would now differ from what is staged.
    package struct Stale: Sendable {
        package let computation: Computation
        /// Its outputs in the index.
        package var outputs: [Index.Entry]
        /// The inputs that have changed.
        package let changed: [TreePath]
    }

    /// By computation, dependencies first.
    package private(set) var stale: [Stale] = []
    /// Outputs that were changed by hand: executing the computation again would overwrite them.
    package private(set) var edited: [TreePath] = []

    /// - Parameters:
    ///   - status: the differences between working tree and index.
    ///   - environments: whether a computation is also stale if its environment has changed on this machine.
    package init(_ repository: Repository, _ status: Status, environments: Bool = false) throws {
        let index = try repository.index()
        var outputs: [ObjectID: [Index.Entry]] = [:]
        var order: [ObjectID] = []
        for entry in index.entries where entry.kind == .output {
            let id = try repository.objects.computedFile(entry.id).computation
            if outputs[id] == nil { order.append(id) }
            outputs[id, default: []].append(entry)
        }
        guard !order.isEmpty else { return }
        let modified = Set(status.unstaged.map(\.path))
        var computations: [ObjectID: Computation] = [:]
        var makers: [TreePath: ObjectID] = [:]
        for id in order {
            computations[id] = try repository.objects.computation(id)
            for entry in outputs[id] ?? [] { makers[entry.path] = id }
        }
        var changed: [ObjectID: [TreePath]] = [:]
        for id in order {
            for input in computations[id]?.inputs ?? [] {
                let now = index.find(input.path)
                let isSame = now.map { $0.kind == input.kind && $0.id == input.id && $0.mode == input.mode } ?? false
                if !isSame || modified.contains(input.path) { changed[id, default: []].append(input.path) }
            }
        }
        if environments, let executor = repository.executor as? SandboxExecutor {
            for id in order where try executor.hasOtherEnvironment(id, in: repository) {
                changed[id] = changed[id] ?? []
            }
        }
        // What is made from a stale file is stale.
        var sorted: [ObjectID] = []
        var marks: [ObjectID: Bool] = [:]
        for id in order { try Self.visit(id, computations, makers, &changed, &marks, &sorted) }
        stale = sorted.compactMap { id in
            guard let computation = computations[id], let paths = changed[id] else { return nil }
            return Stale(computation: computation, outputs: outputs[id] ?? [], changed: paths.sorted())
        }
        let made = Set(makers.keys)
        edited = status.unstaged.filter { made.contains($0.path) && $0.new != nil }.map(\.path)
    }

    /// Places a computation after those that make its inputs.
    ///
    /// - Throws: ``ComputationRefusal`` for programs that depend on each other's output in a circle.
    private static func visit(
        _ start: ObjectID, _ computations: [ObjectID: Computation], _ makers: [TreePath: ObjectID],
        _ changed: inout [ObjectID: [TreePath]], _ marks: inout [ObjectID: Bool], _ sorted: inout [ObjectID]
    ) throws {
        var way: [(id: ObjectID, rest: ArraySlice<Computation.Input>)] = []
        func enter(_ id: ObjectID) {
            marks[id] = false
            way.append((id, computations[id]?.inputs[...] ?? []))
        }
        guard marks[start] == nil else { return }
        enter(start)
        while let top = way.indices.last {
            let id = way[top].id
            guard let input = way[top].rest.popFirst() else {
                for input in computations[id]?.inputs ?? [] {
                    if let maker = makers[input.path], changed[maker] != nil, changed[id]?.contains(input.path) != true
                    {
                        changed[id, default: []].append(input.path)
                    }
                }
                marks[id] = true
                sorted.append(id)
                way.removeLast()
                continue
            }
            guard let maker = makers[input.path] else { continue }
            switch marks[maker] {
            case nil: enter(maker)
            case true?: break
            case false?:
                let circle = way.map { computations[$0.id]?.arguments.joined(separator: " ") ?? "" }
                throw ComputationRefusal.unable(ComputationError.circle(circle))
            }
        }
    }
}
