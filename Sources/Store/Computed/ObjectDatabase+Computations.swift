public import Objects
public import Packs

extension ObjectDatabase {
    /// The computed file with this identity. Throws if it is missing, damaged or of another kind.
    public func computedFile(_ id: ObjectID) throws -> ComputedFile {
        try described(id, .output) { p throws(DecodeError) in try ComputedFile(payload: p) }
    }

    /// The computation with this identity. Throws if it is missing, damaged or of another kind.
    public func computation(_ id: ObjectID) throws -> Computation {
        try described(id, .computation) { p throws(DecodeError) in try Computation(payload: p) }
    }

    /// The environment with this identity. Throws if it is missing, damaged or of another kind.
    public func environment(_ id: ObjectID) throws -> ProgramEnvironment {
        try described(id, .environment) { p throws(DecodeError) in try ProgramEnvironment(payload: p) }
    }

    /// The links of an output, a computation or an environment.
    package func describedLinks(_ id: ObjectID, _ kind: ObjectKind) throws -> [ObjectLinks.Link] {
        try described(id, kind) { p throws(DecodeError) in try ObjectLinks.links(of: kind, p) }
    }

    /// The objects that an output needs, each once, in breadth-first order.
    package func closure(of output: ObjectID) throws -> [ObjectLinks.Link] {
        var closure: [ObjectLinks.Link] = []
        var seen: Set<ObjectID> = [output]
        var level = try describedLinks(output, .output)
        while !level.isEmpty {
            var next: [ObjectLinks.Link] = []
            for link in level where seen.insert(link.id).inserted {
                closure.append(link)
                switch link.kind {
                case .output, .computation, .environment: next += try describedLinks(link.id, link.kind)
                case .chunks: next += try chunkList(link.id).chunks.map { ($0.id, .blob) }
                case .blob, .recipe, .bundle, .session, .tree, .commit, .tag: break
                }
            }
            level = next
        }
        return closure
    }

    /// The computation and the environment of a file, and its stored bytes: what is stored for it alone.
    func chain(of file: ComputedFile) throws -> [ObjectID] {
        var ids = [file.computation, try computation(file.computation).environment]
        if let content = file.content {
            ids.append(content.id)
            if content.kind == .chunks, try find(content.id) != nil {
                ids += try chunkList(content.id).chunks.map(\.id)
            }
        }
        return ids
    }

    /// Whether an output is present with everything that it needs.
    package func isWhole(output id: ObjectID) throws -> Bool {
        do {
            return try contains(id) && closure(of: id).allSatisfy { try contains($0.id) }
        } catch ObjectError.missing {
            return false
        }
    }

    private func described<Value>(
        _ id: ObjectID, _ kind: ObjectKind, _ parse: ([UInt8]) throws(DecodeError) -> Value
    ) throws -> Value {
        do {
            return try parse(try get(id, kind))
        } catch let error as DecodeError {
            throw Damage(.content(kind, id), "\(error)")
        }
    }
}
