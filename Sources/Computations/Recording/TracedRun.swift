internal import Files
internal import Glibc
internal import Objects
internal import Store

/// The first execution of a program: unrestricted, in the working tree, with every file that it opens observed.
///
/// It runs in a PID namespace of its own, or below a guard, so that nothing it starts outlives it.
struct TracedRun {
    /// The working tree, without links.
    let root: String
    let request: RunRequest
    let variables: [String: String]
    let options: RecordingOptions

    /// - Parameter scratch: an empty folder.
    func observe(scratch: String) throws -> Observation {
        let strace = try ProgramSearch.strace()
        let bubblewrap = try ProgramSearch.bubblewrap()
        let folder = request.folder.map { "\(root)/\($0)" } ?? root
        try checkArguments()
        guard ProgramSearch.find(program(from: folder), in: variables["PATH"] ?? "") != nil else {
            throw ComputationRefusal.unable(ComputationError.noProgram(request.arguments[0]))
        }
        let name = request.standardInput.map { "\(root)/\($0)" } ?? "/dev/null"
        let input = try File(at: name, waiting: true)
        let hasNamespaces = try Namespaces.obstacle() == nil
        var words: [String] = []
        if hasNamespaces {
            words = [
                "bwrap", "--dev-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "--die-with-parent", "--chdir",
                folder,
            ]
            if geteuid() == 0 { words += ["--cap-add", "ALL"] }
        }
        words += [
            strace, "-ff", "-ttt", "-qqq", "-y", "--seccomp-bpf", "--signal=none", "-s", "0", "-e",
            "trace=" + Trace.calls, "-o", scratch + "/t", "--",
        ]
        var program = RunningProgram(
            words: words + request.arguments, variables: variables, folder: folder, input: input.descriptor,
            output: options.output, errors: options.errors)
        program.isTracer = true
        let end = try program.run(hasNamespaces ? bubblewrap : strace)
        guard end.isSuccess else {
            throw ComputationRefusal.failed(nil, what: "the program failed: \(end.words); nothing was recorded")
        }
        var observation = try Observation(Trace(in: scratch, start: folder), root: root)
        if let input = request.standardInput { observation.addInput(input) }
        try observation.hold(to: request)
        return observation
    }

    private func program(from folder: String) -> String {
        let word = request.arguments[0]
        return word.contains("/") && !word.hasPrefix("/") ? "\(folder)/\(word)" : word
    }

    /// A path that is only valid here makes no sense in a clone.
    private func checkArguments() throws {
        if let word = request.arguments.first(where: { $0 == root || $0.contains(root + "/") }) {
            throw ComputationRefusal.unable(ComputationError.argumentNamesWorkTree(word))
        }
    }
}

extension Observation {
    /// Compares what was read and made with what the user declared.
    func hold(to request: RunRequest) throws {
        func isWithin(_ path: TreePath, _ places: [TreePath]) -> Bool { places.contains { path.isWithin($0) } }
        if let allowed = request.inputs, let stray = inputs.sorted().first(where: { !isWithin($0, allowed) }) {
            throw ComputationRefusal.unable(ComputationError.strayInput(stray))
        }
        if let allowed = request.outputs {
            if let stray = outputs.sorted().first(where: { !isWithin($0, allowed) }) {
                throw ComputationRefusal.unable(ComputationError.strayOutput(stray))
            }
            if let missing = allowed.first(where: { place in !outputs.contains { $0.isWithin(place) } }) {
                throw ComputationRefusal.failed(nil, what: "the program did not make '\(missing)'")
            }
        }
        guard !outputs.isEmpty else {
            throw ComputationRefusal.unable(ComputationError.noOutput)
        }
    }
}
