import ArgumentParser
import Engine
import Objects
import Store

/// `at1 archive`: the files of a revision in one file, for people without at1.
struct ArchiveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Write the files of a revision as a tar or zip archive.",
        discussion:
            "Recipes are executed as the archive is written. The suffix of the file's name determines the format: .tar, .tar.zst, .tar.xz or .zip. The same commit always gives the same archive."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "A revision.", completion: Completion.revision) var revision: String
    @Argument(help: "Only these files and folders, from the top of the working tree.", transform: Word.path)
    var paths: [String] = []
    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("The file to write; by default, standard output.", valueName: "file"),
        transform: Word.path)
    var out = "-"
    @Option(help: "tar, tar.zst, tar.xz or zip, whatever the file is called.", transform: ArchiveCommand.format)
    var format: ArchiveFormat?
    @Option(help: "A prefix for each path in the archive, such as data-v1/.") var prefix = ""

    var isAction: Bool { true }

    private static func format(_ word: String) throws -> ArchiveFormat {
        guard let format = ArchiveFormat(rawValue: word) else {
            throw ValidationError("'\(word)' is not an archive format; there are tar, tar.zst, tar.xz and zip")
        }
        return format
    }

    func execute(_ console: Console) throws -> ExitStatus {
        guard out != "-" || !StandardStream.output.isTerminal else {
            throw CommandError(
                .usage, "an archive is not written to a terminal", hint: "name a file with -o, or redirect the output")
        }
        guard let format = format ?? (out == "-" ? .tar : ArchiveFormat(fileName: out)) else {
            throw CommandError(
                .usage, "the name '\(out)' implies no archive format",
                hint: "use a name that ends in .tar, .tar.zst, .tar.xz or .zip, or give --format")
        }
        guard !prefix.hasPrefix("/"), !prefix.split(separator: "/").contains(".."), !prefix.contains("\0") else {
            throw CommandError(.usage, "--prefix leads out of the folder that the archive is unpacked in")
        }
        let access = try RepositoryAccess(options)
        let repository = access.repository
        let id = try repository.resolve(revision)
        let tree = try repository.peel(id, to: .tree)
        let wanted = try access.paths(paths)
        let time = try? repository.commit(peeling: id).commit.committer.date.seconds
        let file = try output.open(out, console)
        try repository.archive(
            tree, within: wanted.contains(nil) ? [] : wanted.compactMap { $0 }, as: format, prefix: prefix,
            time: time ?? 0
        ) { try file.write($0) }
        try file.commit()
        if report.json { console.print(["file": .string(out), "format": .string(format.rawValue)]) }
        return .done
    }
}
