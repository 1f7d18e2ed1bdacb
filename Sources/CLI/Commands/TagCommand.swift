import ArgumentParser
import Objects
import Packs
import Store

/// `at1 tag`: lists, creates and deletes tags.
struct TagCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "List, create or delete tags.",
        discussion: "The tag is signed with -s, or if the setting tag.sign is true and there is a message.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(name: .shortAndLong, help: "Create an annotated tag: with tagger, date and message.") var annotate = false
    @Option(name: .shortAndLong, help: "The message of an annotated tag.") var message: [String] = []
    @OptionGroup var signing: SigningOptions
    @Flag(name: .shortAndLong, help: "Delete tags.") var delete = false
    @Flag(name: .shortAndLong, help: "Replace an existing tag.") var force = false
    @Flag(name: .shortAndLong, help: "List tags; the default without a name.") var list = false
    @Argument(help: "The tag, and the object that it names; HEAD by default.") var names: [String] = []

    var isAction: Bool { delete || !list && !names.isEmpty }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let repository = access.repository
        if delete {
            guard !names.isEmpty else { throw CommandError(.usage, "name the tags to remove") }
            var removed: [JSONValue] = []
            for name in names {
                let ref = try tag(name)
                guard let id = try repository.refs.find(ref) else { throw RefError.missing(ref) }
                try repository.withWriteLock { lock in
                    try repository.update(
                        [RefUpdate(ref, expected: .exactly(id), new: nil, message: "tag: deleted")],
                        who: access.person(.committer), lock)
                }
                console.message("removed tag \(name) (was \(id.short))")
                removed.append(["name": .string(ref.short), "id": .string(id.hex)])
            }
            if report.json { console.print(["removed": .array(removed)]) }
        } else if list || names.isEmpty {
            let tags = try repository.refs.readable(RefName.tags)
            if report.json {
                console.print(.array(try tags.map { name, id in try json(name, id, repository) }))
            } else {
                for (name, _) in tags { console.print(name.short) }
            }
        } else {
            guard names.count <= 2 else { throw CommandError(.usage, "a tag takes a name, and what it names") }
            guard !names[0].hasControlCharacters else {
                throw CommandError(.usage, "'\(names[0])' cannot be the name of a tag")
            }
            let name = try tag(names[0])
            try make(name, at: repository.resolve(names.count == 2 ? names[1] : "HEAD"), access, console)
            if report.json, let id = try repository.refs.find(name) {
                console.print(try json(name, id, repository))
            }
        }
        return .done
    }

    private func tag(_ name: String) throws -> RefName {
        do { return try RefName.tag(name) } catch {
            throw CommandError(.usage, "'\(name)' cannot be the name of a tag")
        }
    }

    private func make(_ name: RefName, at target: ObjectID, _ access: RepositoryAccess, _ console: Console) throws {
        var annotated: AnnotatedTag?
        if annotate || signing.isAsked || !message.isEmpty {
            guard !message.isEmpty || signing.isAsked else {
                throw CommandError(.usage, "an annotated tag needs a message", hint: "give one with -m")
            }
            guard let kind = try access.repository.objects.find(target)?.kind else {
                throw ObjectError.missing(target)
            }
            annotated = AnnotatedTag(
                object: target, kind: kind, name: name.short, tagger: try access.person(.committer),
                message: try message.isEmpty ? "\(name.short)\n" : MessageText.clean(message.joined(separator: "\n\n")))
            if let key = try signing.key(access.repository, default: "tag.sign", console) {
                annotated = annotated?.signed(with: key)
            }
        }
        try access.repository.makeTag(name, at: target, annotated, force: force, who: access.person(.committer))
    }

    private func json(_ name: RefName, _ id: ObjectID, _ repository: Repository) throws -> JSONValue {
        var object: JSONObject = ["name": .string(name.short), "id": .string(id.hex)]
        if let tag = try? repository.objects.tag(id) {
            object["target"] = .string(tag.object.hex)
            object["tagger"] = tag.tagger.json
            object["message"] = .string(tag.message)
            object["signed"] = .bool(tag.signature != nil)
        }
        return .object(object)
    }
}
