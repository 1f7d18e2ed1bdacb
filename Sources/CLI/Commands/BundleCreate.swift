import ArgumentParser
import Engine
import Objects
import Remotes
import Store

/// `at1 bundle create`
struct BundleCreate: Command {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Write branches, tags and their objects to a file.",
        discussion:
            """
            A..B, or B and ^A, makes an incremental bundle: it has what B leads to and A does not, and can be taken where \
            A is.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "All branches and tags.") var all = false
    @Flag(help: "All branches.") var branches = false
    @Flag(help: "All tags.") var tags = false
    @Argument(help: "The file to write; - for standard output.", transform: Word.path) var file: String
    @Argument(help: "Branches and tags; A..B; ^A for what the receiver has.", completion: Completion.revision)
    var revisions: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        guard all || branches || tags || !revisions.isEmpty else {
            throw CommandError(.usage, "name the branches and tags to put into the bundle, or --all")
        }
        let repository = try RepositoryAccess(options).repository
        let progress = Progress("packing", options)
        defer { progress.finish() }
        var contents = BundleWriter.Contents()
        contents.words = revisions
        contents.allBranches = all || branches
        contents.allTags = all || tags
        contents.progress = { progress.show($0, of: nil) }
        let out = try output.open(file, console)
        let (made, leftOut) = try BundleWriter(repository, contents).run { try out.write($0) }
        try out.commit()
        progress.finish()
        for name in leftOut { console.message("\(name) is left out: the receiver has its commits") }
        if report.json {
            var object = BundleText.json(made)
            object["file"] = .string(file)
            object["left_out"] = .array(leftOut.map { .string($0.text) })
            console.print(.object(object))
        }
        console.message(
            "\(Figures.count(made.refs.count, "ref")), \(Figures.count(made.objects, "object")), \(Figures.short(made.bytes))"
        )
        return .done
    }
}

/// What bundles hold, in words and as JSON.
enum BundleText {
    static func print(_ refs: [(name: RefName, id: ObjectID)], _ console: Console) {
        for (name, id) in refs { console.print("\(id) \(name)") }
    }

    static func json(_ report: BundleReport) -> JSONObject {
        [
            "refs": .array(report.refs.map { ["name": .string($0.name.text), "id": .string($0.id.hex)] }),
            "head": report.head.map { .string($0.text) } ?? .null,
            "requires": .array(report.requires.map { .string($0.hex) }),
            "missing": .array(report.missing.map { .string($0.hex) }), "objects": .integer(UInt64(report.objects)),
            "bytes": .integer(report.bytes),
        ]
    }
}
