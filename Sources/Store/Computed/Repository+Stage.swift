internal import Files
public import Objects

/// A recorded computation, with what it needs.
public struct RecordedComputation: Sendable {
    public let computation: Computation
    public let environment: ProgramEnvironment
    /// Outputs whose bytes are stored as well.
    public let kept: [TreePath: ComputedFile.ContentLink]

    public init(
        _ computation: Computation, _ environment: ProgramEnvironment,
        kept: [TreePath: ComputedFile.ContentLink] = [:]
    ) {
        self.computation = computation
        self.environment = environment
        self.kept = kept
    }
}

extension Repository {
    /// Stages the outputs of computations as their computations, and the inputs beside them: all in one step, or
    /// nothing.
    ///
    /// The files in the working tree must be as the computations state; their SHA-256 is compared once more. The inputs
    /// must be in the store.
    ///
    /// - Returns: the entries of the outputs, and whether the repository's format was raised.
    public func stage(
        _ recorded: [RecordedComputation], inputs: [Index.Entry], through transaction: Transaction
    ) throws -> (outputs: [Index.Entry], raisedFormat: Bool) {
        let workTree = try workTree()
        var changes: [TreePath: Index.Entry?] = [:]
        var outputs: [Index.Entry] = []
        for input in inputs { changes[input.path] = input }
        for record in recorded {
            try transaction.put(.environment, record.environment.bytes)
            let id = try transaction.put(.computation, record.computation.bytes)
            for output in record.computation.outputs {
                let file = try workTree.openFile(output.path)
                let before = try file.status()
                guard before.size == output.length, try Self.sha256(of: file) == output.sha256,
                    FileSignature(try file.status()) == FileSignature(before)
                else { throw WorkTreeError.changedWhileRead(output.path.description) }
                let computed = ComputedFile(output, of: id, content: record.kept[output.path])
                let isSettled = FileClock.now - before.modified > 20_000_000
                let entry = Index.Entry(
                    path: output.path, mode: output.mode, kind: .output,
                    id: try transaction.put(.output, computed.bytes),
                    signature: isSettled ? FileSignature(before) : nil)
                changes[output.path] = entry
                outputs.append(entry)
            }
        }
        let raised = try withWriteLock { try raiseFormat(for: recorded.isEmpty ? [] : [.computation], $0) }
        try transaction.publish { try change(index: changes) }
        return (outputs, raised)
    }

    /// Makes the computations and environments of a transaction durable, before anything names them.
    public func publishComputed(_ transaction: Transaction) throws {
        _ = try withWriteLock { try raiseFormat(for: [.computation], $0) }
        try transaction.publish()
    }

    /// Reads files of the working tree into the store, as `add` does, and changes nothing else. A file that is
    /// unchanged since it was staged remains the same object.
    public func read(_ paths: [TreePath], into transaction: Transaction) throws -> [Index.Entry] {
        let workTree = try workTree()
        let index = try index()
        return try paths.map { path in
            guard let status = try workTree.find(path) else { throw WorkTreeError.notFound(path.description) }
            let old = index.find(path)
            if let old, old.mode == FileMode(status), old.signature == FileSignature(status) { return old }
            return try read(path, status, old, workTree, transaction).entry
        }
    }

    /// Stores the file at `path`, which may be anywhere, as bytes.
    public func keep(fileAt path: String, in transaction: Transaction) throws -> ComputedFile.ContentLink {
        let content = try ContentReader(transaction: transaction).read(try File(at: path))
        guard content.kind == .blob || content.kind == .chunks else {
            let bytes = try File(at: path).contents(limit: 128 << 20)
            return ComputedFile.ContentLink(kind: .blob, id: try transaction.put(.blob, bytes))
        }
        return ComputedFile.ContentLink(kind: content.kind, id: content.id)
    }
}
