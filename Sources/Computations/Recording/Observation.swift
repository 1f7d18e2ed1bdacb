internal import Files
internal import Objects
internal import Store

/// The files that a program read and wrote, in the working tree and outside.
struct Observation {
    /// Files and links of the working tree that it read or looked up, and did not make.
    private(set) var inputs: Set<TreePath> = []
    /// Files of the working tree that it made.
    private(set) var outputs: Set<TreePath> = []
    /// Everything else that it needs.
    private(set) var outside: Set<String> = []
    /// The links outside, and their targets.
    private(set) var links: [String: String] = [:]

    /// - Parameter root: the working tree, without links.
    init(_ trace: Trace, root: String) throws {
        var resolver = PathResolver()
        var read: [TreePath: Double] = [:]
        var written: [TreePath: Double] = [:]
        var own: Set<String> = []
        for event in trace.events {
            // It belonged to the process that opened it, which is gone.
            if Self.isKernels(event.path) { continue }
            let isMade = event.act == .make
            guard let found = isMade ? resolver.resolveName(event.path) : resolver.resolve(event.path) else { continue }
            if let path = Self.inside(found.path, of: root) {
                try noteLinks(found, root)
                guard let path, found.status.kind != .folder else { continue }
                let tree = try Self.treePath(path)
                guard !tree.names.contains(where: { $0.bytes.elementsEqual("__pycache__".utf8) }) else { continue }
                switch event.act {
                case .write, .make: written[tree] = min(written[tree] ?? event.time, event.time)
                case .read, .execute: read[tree] = min(read[tree] ?? event.time, event.time)
                case .look: inputs.insert(tree)
                case .list: break
                }
                if found.status.kind == .special {
                    throw ComputationRefusal.failed(
                        nil, what: "the program uses '\(tree)', which is neither a file nor a folder")
                }
            } else if event.act == .write || isMade {
                try noteWrite(found.path, &own)
            } else if !Self.isSystem(found.path), !own.contains(found.path) {
                try noteLinks(found, root)
                if found.status.kind == .regular || found.status.kind == .folder { outside.insert(found.path) }
            }
        }
        for (path, time) in read {
            if let first = written[path], time < first {
                throw ComputationRefusal.unable(ComputationError.readThenWritten(path))
            }
            inputs.insert(path)
        }
        outputs = Set(written.keys)
        inputs.subtract(outputs)
        for path in outputs {
            let place = "\(root)/\(path)"
            if FileStatus.find(place)?.kind == .symbolicLink {
                throw ComputationRefusal.unable(ComputationError.outputIsLink(path))
            }
        }
        try addInterpreters(&resolver, root)
    }

    mutating func addInput(_ path: TreePath) { inputs.insert(path) }

    /// The path below the working tree: `.some(nil)` for at1's own files there, nil for paths outside.
    private static func inside(_ path: String, of root: String) -> String?? {
        let start = root == "/" ? "/" : root + "/"
        guard path.hasPrefix(start) else { return path == root ? .some(nil) : nil }
        let rest = String(path.dropFirst(start.count))
        return rest == ".at1store" || rest.hasPrefix(".at1store/") || rest.hasPrefix(".at1-tmp-")
            ? .some(nil) : .some(rest)
    }

    private static func treePath(_ path: String) throws -> TreePath {
        do {
            return try TreePath(path.utf8)
        } catch {
            throw ComputationRefusal.failed(
                nil, what: "the program uses '\(path)', which cannot be stored: \(error.detail)")
        }
    }

    /// Adds the links on the way to the inputs, or to the files of the environment.
    private mutating func noteLinks(_ found: PathResolver.Resolved, _ root: String) throws {
        for link in found.links {
            if let path = Self.inside(link.path, of: root) {
                if let path { inputs.insert(try Self.treePath(path)) }
            } else {
                links[link.path] = link.target
            }
        }
    }

    private static let scratch = ["/tmp/", "/var/tmp/", "/dev/", "/proc/"]

    private func noteWrite(_ path: String, _ own: inout Set<String>) throws {
        guard Self.scratch.contains(where: path.hasPrefix) else {
            throw ComputationRefusal.unable(ComputationError.writesOutside(path))
        }
        own.insert(path)
    }

    /// What the kernel generates, and what is fixed in the sandbox.
    private static func isSystem(_ path: String) -> Bool {
        isKernels(path) || path == "/" || FixedFiles.paths.contains(path)
    }

    private static func isKernels(_ path: String) -> Bool {
        ["/proc", "/sys", "/dev"].contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    /// Adds the interpreters of scripts and programs, which the kernel opens without a system call.
    private mutating func addInterpreters(_ resolver: inout PathResolver, _ root: String) throws {
        var waiting = Array(outside) + inputs.map { "\(root)/\($0)" }
        var seen: Set<String> = []
        while let path = waiting.popLast() {
            guard seen.insert(path).inserted, let status = FileStatus.find(path), status.kind == .regular,
                status.isExecutable, let interpreter = Interpreter.find(of: path)
            else { continue }
            guard let found = resolver.resolve(interpreter), found.status.kind == .regular else { continue }
            try noteLinks(found, root)
            if Self.inside(found.path, of: root) == nil { outside.insert(found.path) }
            waiting.append(found.path)
        }
    }
}
