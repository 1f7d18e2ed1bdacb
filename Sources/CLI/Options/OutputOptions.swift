import ArgumentParser
import Engine
import Glibc
import Objects

/// The option of commands that write a file which the call names.
struct OutputOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Overwrite the output file if it exists.") var force = false

    /// Starts the file, which appears when it is complete; `-` is standard output, and the command's messages go
    /// elsewhere.
    ///
    /// An existing file is refused without --force; a file that the command reads, by whatever name, even with it.
    func open(_ path: String, _ console: Console, besides inputs: String?...) throws -> OutputFile {
        if path == "-" { return try Self.standardOutput(console) }
        try check(path, besides: inputs)
        return try OutputFile(path, replacing: force)
    }

    static func standardOutput(_ console: Console) throws -> OutputFile {
        console.giveWay()
        return try OutputFile.standardOutput()
    }

    /// The same checks, for a file that is written by other means.
    func check(_ path: String, besides inputs: [String?]) throws {
        var output = stat()
        if stat(path, &output) == 0 {
            for case let input? in inputs {
                var status = stat()
                guard stat(input, &status) == 0, (status.st_dev, status.st_ino) == (output.st_dev, output.st_ino) else {
                    continue
                }
                throw CommandError(
                    .usage, "'\(path)' is '\(input)', which the command reads", hint: "write to another file")
            }
        }
        guard try !Self.isInStore(path) else {
            throw CommandError(.usage, "'\(path)' is in a repository's own folder")
        }
        // Checked now, and not after an hour's work.
        guard force || lstat(path, &output) != 0 else { throw Self.exists(path) }
    }

    static func exists(_ path: String) -> CommandError {
        CommandError(
            .usage, "'\(path)' exists already", hint: "choose another name, or replace it with --force",
            code: "file-exists")
    }

    /// Whether the file would be in a folder `.at1store`, or below one.
    private static func isInStore(_ path: String) throws -> Bool {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[...$0]) } ?? "."
        guard let resolved = realpath(folder, nil) else { return false }
        defer { free(resolved) }
        return String(cString: resolved).utf8.split(separator: UInt8(ascii: "/")).contains {
            $0.elementsEqual(".at1store".utf8)
        }
    }
}

extension OutputFile {
    /// Writes a JSON value as the whole file, on one line.
    func commit(_ value: JSONValue) throws {
        try write((value.canonicalBytes + [UInt8(ascii: "\n")]).span.bytes)
        try commit()
    }
}
