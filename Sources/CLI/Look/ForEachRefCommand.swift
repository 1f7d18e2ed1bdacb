import ArgumentParser
import Objects
import Packs
import Store

/// `at1 for-each-ref`: every ref, by a pattern.
struct ForEachRefCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "for-each-ref", abstract: "Print one line for each ref.",
        discussion:
            "The pattern may contain %(refname), %(refname:short), %(objectname), %(objectname:short), %(objecttype), %(subject), %(authorname), %(authoremail), %(authordate), %(committerdate) and %%."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(help: "The pattern.") var format = "%(objectname) %(objecttype)\t%(refname)"
    @Option(help: "Show at most this many.") var count: Int?
    @Argument(help: "Only refs that start with one of these: refs/heads, refs/tags.") var prefixes: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let repository = try RepositoryAccess(options).repository
        if let count, count < 0 { throw CommandError(.usage, "--count takes a number, 0 or more") }
        let all = try repository.refs.readable().filter { ref in
            prefixes.isEmpty
                || prefixes.contains { prefix in
                    let folder = prefix.hasSuffix("/") ? prefix : prefix + "/"
                    return ref.name.text == prefix || ref.name.isWithin(folder)
                }
        }
        let refs = all.prefix(count ?? .max)
        if report.json {
            console.print(
                .array(
                    try refs.map { ref in
                        let kind = try repository.objects.find(ref.id)?.kind.rawValue
                        return [
                            "name": .string(ref.name.text), "id": .string(ref.id.hex),
                            "kind": kind.map { .string($0) } ?? .null,
                        ]
                    }))
        } else {
            for ref in refs { console.print(try line(ref.name, ref.id, repository)) }
        }
        return .done
    }

    private func line(_ name: RefName, _ id: ObjectID, _ repository: Repository) throws -> String {
        var text = ""
        var rest = format[...]
        while let character = rest.popFirst() {
            guard character == "%" else {
                text.append(character)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                text.append("%")
                continue
            }
            guard rest.first == "(", let end = rest.firstIndex(of: ")") else {
                throw CommandError(.usage, "'\(format)' has a '%' that begins no field")
            }
            let field = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
            text += try value(field, name, id, repository)
        }
        return text
    }

    private func value(_ field: String, _ name: RefName, _ id: ObjectID, _ repository: Repository) throws -> String {
        switch field {
        case "refname": return name.text
        case "refname:short": return name.isRemote ? String(name.text.dropFirst(RefName.remotes.count)) : name.short
        case "objectname": return id.hex
        case "objectname:short": return id.short
        case "objecttype": return try repository.objects.find(id)?.kind.rawValue ?? "missing"
        case "subject", "authorname", "authoremail", "authordate", "committerdate":
            // For a tag its own subject; everything else is the commit's, if there is one.
            if field == "subject", try repository.objects.find(id)?.kind == .tag {
                return String(try repository.objects.tag(id).message.prefix { !$0.isNewline })
            }
            guard let commit = try? repository.commit(peeling: id).commit else { return "" }
            switch field {
            case "subject": return commit.subject
            case "authorname": return commit.author.name
            case "authoremail": return "<\(commit.author.email)>"
            case "authordate": return commit.author.date.gitText
            default: return commit.committer.date.gitText
            }
        default: throw CommandError(.usage, "'%(\(field))' is not a field", hint: "'at1 help for-each-ref' lists them")
        }
    }
}
