internal import CSandbox
internal import Files
internal import Glibc
internal import Store

/// How a program ended.
enum ProgramEnd: Hashable, Sendable {
    case exit(Int32)
    case signal(Int32)
    /// Killed by at1 because it exceeded a limit.
    case limit(String)

    var isSuccess: Bool { self == .exit(0) }

    /// For display.
    var words: String {
        switch self {
        case .exit(let status): "it exited with \(status)"
        case .signal(let number): "it was killed by signal \(number) (\(String(cString: strsignal(number))))"
        case .limit(let what): what
        }
    }
}

/// Starts a program, watches its use of resources, and waits for its end.
struct RunningProgram {
    /// The limits of a program and everything it starts.
    struct Limits: Hashable, Sendable {
        /// Bytes of memory.
        var memory: UInt64 = 4 << 30
        var processes = 256
        /// Wall-clock time.
        var seconds: UInt64 = 3600
        /// Bytes written.
        var written: UInt64 = 16 << 30
    }

    var words: [String]
    var variables: [String: String] = [:]
    var folder: String?
    var input: Int32
    var output: Int32
    var errors: Int32
    var kept: Int32 = -1
    var mask: UInt32 = 0o022
    var processors: UInt32 = 0
    /// Nil for a program that is not watched.
    var limits: Limits?
    /// Whether a tracer waits for what its program left running; that is killed once the program has ended.
    var isTracer = false
    /// The folders whose files count as written.
    var written: [String] = []
    /// Rules of Landlock that confine the program; -1 for none.
    var rules: Int32 = -1

    /// - Parameter path: the program's file.
    func run(_ path: String) throws -> ProgramEnd {
        try wait(for: start(path))
    }

    /// Starts the program, for a caller that waits for its end. It is killed when the thread that started it
    /// ends. A guard runs above it, whose process is returned.
    ///
    /// - Parameter path: the program's file.
    func start(_ path: String) throws -> pid_t {
        var id: pid_t = 0
        let code = withStrings(words) { arguments in
            withStrings(variables.map { "\($0.key)=\($0.value)" }.sorted()) { environment in
                withOptionalString(folder) { folder in
                    var start = csandbox_start()
                    start.folder = folder
                    start.input = input
                    start.output = output
                    start.errors = errors
                    start.kept = kept
                    start.mask = mask
                    start.processors = processors
                    start.rules = rules
                    if let limits { start.file = limits.written }
                    return csandbox_spawn(&id, path, arguments, environment, &start)
                }
            }
        }
        guard code == 0 else { throw FileError(.start, path, code: code) }
        return id
    }

    /// Tells the guard to kill the program and everything that it started, and to end.
    static func end(_ guardian: pid_t) { kill(guardian, SIGTERM) }

    /// How often a program's use of resources is checked.
    private static let checkInterval = Duration.milliseconds(50)

    private func wait(for id: pid_t) throws -> ProgramEnd {
        let start = ContinuousClock.now
        var pause: UInt32 = 500
        var nextCheck = start + Self.checkInterval
        var reason: String?
        while true {
            var status: Int32 = 0
            let done = try system(.wait, words[0]) { waitpid(id, &status, limits == nil && !isTracer ? 0 : WNOHANG) }
            if done == id {
                if let reason { return .limit(reason) }
                return status & 0x7f == 0 ? .exit(status >> 8 & 0xff) : .signal(status & 0x7f)
            }
            guard done == 0 else { continue }
            usleep(pause)
            pause = min(pause * 2, 5_000)
            // Examining every process and file takes longer than many programs run.
            let now = ContinuousClock.now
            guard now >= nextCheck else { continue }
            nextCheck = now + Self.checkInterval
            if isTracer { ProcessFamily.killLeftovers(of: id) }
            if reason == nil, let excess = excess(id, since: start) {
                reason = excess
                Self.end(id)
            }
        }
    }

    /// The limit that a process and everything it started exceed; nil if they exceed none.
    ///
    /// - Parameter start: when the process began, for the limit of time.
    func excess(_ id: pid_t, since start: ContinuousClock.Instant) -> String? {
        guard let limits else { return nil }
        if ContinuousClock.now - start > .seconds(limits.seconds) { return "it took longer than \(limits.seconds) s" }
        let family = ProcessFamily(of: id, atMost: limits.processes + 8)
        // bubblewrap itself is two of them, the guard one.
        if family.count > limits.processes + 3 { return "it started more than \(limits.processes) processes" }
        if family.memory > limits.memory { return "it took more than \(limits.memory) bytes of memory" }
        var total: UInt64 = 0
        var files = 0
        for folder in written {
            try? Folder(at: folder).walk { _, status in
                total += status.kind == .regular ? max(status.allocated, min(status.size, 1)) : 0
                files += 1
            }
        }
        if total > limits.written { return "it wrote more than \(limits.written) bytes" }
        return files > 1 << 20 ? "it made more than \(1 << 20) files" : nil
    }

    private func withStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }

    private func withOptionalString<Result>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        guard let string else { return body(nil) }
        return string.withCString { body($0) }
    }
}

/// A process and its descendants, according to /proc.
private struct ProcessFamily {
    private(set) var count = 0
    /// Resident memory of the descendants, in bytes.
    private(set) var memory: UInt64 = 0

    init(of id: pid_t, atMost limit: Int) {
        var waiting = [id]
        while let next = waiting.popLast(), count <= limit {
            count += 1
            // The guard shares at1's own memory.
            let statm = next == id ? [] : Self.words("/proc/\(next)/statm")
            if statm.count > 1 { memory += (UInt64(statm[1]) ?? 0) * UInt64(sysconf(Int32(_SC_PAGESIZE))) }
            waiting += Self.children(of: next)
        }
    }

    static func children(of id: pid_t) -> [pid_t] {
        ((try? Folder.names("/proc/\(id)/task")) ?? []).flatMap { task in
            words("/proc/\(id)/task/\(task)/children").compactMap { pid_t($0) }
        }
    }

    /// Kills what a traced program left running. Below the guard `id`, or the first process of the namespace, are the
    /// tracer with the program, and orphaned processes. When the tracer has no more children, the program has ended.
    static func killLeftovers(of id: pid_t) {
        let bubblewrap = children(of: id)
        for first in [id] + bubblewrap + bubblewrap.flatMap(children) {
            let all = children(of: first)
            guard let tracer = all.first(where: { words("/proc/\($0)/comm") == ["strace"] }), all.count > 1,
                children(of: tracer).isEmpty
            else { continue }
            for other in all where other != tracer { kill(other, SIGKILL) }
        }
    }

    private static func words(_ path: String) -> [String] {
        guard let bytes = try? File.contents(path, limit: 1 << 20) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\n" }).map(
            String.init)
    }
}
