internal import Files
internal import Store

/// What a program did with files, from the traces of its processes.
struct Trace {
    enum Act: Hashable {
        case read, look, list, write, execute
        /// Creates a name in a folder: a link of that name is not followed.
        case make
    }

    struct Event {
        let time: Double
        let act: Act
        /// From the root of the file system; links in it are not followed.
        let path: String
    }

    /// In order of time.
    private(set) var events: [Event] = []
    /// Whether it used the network.
    private(set) var usesNetwork = false

    /// The calls that are traced.
    static let calls = "%file,fchdir,clone,clone3,fork,vfork,connect"

    /// Reads the files `t.PID` of a folder.
    ///
    /// - Parameter start: the working folder of the first process.
    init(in folder: String, start: String) throws {
        var lines: [(process: Int, line: TraceLine)] = []
        for name in try Folder.names(folder) {
            let name = name.description
            guard name.hasPrefix("t."), let process = Int(name.dropFirst(2)) else { continue }
            let bytes = try File.contents("\(folder)/\(name)", limit: 1 << 30)
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                if let line = TraceLine(line) { lines.append((process, line)) }
            }
        }
        lines.sort { $0.line.time < $1.line.time }
        var folders: [Int: String] = [:]
        for (process, line) in lines where line.isSuccess {
            note(line, process, &folders, start)
        }
    }

    private mutating func note(_ line: TraceLine, _ process: Int, _ folders: inout [Int: String], _ start: String) {
        func absolute(_ path: String, from folder: String?) -> String {
            path.hasPrefix("/") ? path : (folder ?? folders[process] ?? start) + "/" + path
        }
        /// The path in argument `index`, relative to the descriptor before it.
        func at(_ index: Int) -> String? {
            guard let text = line.string(index), !text.isEmpty else { return nil }
            return absolute(text, from: line.descriptor(index - 1))
        }
        func plain(_ index: Int) -> String? {
            guard let text = line.string(index), !text.isEmpty else { return nil }
            return absolute(text, from: nil)
        }
        func add(_ act: Act, _ path: String?) {
            if let path { events.append(Event(time: line.time, act: act, path: path)) }
        }
        switch line.call {
        case "open": opened(plain(0), line.flags(1), add)
        case "openat", "openat2": opened(at(1), line.flags(2), add)
        case "creat", "truncate": add(.write, plain(0))
        case "mknod": add(.make, plain(0))
        case "mknodat": add(.make, at(1))
        case "execve": add(.execute, plain(0))
        case "execveat": add(.execute, at(1))
        case "stat", "lstat", "access", "readlink": add(.look, plain(0))
        case "newfstatat", "statx", "faccessat", "faccessat2", "readlinkat": add(.look, at(1))
        case "rename", "link", "symlink": add(.make, plain(1))
        case "renameat", "renameat2", "linkat": add(.make, at(3))
        case "symlinkat": add(.make, at(2))
        case "chdir": folders[process] = plain(0)
        case "fchdir": folders[process] = line.descriptor(0)
        case "clone", "clone3", "fork", "vfork": folders[line.result] = folders[process]
        case "connect":
            if line.arguments.contains(where: {
                if case .word(let text) = $0 { text.contains("AF_INET") } else { false }
            }) {
                usesNetwork = true
            }
        default: break
        }
    }

    private func opened(_ path: String?, _ flags: Set<Substring>, _ add: (Act, String?) -> Void) {
        if flags.contains("O_DIRECTORY") { return add(.list, path) }
        if flags.contains("O_PATH") { return add(.look, path) }
        let writes = flags.contains("O_WRONLY") || flags.contains("O_RDWR")
        add(writes ? .write : .read, path)
    }
}
