public import Foundation

/// What came of running a program.
public struct Outcome: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String
    /// The signal that ended it, which is what `status` says then.
    public let signal: Int32?

    public init(status: Int32, output: String, errors: String, signal: Int32? = nil) {
        self.status = status
        self.output = output
        self.errors = errors
        self.signal = signal
    }
}

/// Runs a program to its end.
public func run(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String] = [:],
    input: String? = nil
) throws -> Outcome {
    let process = try start(program, arguments, in: folder, environment: environment)
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    let stdin = Pipe()
    process.standardInput = stdin
    try process.run()
    if let input { stdin.fileHandleForWriting.write(Data(input.utf8)) }
    try stdin.fileHandleForWriting.close()
    // Read both at once: a program that fills one pipe while the other is read would wait for ever.
    nonisolated(unsafe) var errorBytes = Data()
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) { errorBytes = errors.fileHandleForReading.readDataToEndOfFile() }
    let outputBytes = output.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    process.waitUntilExit()
    return Outcome(
        status: process.terminationStatus, output: String(decoding: outputBytes, as: UTF8.self),
        errors: String(decoding: errorBytes, as: UTF8.self),
        signal: process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil)
}

/// A process that is ready to run.
public func start(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String] = [:]
) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    return process
}

/// The at1 under test: what AT1_UNDER_TEST names, or the one that was built beside these tests.
public let at1: String = {
    if let named = ProcessInfo.processInfo.environment["AT1_UNDER_TEST"] { return named }
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let places = [bundle.path + "/at1", package.path + "/.build/debug/at1", package.path + "/.build/release/at1"]
    return places.first { FileManager.default.isExecutableFile(atPath: $0) } ?? places[1]
}()

/// A working tree that at1 is run in, as one person and at one instant.
public final class Sandbox: Sendable {
    public let files: Scratch
    private let home: Scratch
    public let environment: [String: String]

    public init() throws {
        files = try Scratch()
        home = try Scratch()
        var environment = ["XDG_CONFIG_HOME": home.path, "XDG_CACHE_HOME": home["cache"]]
        for role in ["AUTHOR", "COMMITTER"] {
            environment["AT1_\(role)_NAME"] = "Ada Lovelace"
            environment["AT1_\(role)_EMAIL"] = "ada@example.org"
            environment["AT1_\(role)_DATE"] = "1800000000 +0100"
        }
        self.environment = environment
    }

    /// With a repository in it that has one commit, of these files.
    public convenience init(committed contents: [String: [UInt8]]) throws {
        try self.init()
        try ok("init")
        for (name, bytes) in contents { try files.write(name, bytes) }
        try ok("add", ".")
        try ok("commit", "-m", "first")
    }

    @discardableResult
    public func at1(_ arguments: String..., input: String? = nil) throws -> Outcome {
        try run(TestSupport.at1, arguments, in: files.path, environment: environment, input: input)
    }

    /// Runs at1, which must succeed, and gives what it printed.
    @discardableResult
    public func ok(_ arguments: String...) throws -> String {
        let outcome = try run(TestSupport.at1, arguments, in: files.path, environment: environment)
        guard outcome.status == 0 else { throw Failed(arguments: arguments, outcome: outcome) }
        return outcome.output
    }

    public struct Failed: Error, CustomStringConvertible {
        let arguments: [String]
        let outcome: Outcome
        public var description: String {
            "at1 \(arguments.joined(separator: " ")): exit \(outcome.status)\n\(outcome.errors)\(outcome.output)"
        }
    }
}
