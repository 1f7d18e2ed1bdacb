import ArgumentParser
import Computations
import Glibc
import Objects
import Store

/// `at1 run`: records a program as the origin of the files that it makes.
struct RunCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a program, and store how its files are made instead of their bytes.",
        discussion: """
            Files that the program reads in the working tree become its inputs, and files that it writes there its \
            outputs. It runs a second time in a sandbox. If it makes the same bytes again, the outputs are staged as \
            computed files; otherwise they are staged as their bytes, and the exit code is 1. See \
            docs/computations.md.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(
        name: .customLong("in"), parsing: .singleValue,
        help: ArgumentHelp(
            "A file or folder that the program may read; reading any other is an error.", valueName: "path"),
        transform: Word.path)
    var inputs: [String] = []
    @Option(
        name: .customLong("out"), parsing: .singleValue,
        help: ArgumentHelp(
            "A file or folder that the program must make; making any other is an error.", valueName: "path"),
        transform: Word.path)
    var outputs: [String] = []
    @Option(
        name: .customLong("env"), parsing: .singleValue,
        help: ArgumentHelp(
            "An environment variable for the program, which gets none of yours but PATH.", valueName: "name=value"))
    var variables: [String] = []
    @Flag(help: "Store the program's own files too: executables, libraries, modules.") var keepEnvironment = false
    @Flag(help: "Store the bytes of the outputs too.") var escrow = false
    @Option(
        help: ArgumentHelp(
            "Run the program once for each line of this file, a JSON object whose values replace {NAME}.",
            valueName: "file"), transform: Word.path)
    var each: String?
    @Argument(parsing: .postTerminator, help: "The program and its arguments.") var program: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        guard !program.isEmpty else {
            throw CommandError(.usage, "name the program to run after --", hint: "at1 run -- python make.py")
        }
        let access = try RepositoryAccess(options)
        let executor = try CompositionRoot.executor(of: access.repository)
        var recording = RecordingOptions()
        recording.keepsEnvironment = keepEnvironment
        recording.keepsOutputs = escrow
        recording.output = report.json || options.quiet ? 2 : 1
        recording.path = Environment.all["PATH"] ?? ""
        // The user has just run the program, and so permitted it here.
        recording.trust = ComputationAccess.recordedTrust
        let requests = try requests(access)
        let done = try Recorder(access.repository, executor, recording).record(requests)
        return RunOutput(report: report, console: console).print(done)
    }

    private func requests(_ access: RepositoryAccess) throws -> [RunRequest] {
        func paths(_ words: [String]) throws -> [TreePath]? { words.isEmpty ? nil : try access.properPaths(words) }
        var request = RunRequest(program, folder: try access.path("."))
        request.variables = try environment()
        request.standardInput = try standardInput(access)
        guard let each else {
            (request.inputs, request.outputs) = (try paths(inputs), try paths(outputs))
            return [request]
        }
        let rows = try ParameterRows.read(each)
        return try rows.map { row in
            var request = request
            request.arguments = row.fill(program)
            request.inputs = try paths(row.fill(inputs))
            request.outputs = try paths(row.fill(outputs))
            return request
        }
    }

    private func environment() throws -> [String: String] {
        var result: [String: String] = [:]
        for word in variables {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, Computation.isVariable(parts[0]) else {
                throw CommandError(.usage, "--env takes NAME=VALUE, not '\(word)'")
            }
            result[parts[0]] = parts[1]
        }
        return result
    }

    /// The file that standard input is redirected from; nil for a terminal, a pipe or /dev/null.
    private func standardInput(_ access: RepositoryAccess) throws -> TreePath? {
        var status = stat()
        guard fstat(0, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let resolved = realpath("/proc/self/fd/0", nil)
        else { return nil }
        defer { free(resolved) }
        let path = String(cString: resolved)
        do {
            return try access.path(path)
        } catch WorkTreeError.outside {
            throw CommandError(
                .usage, "standard input is '\(path)', which is outside the working tree",
                hint: "copy the file into the working tree first")
        }
    }
}

/// The lines of a file of parameters.
struct ParameterRows {
    private let values: [String: String]

    /// One for each non-empty line: a JSON object of strings, numbers and booleans.
    static func read(_ name: String) throws -> [ParameterRows] {
        let lines = try TextInput.read(name).split(separator: "\n", omittingEmptySubsequences: false)
        var rows: [ParameterRows] = []
        for (number, line) in lines.enumerated() where line.contains(where: { $0 != " " && $0 != "\t" }) {
            func refuse(_ what: String) -> CommandError {
                CommandError(.usage, "\(name), line \(number + 1): \(what)")
            }
            let value: JSONValue
            do { value = try JSONValue(parsing: String(line)) } catch { throw refuse("\(error)") }
            guard case .object(let object) = value else { throw refuse("it is not a JSON object") }
            var values: [String: String] = [:]
            for member in object.members {
                switch member.value {
                case .string(let text): values[member.key.text] = text.text
                case .number, .bool: values[member.key.text] = member.value.canonicalText
                case .null, .array, .object: throw refuse("'\(member.key)' is neither text nor a number")
                }
            }
            rows.append(ParameterRows(values: values))
        }
        guard !rows.isEmpty else { throw CommandError(.usage, "\(name) has no line") }
        return rows
    }

    func fill(_ words: [String]) -> [String] {
        words.map { word in values.reduce(word) { $0.replacing("{\($1.key)}", with: $1.value) } }
    }
}
