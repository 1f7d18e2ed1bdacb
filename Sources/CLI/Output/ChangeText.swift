import Objects
import Store

/// What has changed at a path, as git's diff prints it; a recipe by what it says, not by what it gives.
struct ChangeText {
    let repository: Repository
    /// Whether the new side is the work tree's file, and not the object that the change names.
    var isWorkTree = false

    func print(_ change: Change, _ console: Console) throws {
        let path = change.path.quoted
        console.print("diff --at1 a/\(path) b/\(path)")
        switch (change.old?.mode, change.new?.mode) {
        case (nil, let mode?): console.print("new file mode \(mode.rawValue)")
        case (let mode?, nil): console.print("deleted file mode \(mode.rawValue)")
        case (let old?, let new?) where old != new:
            console.print("old mode \(old.rawValue)\nnew mode \(new.rawValue)")
        default: break
        }
        let old = try change.old.map { try text($0, fromWorkTree: false) } ?? []
        let new = try change.new.map { try text($0, fromWorkTree: isWorkTree) } ?? []
        guard let old, let new, let difference = UnifiedDiff(old, new) else {
            console.print(
                "Binary files \(change.old == nil ? "/dev/null" : "a/\(path)") and \(change.new == nil ? "/dev/null" : "b/\(path)") differ"
            )
            return
        }
        guard !difference.hunks.isEmpty else { return }
        console.print("--- \(change.old == nil ? "/dev/null" : "a/\(path)")")
        console.print("+++ \(change.new == nil ? "/dev/null" : "b/\(path)")")
        for hunk in difference.hunks {
            console.print(hunk.header)
            for line in hunk.lines { console.print(line) }
        }
    }

    /// Nil when there is no text to show.
    private func text(_ entry: Index.Entry, fromWorkTree: Bool) throws -> [UInt8]? {
        if fromWorkTree { return try repository.smallWorkTreeContent(entry.path) }
        if entry.kind == .recipe {
            return Array(try RecipeText.lines(repository.objects.recipe(entry.id)).joined(separator: "\n").utf8) + [10]
        }
        return try repository.smallContent(entry)
    }
}

/// A recipe for people: a line a fact.
enum RecipeText {
    static func lines(_ recipe: Recipe) -> [String] {
        [
            "recipe \(recipe.generator)",
            "params \(JSONValue.object(recipe.params).canonicalText)",
            "array \(recipe.array)",
            "encoding \(recipe.encoding)",
            "arithmetic \(recipe.engine.arithmetic ?? "none")",
            "engine \(recipe.engine.name) \(recipe.engine.code)",
            "length \(recipe.output.length)",
            "sha256 \(recipe.output.sha256)",
        ]
    }
}
