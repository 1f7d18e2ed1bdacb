import Engine
import GitFilter
import Objects
import Packs
import Store

/// Decides what git stores for a file, and stores what its pointer needs.
final class PointerMaker {
    private let workspace: GitWorkspace
    private let engine: ReplayEngine
    private let options: GlobalOptions
    /// Stored objects, to be named at the end.
    private var kept: [GitPointer.CapturedObject] = []

    /// A file that is not longer than a pointer is stored as it is.
    static let shortest: UInt64 = 512

    init(_ workspace: GitWorkspace, _ engine: ReplayEngine, _ options: GlobalOptions) {
        self.workspace = workspace
        self.engine = engine
        self.options = options
    }

    /// The pointer that git stores for a file; nil if it stores the file itself.
    func pointer(of file: FileContent) throws -> GitPointer? {
        if let bytes = file.wholeBytes, try GitPointer(bytes) != nil { return nil }
        guard file.length > Self.shortest else { return nil }
        let known = try workspace.knownPointers()
        if let pointer = known.find(file.sha256), try isHere(pointer) {
            if case .object(let object) = pointer { kept.append(object) }
            return pointer
        }
        if try workspace.discovers, let recipe = try file.discover(with: engine) {
            try known.add([.recipe(recipe)])
            return .recipe(recipe)
        }
        guard try file.length >= workspace.threshold else { return nil }
        let (kind, id) = try file.keep(in: workspace.store())
        let object = GitPointer.CapturedObject(kind: kind, id: id, length: file.length, sha256: file.sha256)
        kept.append(object)
        try known.add([.object(object)])
        return .object(object)
    }

    /// Names the objects that were stored, so that they are kept.
    func nameObjects() throws {
        guard !kept.isEmpty else { return }
        try GitObjects(workspace, options).name(kept, in: workspace.store())
        kept.removeAll()
    }

    /// Whether the file of a known pointer is available without a remote.
    private func isHere(_ pointer: GitPointer) throws -> Bool {
        switch pointer {
        case .recipe: true
        case .object(let object): try workspace.findStore()?.objects.find(object.id) != nil
        }
    }
}
