internal import Files
internal import Glibc

/// A program that runs in parallel, with a pipe to its standard input and one from its standard output. Its messages go
/// where this process's go.
package final class ChildProcess {
    /// Its output is read from here.
    package let input: Int32
    /// Its input is written here.
    package let output: Int32
    private let id: pid_t
    private(set) var exitStatus: Int32?

    /// - Throws: `FileError` if it cannot be started.
    package init(_ words: [String]) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        try system(.create, "a pipe") { pipe(&toChild) }
        try system(.create, "a pipe") { pipe(&fromChild) }
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, words[0], &actions, nil, &arguments, environ)
        close(toChild[0])
        close(fromChild[1])
        guard code == 0 else {
            close(toChild[1])
            close(fromChild[0])
            throw FileError(.start, words[0], code: code)
        }
        self.id = id
        input = fromChild[0]
        output = toChild[1]
    }

    /// Closes the pipes and waits for the end; kills a process that does not end by itself.
    package func end() {
        guard exitStatus == nil else { return }
        close(output)
        close(input)
        for attempt in 0..<400 {
            var status: Int32 = 0
            // An error means that there is nothing left to wait for.
            let done = try? system(.wait, "a program") { waitpid(id, &status, WNOHANG) }
            if done != 0 {
                exitStatus = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f)
                return
            }
            if attempt == 200 { kill(id, SIGTERM) }
            if attempt == 300 { kill(id, SIGKILL) }
            usleep(10_000)
        }
        exitStatus = 128
    }

    deinit { end() }
}
