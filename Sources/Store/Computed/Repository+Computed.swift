internal import Files
internal import Objects
internal import Packs

extension Repository {
    /// Passes on the bytes of a file that a computation makes: the stored ones, or the program's output when it is
    /// executed. Nothing is passed on unless all of it is verified.
    func computed(_ id: ObjectID, _ consume: (RawSpan) throws -> Void) throws {
        let output = try objects.computedFile(id)
        if try isKept(output), let content = output.content {
            guard try hash(content) == (output.length, output.sha256) else {
                throw Damage(.content(.output, id), "the stored bytes have another SHA-256")
            }
            return try self.content(content.kind, content.id, consume)
        }
        try compute(output, consume)
    }

    /// Executes the program and passes on its output.
    func compute(_ output: ComputedFile, _ consume: (RawSpan) throws -> Void) throws {
        guard try output.isOutput(of: objects.computation(output.computation)) else {
            throw Damage(.content(.output, output.id), "its computation states another file")
        }
        guard let executor else {
            throw ComputationRefusal.failed(output.computation, what: "nothing that executes programs is available")
        }
        try executor.withOutput(output.path, of: output.computation, in: self) { path in
            // Once to compare it, and once to pass it on.
            let file = try File(at: path)
            guard try file.status().size == output.length, try Self.sha256(of: file) == output.sha256 else {
                throw ComputationRefusal.differs(output.computation, what: "'\(output.path)' changed after it was made")
            }
            var offset: UInt64 = 0
            var hasher = ContentHasher()
            while offset < output.length {
                let piece = try file.read(1 << 20, at: offset)
                guard !piece.isEmpty else { break }
                hasher.update(piece.span.bytes)
                try consume(piece.span.bytes)
                offset += UInt64(piece.count)
            }
            guard hasher.count == output.length, hasher.finish() == output.sha256 else {
                throw ComputationRefusal.differs(output.computation, what: "'\(output.path)' changed while it was read")
            }
        }
    }

    /// Whether the bytes of an output are stored beside the computation, or available to a lazy copy.
    func isKept(_ output: ComputedFile) throws -> Bool {
        guard let content = output.content else { return false }
        return try isLazy || objects.find(content.id) != nil
    }

    private func hash(_ content: ComputedFile.ContentLink) throws -> (UInt64, Digest) {
        var hasher = ContentHasher()
        try self.content(content.kind, content.id) { hasher.update($0) }
        return (hasher.count, hasher.finish())
    }

    /// Why the file of an entry cannot be made here; nil if it can be, and for everything that no computation makes.
    public func obstacle(to entry: Index.Entry) throws -> ComputationRefusal? {
        guard entry.kind == .output else { return nil }
        let output = try objects.computedFile(entry.id)
        guard try !isKept(output) else { return nil }
        guard let executor else {
            return .failed(output.computation, what: "nothing that executes programs is available")
        }
        return try executor.obstacle(to: output.computation, in: self)
    }

    func isUnready(_ entry: Index.Entry) throws -> Bool { try obstacle(to: entry) != nil }
}
