internal import Files
internal import Glibc
internal import Objects
internal import Packs
internal import Store

/// One execution of a computation in a folder of its own: prepares the inputs, runs the program, and compares the
/// outputs.
struct Execution {
    private let computation: Computation
    private let id: ObjectID
    private let sandbox: Sandbox
    /// Whether the inputs are in the working tree, as they are when a program has just been observed.
    private let takesWorkTree: Bool

    init(_ computation: Computation, id: ObjectID, sandbox: Sandbox, takesWorkTree: Bool = false) {
        self.takesWorkTree = takesWorkTree
        self.computation = computation
        self.id = id
        self.sandbox = sandbox
    }

    /// Leaves in `folder` the outputs that the computation states, and nothing else.
    func run(in folder: String, _ repository: Repository) throws {
        try start(in: folder, repository)
        for output in computation.outputs {
            if let difference = try OutputFile(output.path, in: folder).difference(from: output) {
                throw ComputationRefusal.differs(id, what: difference)
            }
        }
        try removeAllButOutputs(folder)
    }

    /// The same with a running interpreter.
    ///
    /// - Returns: false if it did not make exactly these outputs, which says nothing about the computation. The
    ///   interpreter must not be used again then.
    func run(
        _ script: WarmScript, on interpreter: WarmInterpreter, into folder: String, _ repository: Repository
    ) throws -> Bool {
        try prepare(interpreter.folder, repository)
        switch interpreter.run(script) {
        case .failure: return false
        case .limit(let what): throw ComputationRefusal.failed(id, what: what)
        case .success: break
        }
        for output in computation.outputs {
            guard let found = try? OutputFile(output.path, in: interpreter.folder),
                found.difference(from: output) == nil
            else { return false }
            if let parent = output.path.parent { try Folder.create("\(folder)/\(parent)", permissions: 0o755) }
            let (made, place) = ("\(interpreter.folder)/\(output.path)", "\(folder)/\(output.path)")
            try system(.replace, place) { rename(made, place) }
        }
        let folder = try Folder(at: interpreter.folder)
        for name in try folder.names() { Folder.removeTree(folder.path(of: name)) }
        return try folder.names().isEmpty
    }

    /// Executes the program without examining what it made.
    func start(in folder: String, _ repository: Repository) throws {
        try prepare(folder, repository)
        let outcome = try sandbox.execute(computation, in: folder)
        guard outcome.end.isSuccess else {
            var last = outcome.messages.split(separator: "\n").last.map { ": \($0)" } ?? ""
            // Its message needs space, too.
            if last.isEmpty, try Folder(at: folder).freeSpace?.bytes == 0 { last = ": there is no space left" }
            throw ComputationRefusal.failed(id, what: outcome.end.words + last)
        }
    }

    /// Creates the inputs and the folders of the outputs.
    private func prepare(_ folder: String, _ repository: Repository) throws {
        if let inner = computation.folder { try Folder.create("\(folder)/\(inner)", permissions: 0o755) }
        for output in computation.outputs {
            if let parent = output.path.parent { try Folder.create("\(folder)/\(parent)", permissions: 0o755) }
        }
        let inputs = sandbox.variation.order == .reversed ? computation.inputs.reversed() : computation.inputs
        for input in inputs {
            if let parent = input.path.parent { try Folder.create("\(folder)/\(parent)", permissions: 0o755) }
            let place = "\(folder)/\(input.path)"
            if input.mode == .symbolicLink {
                let target = try repository.objects.get(input.id, .blob)
                do { try LinkTarget.check(target) } catch {
                    throw ComputationRefusal.failed(id, what: "the link '\(input.path)' cannot be made: \(error)")
                }
                let text = String(decoding: target, as: UTF8.self)
                try system(.create, place) { symlink(text, place) }
                continue
            }
            let file = try File(creating: place, permissions: input.mode == .executable ? 0o755 : 0o644)
            if takesWorkTree {
                try copy(input, to: file, repository)
            } else {
                try repository.content(input.kind, input.id) { try file.write($0) }
            }
            try file.setPermissions(input.mode == .executable ? 0o555 : 0o444)
            // The same instant on every machine, since programs compare times.
            try file.setModified(315_532_800_000_000_000, andAccessed: true)
        }
    }

    /// Copies an input from the working tree, where it must be as it was read.
    private func copy(_ input: Computation.Input, to place: borrowing File, _ repository: Repository) throws {
        let workTree = try repository.workTree()
        let source = try workTree.openFile(input.path)
        guard try repository.isContent(of: source, input.kind, input.id) else {
            throw ComputationRefusal.unable(ComputationError.changedWhileRecorded(input.path))
        }
        let again = try workTree.openFile(input.path)
        while true {
            let piece = try again.read(upTo: 1 << 20)
            if piece.isEmpty { return }
            try place.write(piece.span.bytes)
        }
    }

    private func removeAllButOutputs(_ folder: String) throws {
        let kept = Set(computation.outputs.map { "\($0.path)" })
        var others: [String] = []
        try Folder(at: folder).walk { path, status in
            if status.kind != .folder, !kept.contains(path) { others.append(path) }
        }
        for path in others { unlink("\(folder)/\(path)") }
    }
}

/// A file that a program has made.
struct OutputFile {
    let path: TreePath
    let mode: FileMode
    let length: UInt64
    let sha256: Digest

    /// - Throws: ``ComputationRefusal`` if it does not exist, or is not a regular file.
    init(_ path: TreePath, in folder: String) throws {
        self.path = path
        let place = "\(folder)/\(path)"
        // A link on the way leads out of the folder.
        var parent = path.parent
        while let above = parent {
            guard FileStatus.find("\(folder)/\(above)")?.kind == .folder else {
                throw ComputationRefusal.failed(nil, what: "it did not make '\(path)'")
            }
            parent = above.parent
        }
        guard let status = FileStatus.find(place) else {
            throw ComputationRefusal.failed(nil, what: "it did not make '\(path)'")
        }
        guard status.kind == .regular else {
            let what =
                status.kind == .symbolicLink
                ? "a symbolic link" : status.kind == .folder ? "a folder" : "a special file"
            throw ComputationRefusal.failed(nil, what: "'\(path)' is \(what), and an output is a regular file")
        }
        mode = status.isExecutable ? .executable : .regular
        (length, sha256) = try File.hash(place)
    }

    var output: Computation.Output { .init(path: path, mode: mode, length: length, sha256: sha256) }

    /// How it differs from what was recorded; nil if it does not.
    func difference(from recorded: Computation.Output) -> String? {
        if length != recorded.length { return "'\(path)' has \(length) bytes, and \(recorded.length) are recorded" }
        if sha256 != recorded.sha256 {
            return "'\(path)' has the SHA-256 \(sha256), and \(recorded.sha256) is recorded"
        }
        if mode != recorded.mode { return "'\(path)' has another mode" }
        return nil
    }
}
