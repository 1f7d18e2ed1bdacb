import Objects
import Store

/// The names of branches and tags, by the commit that they point to.
struct RefDecorations {
    private var byID: [ObjectID: [String]] = [:]

    init(_ repository: Repository) throws {
        let (head, refs) = try repository.refs.snapshot()
        if case .detached(let id) = head { byID[id, default: []].append("HEAD") }
        for (name, id) in refs {
            let target = (try? repository.peel(id, to: .commit)) ?? id
            let text = name.isTag ? "tag: \(name.short)" : name.short
            if head == .branch(name) {
                byID[target, default: []].insert("HEAD -> \(text)", at: 0)
            } else {
                byID[target, default: []].append(text)
            }
        }
    }

    func names(of id: ObjectID) -> [String] { byID[id] ?? [] }
    func text(_ id: ObjectID) -> String { byID[id].map { " (\($0.joined(separator: ", ")))" } ?? "" }
}

/// A commit as git's log prints it.
enum CommitText {
    static func print(
        _ id: ObjectID, _ commit: Commit, _ decorations: RefDecorations, _ console: Console, signature: String? = nil
    ) {
        console.print("commit \(id)\(decorations.text(id))", .name)
        if let signature { console.print("Signature: \(signature)") }
        if commit.parents.count > 1 { console.print("Merge: \(commit.parents.map(\.short).joined(separator: " "))") }
        console.print("Author: \(commit.author.name) <\(commit.author.email)>")
        console.print("Date:   \(commit.author.date.gitText)")
        console.print("")
        for line in commit.message.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
            commit.message.hasSuffix("\n") ? 1 : 0)
        {
            console.print(line.isEmpty ? "" : "    \(line)")
        }
    }
}
