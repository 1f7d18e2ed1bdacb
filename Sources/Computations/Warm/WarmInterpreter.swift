internal import Files
internal import Glibc
internal import Objects
internal import Store

/// A Python that runs in the sandbox and forks for each script (``PythonServer``). One script runs at a time, in a
/// folder that contains its inputs and nothing else.
///
/// A warm interpreter may give other bytes than a newly started one, or none: then the computation is executed in a
/// separate process.
final class WarmInterpreter: Sendable {
    /// The folder with the files of a script.
    let folder: String
    /// The same folder, as the script sees it.
    private let inner: String
    private let channel: Int32
    private let process: pid_t
    private let program: RunningProgram

    /// Starts it. It imports nothing before the first script.
    ///
    /// - Parameter folder: an empty folder for it alone.
    init(_ script: WarmScript, in sandbox: Sandbox, folder: String) throws {
        var ends: [Int32] = [-1, -1]
        try system(.create, "a socket") {
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        }
        defer { close(ends[1]) }
        do {
            (program, process) = try sandbox.start(
                [script.interpreter.program, "-c", PythonServer.program], script.interpreter.variables, in: folder,
                input: ends[1])
        } catch {
            close(ends[0])
            throw error
        }
        channel = ends[0]
        self.folder = folder
        inner = sandbox.variation.folder
    }

    deinit {
        close(channel)
        RunningProgram.end(process)
        var status: Int32 = 0
        _ = try? system(.wait, "python") { waitpid(process, &status, 0) }
    }

    /// The result of a script.
    enum Outcome: Equatable {
        case success
        /// It failed, or the interpreter is gone: only a separate process can tell why.
        case failure
        case limit(String)
    }

    /// Runs a script whose inputs are in ``folder``.
    func run(_ script: WarmScript) -> Outcome {
        let place = script.folder.map { "\(inner)/\($0)" } ?? inner
        let input = script.standardInput.map { "\(inner)/\($0)" } ?? ""
        let fields = [place, input] + script.words
        let request = ([String(fields.count)] + fields).map { $0 + "\0" }.joined()
        guard send(Array(request.utf8)) else { return .failure }
        let start = ContinuousClock.now
        var answer: [UInt8] = []
        while answer.last != UInt8(ascii: "\n") {
            var waited = pollfd(fd: channel, events: Int16(POLLIN), revents: 0)
            if poll(&waited, 1, 50) <= 0 {
                guard let excess = program.excess(process, since: start) else { continue }
                return .limit(excess)
            }
            var bytes = [UInt8](repeating: 0, count: 32)
            guard let count = try? system(.read, "python", { recv(channel, &bytes, bytes.count, 0) }), count > 0,
                answer.count < 32
            else { return .failure }
            answer += bytes.prefix(count)
        }
        return answer == Array("0\n".utf8) ? .success : .failure
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { rest in
                try? system(.write, "python") { Glibc.send(channel, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL)) }
            }
            guard let count else { return false }
            sent += count
        }
        return true
    }
}
