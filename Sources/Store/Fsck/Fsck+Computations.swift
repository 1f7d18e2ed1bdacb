internal import Objects
internal import Packs
internal import Synchronization
internal import Threads

extension Fsck {
    /// Parses an output, a computation or an environment, and returns its links.
    func learn(computed object: ObjectDatabase.Object) throws -> [Link] {
        if object.kind == .output {
            let file = try ComputedFile(payload: object.payload)
            state.withLock { $0.outputs.append((object.id, file)) }
        } else if object.kind == .computation {
            state.withLock { _ = $0.computations.insert(object.id) }
        }
        return try ObjectLinks.links(of: object.kind, object.payload).map { Link(id: $0.id, kind: $0.kind) }
    }

    /// Checks that each output is one that its computation states.
    func checkOutputs() {
        for (id, file) in state.withLock({ $0.outputs }) {
            // A computation that is missing or malformed has a finding of its own.
            guard let computation = try? repository.objects.computation(file.computation) else { continue }
            if !file.isOutput(of: computation) {
                find(Finding(.objectMalformed, id, .output, "output \(id): its computation states another file"))
            }
        }
    }

    /// Executes the computations that may be executed here, and compares their output with what they state.
    ///
    /// - Returns: how many of the first computations were executed before the time was up.
    func executeComputations(_ computations: [ObjectID]) throws -> Int {
        guard let executor = repository.executor else { return computations.count }
        return try perform(computations) { id in
            guard let computation = try? self.repository.objects.computation(id), let first = computation.outputs.first
            else { return }
            do {
                if try executor.obstacle(to: id, in: self.repository) != nil {
                    return self.state.withLock { $0.report.waiting += 1 }
                }
                try executor.withOutput(first.path, of: id, in: self.repository) { _ in }
                self.state.withLock { state in
                    state.report.computed += 1
                    state.report.bytesReproduced.add(saturating: computation.outputs.total(\.length))
                }
            } catch let refusal as ComputationRefusal {
                switch refusal {
                case .notTrusted, .environmentDiffers: self.state.withLock { $0.report.waiting += 1 }
                case .failed, .unable: self.find(Finding(.computationFailed, id, .computation, "\(refusal)"))
                case .differs: self.find(Finding(.computationDiffers, id, .computation, "\(refusal)"))
                }
            } catch {
                self.find(Finding(.computationFailed, id, .computation, "computation \(id) could not run: \(error)"))
            }
        }
    }
}
