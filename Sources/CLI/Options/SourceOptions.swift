import ArgumentParser
import Engine
import Glibc

/// Python source that may have made the file: a script, a notebook, or a folder of them.
struct SourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Look for the lines that made the file in this script, notebook or folder. They are read, never executed.",
            valueName: "source"),
        transform: Word.path)
    var from: [String] = []

    /// The maximum number of files in a folder.
    private static let maximumFiles = 1000

    /// The result of reading the sources; nil if none are named.
    func run(_ engine: ReplayEngine, _ path: String, _ input: InputFile) throws -> Discovery? {
        guard !from.isEmpty else { return nil }
        return try CommandError.naming(path) { try engine.discover(in: input, from: texts()) }
    }

    /// The sources that are named.
    func texts() throws -> [SourceText] {
        var texts: [SourceText] = []
        for path in from {
            for file in try Self.files(path) {
                texts.append(try CommandError.naming(file) { try SourceText(reading: file) })
            }
        }
        guard !texts.isEmpty else {
            throw CommandError(
                .usage, "--from names no Python source", hint: "name a .py or .ipynb file, or a folder of them")
        }
        return texts
    }

    /// The file itself, or the scripts and notebooks in a folder, by name.
    private static func files(_ path: String) throws -> [String] {
        guard let folder = opendir(path) else { return [path] }
        defer { closedir(folder) }
        var files: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasSuffix(".py") || name.hasSuffix(".ipynb"), !name.hasPrefix(".") else { continue }
            files.append("\(path)/\(name)")
        }
        return Array(files.sorted().prefix(maximumFiles))
    }
}
