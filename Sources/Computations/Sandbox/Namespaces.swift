internal import Files
internal import Glibc
internal import Store
internal import Synchronization

/// Whether bubblewrap can make namespaces on this machine. Containers, and settings of the kernel, may not allow it.
enum Namespaces {
    private static let known = Mutex<String??>(nil)

    /// bubblewrap's message if it cannot; nil if it can. Found out once, with a program that is not the user's: nobody
    /// else's output decides which sandbox a program gets.
    static func obstacle() throws -> String? {
        try known.withLock { known in
            if let known { return known }
            let found = try probe()
            known = .some(found)
            return found
        }
    }

    /// Whether it is known that there are none.
    static var areRefused: Bool { known.withLock { if case .some(.some) = $0 { true } else { false } } }

    /// The namespaces of a sandbox, and what bubblewrap needs for them.
    static let words = [
        "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        "--disable-userns",
    ]

    private static func probe() throws -> String? {
        let bubblewrap = try ProgramSearch.bubblewrap()
        let messages = try File.temporary()
        let null = try File(at: "/dev/null")
        let program = RunningProgram(
            words: ["bwrap"] + words + ["--ro-bind", "/", "/", "--proc", "/proc", "--", "true"],
            variables: ["PATH": ProgramSearch.systemPath], folder: "/", input: null.descriptor,
            output: messages.descriptor, errors: messages.descriptor)
        guard try program.run(bubblewrap) != .exit(0) else { return nil }
        let text = String(decoding: try messages.read(2000, at: 0), as: UTF8.self)
        let line = text.split(separator: "\n").first.map(String.init) ?? "bubblewrap failed"
        // Where there is no `true`, all else was done.
        return line.contains("execvp") ? nil : line
    }
}
