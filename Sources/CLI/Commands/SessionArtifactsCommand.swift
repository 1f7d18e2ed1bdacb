import ArgumentParser
import Objects
import Packs
import Store

/// `at1 session artifacts`: the files that a session names, and where the repository has them.
struct SessionArtifactsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "artifacts",
        abstract: "List the files that a session names by SHA-256, and the objects that have them.",
        discussion: "Exits with 1 if the repository lacks some of them.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.", transform: Word.path) var token: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let artifacts = try SessionSource.open(token, options, verifier, console).session.artifacts
        let repository = try RepositoryAccess(options).repository
        let found = try repository.findContent(of: Set(artifacts.map(\.sha256)))
        if report.json {
            console.print(.array(artifacts.map { .object($0.json(object: found[$0.sha256])) }))
        } else {
            for artifact in artifacts {
                let object = try found[artifact.sha256].map {
                    "\(try repository.objects.find($0)?.kind.rawValue ?? "object") \($0.short)"
                }
                console.print(
                    "\(artifact.event)\t\(artifact.sha256)\t\(object ?? "missing")\t\(TerminalText.safe(artifact.name ?? ""))"
                )
            }
        }
        return artifacts.allSatisfy { found[$0.sha256] != nil } ? .done : .no
    }
}

extension SessionArtifact {
    func json(object: ObjectID?) -> JSONObject {
        [
            "idx": .integer(event), "name": name.map { .string($0) } ?? .null, "sha256": .string(sha256.hex),
            "object": object.map { .string($0.hex) } ?? .null,
        ]
    }
}

extension ArtifactLink {
    var json: JSONValue {
        var object = artifact.json(object: object)
        object["session"] = .string(session.hex)
        return .object(object)
    }
}
