/// The links of an object that describes a computation.
public struct ObjectLinks: Sendable {
    /// An object that another one needs, and its required kind.
    public typealias Link = (id: ObjectID, kind: ObjectKind)

    /// The links of a payload of kind output, computation or environment.
    public static func links(of kind: ObjectKind, _ payload: [UInt8]) throws(DecodeError) -> [Link] {
        switch kind {
        case .output: try ComputedFile(payload: payload).links
        case .computation: try Computation(payload: payload).links
        case .environment: try ProgramEnvironment(payload: payload).links
        case .blob, .chunks, .recipe, .bundle, .session, .tree, .commit, .tag: []
        }
    }
}

extension ComputedFile {
    /// The computation, and the content if it is stored.
    public var links: [ObjectLinks.Link] {
        [(computation, .computation)] + (content.map { [($0.id, $0.kind)] } ?? [])
    }
}

extension Computation {
    /// The environment and the inputs.
    public var links: [ObjectLinks.Link] { [(environment, .environment)] + inputs.map { ($0.id, $0.kind) } }
}

extension ProgramEnvironment {
    /// The stored files.
    public var links: [ObjectLinks.Link] {
        entries.compactMap { entry in
            guard case .file(_, _, _, let content?) = entry.what else { return nil }
            return (content.id, content.kind)
        }
    }
}
