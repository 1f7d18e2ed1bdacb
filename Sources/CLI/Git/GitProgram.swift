import Files
import Glibc

/// The git command of this machine.
enum GitProgram {
    /// The maximum number of bytes read from its output.
    private static let maximumLength = 1 << 30

    /// The output of git; an error if it exits with a code other than 0. Its own messages go to standard error.
    static func output(
        _ words: [String], input: [UInt8] = [], variables: [String: String] = [:]
    ) throws -> [UInt8] {
        let (status, bytes) = try run(words, input: input, variables: variables)
        guard status == 0 else { throw failure(words, status) }
        return bytes
    }

    private static func failure(_ words: [String], _ status: Int32) -> CommandError {
        let name = words.first == "-C" ? words.dropFirst(2).first : words.first
        return CommandError(.environment, "'git \(name ?? "")' ended with exit code \(status)")
    }

    /// Writes the output of git to a file; an error if it exits with a code other than 0.
    static func write(_ words: [String], to file: borrowing File) throws {
        let source = try File.temporary()
        let child = try spawn(["git"] + words, input: source.stream, output: file.stream)
        let status = try wait(for: child)
        guard status == 0 else { throw failure(words, status) }
    }

    /// The same as text, without its last line feed.
    static func text(_ words: [String]) throws -> String {
        guard let text = String(validating: try output(words), as: UTF8.self) else {
            throw CommandError(.environment, "git names something that is not UTF-8")
        }
        return text.last == "\n" ? String(text.dropLast()) : text
    }

    /// The fields of git's output with `-z`.
    static func fields(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
    }

    /// The exit code and the output of git.
    ///
    /// - Parameter variables: added to its environment.
    static func run(
        _ words: [String], input: [UInt8] = [], variables: [String: String] = [:]
    ) throws -> (status: Int32, bytes: [UInt8]) {
        // From a file, not a pipe: git may print before it has read all of it.
        let source = try File.temporary()
        try source.write(input)
        try source.seek(to: 0)
        let (reader, writer) = try Descriptor.pipe("git")
        defer { reader.close() }
        let child: pid_t
        do {
            defer { writer.close() }
            child = try spawn(["git"] + words, input: source.stream, output: writer, variables)
        }
        let bytes = Result { try reader.contents(limit: maximumLength) }
        if case .failure = bytes { kill(child, SIGTERM) }
        return (try wait(for: child), try read(bytes))
    }

    private static func wait(for child: pid_t) throws -> Int32 {
        var status: Int32 = 0
        try system(.wait, "git") { waitpid(child, &status, 0) }
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f)
    }

    private static func read(_ bytes: Result<[UInt8], any Error>) throws -> [UInt8] {
        do {
            return try bytes.get()
        } catch let error as FileError where error.isTooLarge {
            throw CommandError(.refused, "git prints more than \(Figures.bytes(UInt64(maximumLength)))")
        }
    }

    private static func spawn(
        _ words: [String], input: Descriptor, output: Descriptor, _ variables: [String: String] = [:]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.number, 0)
        posix_spawn_file_actions_adddup2(&actions, output.number, 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var environment: [UnsafeMutablePointer<CChar>?] =
            Environment.all.merging(variables) { $1 }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for variable in environment { free(variable) } }
        var child: pid_t = 0
        // Unchanged, it may have what is not UTF-8.
        let code =
            variables.isEmpty
            ? posix_spawnp(&child, words[0], &actions, nil, &arguments, environ)
            : posix_spawnp(&child, words[0], &actions, nil, &arguments, &environment)
        guard code == 0 else {
            throw CommandError(
                .environment, FileError(.start, "git", code: code).description,
                hint: code == ENOENT ? "install git" : nil)
        }
        return child
    }
}
