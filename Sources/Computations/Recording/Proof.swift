internal import Files
internal import Objects
internal import Store

/// The second execution of a program, in the sandbox, where everything that should not matter is different.
///
/// If the result differs, each variation is tried by itself, to find out which one causes it.
struct Proof {
    private let computation: Computation
    private let environment: ProgramEnvironment
    private let executor: SandboxExecutor
    private let repository: Repository
    private let root: String

    init(
        _ computation: Computation, _ environment: ProgramEnvironment, _ executor: SandboxExecutor,
        _ repository: Repository, root: String
    ) {
        self.computation = computation
        self.environment = environment
        self.executor = executor
        self.repository = repository
        self.root = root
    }

    func run() throws -> RunResult {
        var variations = Self.variations
        if let difference = try difference(with: variations) {
            // What notices the library that shifts the clock, such as a list of all variables, may not depend on time.
            if try noticesLibrary() { variations.removeAll { $0.name == Self.clockName } }
            if let difference = variations.count == Self.variations.count
                ? difference : try self.difference(with: variations)
            {
                return .differs(computation, what: difference, because: try reason(variations))
            }
        }
        return .recorded(computation)
    }

    private func difference(with variations: [NamedVariation]) throws -> String? {
        let varied = variations.reduce(into: Sandbox.Variation()) { $1.change(&$0) }
        return try execute(varied).difference(from: computation, in: root)
    }

    /// Whether the library makes a difference that does not shift the clock.
    private func noticesLibrary() throws -> Bool {
        guard var clock = ShiftedClock.installed else { return false }
        clock.shift = 0
        var unshifted = Sandbox.Variation()
        unshifted.clock = clock
        return try !execute(unshifted).isSame(as: execute(Sandbox.Variation()))
    }

    /// What the bytes depend on.
    private func reason(_ variations: [NamedVariation]) throws -> String {
        let plain = try execute(Sandbox.Variation())
        if plain.failure != nil {
            return "it fails there however it runs: what it needs is not among the files that it opened the first time"
        }
        guard try execute(Sandbox.Variation()).isSame(as: plain) else {
            return
                "it makes other bytes each time: the time, a process id, an address, or random numbers without a seed"
        }
        var found: [String] = []
        for variation in variations {
            var changed = Sandbox.Variation()
            variation.change(&changed)
            if try !execute(changed).isSame(as: plain) { found.append(variation.name) }
        }
        if found.isEmpty {
            return "it finds something outside the sandbox that is not among its inputs, or notices where it is"
        }
        return "it depends on " + found.joined(separator: ", and on ")
    }

    private func execute(_ variation: Sandbox.Variation) throws -> Made {
        var sandbox = try executor.sandbox(for: computation, in: repository)
        sandbox.variation = variation
        var workshop = try executor.workshop()
        if variation.order == .reversed, let memory = executor.workshopInMemory(for: fileBytes) {
            workshop = memory
            sandbox.variation.order = .newestFirst
        }
        let folder = ComputedFolder(try workshop.folder())
        do {
            try Execution(computation, id: computation.id, sandbox: sandbox, takesWorkTree: true)
                .start(in: folder.path, repository)
        } catch ComputationRefusal.failed(_?, let what) {
            return Made(folder: folder, failure: "it fails in the sandbox: \(what)")
        }
        return Made(folder: folder, failure: nil)
    }

    /// The length of all inputs and outputs.
    private var fileBytes: UInt64 {
        computation.outputs.total(\.length)
            + computation.inputs.reduce(0) { $0 + (FileStatus.find("\(root)/\($1.path)")?.size ?? 0) }
    }

    /// What an execution made.
    private struct Made {
        let folder: ComputedFolder
        let failure: String?

        func difference(from computation: Computation, in root: String) throws -> String? {
            if let failure { return failure }
            for output in computation.outputs {
                let found: OutputFile
                do {
                    found = try OutputFile(output.path, in: folder.path)
                } catch ComputationRefusal.failed(_, let what) {
                    return what + " the second time"
                }
                if found.sha256 != output.sha256 || found.length != output.length {
                    let length =
                        found.length == output.length
                        ? "" : ", and has \(found.length) bytes instead of \(output.length)"
                    let at = try Self.firstDifference("\(root)/\(output.path)", "\(folder.path)/\(output.path)")
                    return "'\(output.path)' differs from byte \(at) on\(length)"
                }
                if found.mode != output.mode { return "'\(output.path)' has a different mode the second time" }
            }
            return nil
        }

        /// The offset of the first byte that differs between two files.
        private static func firstDifference(_ a: String, _ b: String) throws -> Int {
            let (first, second) = (try File.contents(a, limit: 1 << 30), try File.contents(b, limit: 1 << 30))
            return zip(first, second).enumerated().first { $0.element.0 != $0.element.1 }?.offset
                ?? min(first.count, second.count)
        }

        func isSame(as other: Made) throws -> Bool {
            if failure != nil || other.failure != nil { return failure == other.failure }
            var files: [String: String] = [:]
            try Folder(at: folder.path).walk { path, status in
                if status.kind == .regular { files[path] = try File.hash("\(folder.path)/\(path)").sha256.hex }
            }
            var others: [String: String] = [:]
            try Folder(at: other.folder.path).walk { path, status in
                if status.kind == .regular {
                    others[path] = try File.hash("\(other.folder.path)/\(path)").sha256.hex
                }
            }
            return files == others
        }
    }

    private struct NamedVariation {
        let name: String
        let change: @Sendable (inout Sandbox.Variation) -> Void
    }

    private static let clockName = "the time of day"

    /// What this machine can vary.
    private static var variations: [NamedVariation] {
        var variations = [NamedVariation(name: "the working folder") { $0.folder = "/at1/elsewhere/another-tree" }]
        if !Namespaces.areRefused {
            variations += [
                NamedVariation(name: "the user") { $0.user = 2000 },
                NamedVariation(name: "the host name") { $0.host = "elsewhere" },
            ]
        }
        if let clock = ShiftedClock.installed {
            variations.append(NamedVariation(name: clockName) { $0.clock = clock })
        }
        return variations + [
            NamedVariation(name: "the umask") { $0.mask = 0o077 },
            NamedVariation(name: "the number of processors") { $0.processors = 1 },
            NamedVariation(name: "the order of files in folders") { $0.order = .reversed },
        ]
    }

    /// What should be varied, and cannot be on this machine.
    static var notVaried: [String] {
        (Namespaces.areRefused ? ["user", "host-name"] : []) + (ShiftedClock.installed == nil ? ["date"] : [])
    }
}
