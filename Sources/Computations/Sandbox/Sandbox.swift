internal import CSandbox
internal import Files
internal import Glibc
internal import Objects
internal import Store

/// Where a computation is executed: nothing but its inputs and the files of its environment, an empty folder to write
/// to, no network, only three devices, and limits (docs/computations.md).
struct Sandbox: Sendable {
    /// The folder that contains the files of the environment.
    let root: String
    /// The entries of the environment, which are all as recorded on this machine itself; throws if they are not.
    let environment: @Sendable () throws -> [ProgramEnvironment.Entry]
    var limits = RunningProgram.Limits()
    var variation = Variation()

    /// Circumstances that a computation must not depend on.
    struct Variation: Hashable, Sendable {
        var folder = "/at1/work"
        var user: UInt32 = 1000
        var host = "at1"
        var mask: UInt32 = 0o022
        /// The number of processors; 0 for all.
        var processors: UInt32 = 0
        var order = FileOrder.plain
        /// Another time of day; nil for the machine's.
        var clock: ShiftedClock?
    }

    /// The order in which folders list their inputs.
    enum FileOrder: Hashable, Sendable {
        /// As the file system of the cache lists them.
        case plain
        /// In descending order where the file system lists older files first, and as before on those with an order of
        /// their own, such as ext4.
        case reversed
        /// In descending order, in a file system that lists newer files first.
        case newestFirst
    }

    /// The result of running a program: how it ended, and its messages.
    struct Outcome: Sendable {
        let end: ProgramEnd
        /// The end of its messages.
        let messages: String
    }

    /// Executes a program in `folder`, which contains its inputs and receives its outputs.
    func execute(_ computation: Computation, in folder: String) throws -> Outcome {
        if !Namespaces.areRefused {
            let outcome = try execute(computation, in: folder, with: withProgram)
            guard outcome.messages.hasPrefix("bwrap: "), outcome.end == .exit(1) else { return outcome }
            guard try Namespaces.obstacle() != nil else {
                let line = outcome.messages.split(separator: "\n").first ?? ""
                throw ComputationRefusal.unable(ComputationError.sandbox(String(line)))
            }
        }
        return try execute(computation, in: folder, with: withConfined)
    }

    private typealias Confinement = (
        _ words: [String], _ variables: [String: String], _ folder: String, _ inner: TreePath?, _ input: Int32,
        _ output: Int32, _ body: (RunningProgram, _ path: String) throws -> ProgramEnd
    ) throws -> ProgramEnd

    private func execute(
        _ computation: Computation, in folder: String, with confinement: Confinement
    ) throws -> Outcome {
        let log = try File(creating: folder + ".log", permissions: 0o600)
        defer { unlink(log.path) }
        let input = try File(at: computation.standardInput.map { "\(folder)/\($0)" } ?? "/dev/null", waiting: true)
        let end = try confinement(
            computation.arguments, computation.variables, folder, computation.folder, input.descriptor, log.descriptor
        ) { try $0.run($1) }
        let length = try log.status().size
        let messages = String(decoding: try log.read(2000, at: length - min(length, 2000)), as: UTF8.self)
        return Outcome(end: end, messages: messages)
    }

    /// Starts a program that takes requests on a descriptor, its standard input. Its output is discarded.
    func start(
        _ words: [String], _ variables: [String: String], in folder: String, input: Int32
    ) throws -> (program: RunningProgram, process: pid_t) {
        let null = try system(.open, "/dev/null") { open("/dev/null", O_RDWR | O_CLOEXEC) }
        defer { close(null) }
        return try withProgram(words, variables, in: folder, inner: nil, input: input, output: null) { program, path in
            (program, try program.start(path))
        }
    }

    /// Passes on bubblewrap's path and arguments. Its descriptors are open meanwhile.
    private func withProgram<Result>(
        _ words: [String], _ variables: [String: String], in folder: String, inner: TreePath?, input: Int32,
        output: Int32, _ body: (RunningProgram, _ path: String) throws -> Result
    ) throws -> Result {
        let bubblewrap = try ProgramSearch.bubblewrap()
        let filter = try system(.create, "a filter of system calls") { csandbox_filter() }
        defer { close(filter) }
        var program = RunningProgram(
            words: ["bwrap"] + arguments(variables, folder, inner: inner, filter: filter) + ["--"] + words,
            input: input, output: output, errors: output, kept: filter, mask: variation.mask,
            processors: variation.processors, limits: limits, written: [folder])
        program.folder = "/"
        return try body(program, bubblewrap)
    }

    private func arguments(
        _ variables: [String: String], _ folder: String, inner: TreePath?, filter: Int32
    ) -> [String] {
        var words =
            Namespaces.words + [
                "--uid", "\(variation.user)", "--gid", "\(variation.user)", "--hostname", variation.host,
                "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
            ]
        let small = "\(min(limits.memory, 1 << 30))"
        for name in tops(root) where name != "tmp" { words += ["--ro-bind", "\(root)/\(name)", "/\(name)"] }
        words += ["--proc", "/proc", "--tmpfs", "/dev"]
        for device in ["null", "zero", "urandom"] { words += ["--dev-bind", "/dev/\(device)", "/dev/\(device)"] }
        for (number, name) in ["stdin", "stdout", "stderr"].enumerated() {
            words += ["--symlink", "/proc/self/fd/\(number)", "/dev/\(name)"]
        }
        words += ["--symlink", "/proc/self/fd", "/dev/fd", "--size", small, "--tmpfs", "/dev/shm"]
        words += ["--size", small, "--perms", "1777", "--tmpfs", "/tmp"]
        for name in tops(root + "/tmp") { words += ["--ro-bind", "\(root)/tmp/\(name)", "/tmp/\(name)"] }
        words += ["--bind", folder, variation.folder]
        var variables = variables
        if let clock = variation.clock {
            for (library, place) in clock.placed { words += ["--ro-bind", library, place] }
            variables.merge(clock.variables(libraries: clock.placed.map(\.place))) { $1 }
        }
        words += ["--remount-ro", "/dev", "--remount-ro", "/"]
        let place = inner.map { "\(variation.folder)/\($0)" } ?? variation.folder
        words += ["--chdir", place, "--seccomp", "\(filter)"]
        for (name, value) in variables { words += ["--setenv", name, value] }
        return words
    }

    private func tops(_ folder: String) -> [String] {
        ((try? Folder.names(folder)) ?? []).map(\.description)
    }
}
