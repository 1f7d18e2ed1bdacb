import Files
import Glibc

/// A command line of the user for the shell, with words appended, as git starts editors and pagers.
struct ShellCommand: ~Copyable {
    private let process: pid_t

    /// - Parameter input: a descriptor that becomes its standard input; nil to inherit this process's.
    /// - Throws: ``FileError`` if it cannot be started.
    init(_ line: String, _ words: [String] = [], input: Int32? = nil) throws(FileError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
        let call = words.isEmpty ? ["sh", "-c", line] : ["sh", "-c", "\(line) \"$@\"", line] + words
        var arguments: [UnsafeMutablePointer<CChar>?] = call.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", &actions, nil, &arguments, environ)
        guard code == 0 else { throw FileError(.start, "/bin/sh", code: code) }
        self.process = process
    }

    /// Waits for its end.
    ///
    /// - Returns: whether it exited with 0.
    consuming func wait() throws(FileError) -> Bool {
        var status: Int32 = 0
        _ = try system(.wait, "/bin/sh") { waitpid(process, &status, 0) }
        return status == 0
    }
}
