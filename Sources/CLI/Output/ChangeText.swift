import DataFiles
import Objects
import Packs
import Store

/// The changes at a path, as git's diff prints them; a recipe is shown by its parameters, not by its output.
struct ChangeText {
    let repository: Repository
    /// Whether the new side is the working tree's file, and not the object that the change names.
    var isWorkTree = false
    /// Whether changes are marked word by word.
    var marksWords = false

    func print(_ change: Change, _ console: Console, similarity: Int? = nil, isCopy: Bool = false) throws {
        let path = change.path.quoted
        let oldPath = (change.old ?? change.new)!.path.quoted
        console.print("diff --at1 a/\(oldPath) b/\(path)", .heading)
        if let similarity {
            let word = isCopy ? "copy" : "rename"
            console.print("similarity index \(similarity)%\n\(word) from \(oldPath)\n\(word) to \(path)")
        }
        console.printModes(of: change)
        let old = try change.old.map { try text($0, fromWorkTree: false) } ?? []
        let new = try change.new.map { try text($0, fromWorkTree: isWorkTree) } ?? []
        guard let old, let new, let difference = UnifiedDiff(from: old, to: new) else {
            let data = try dataDifference(change)
            guard data.isEmpty else { return data.forEach { console.print($0) } }
            console.print(
                "Binary files \(change.old == nil ? "/dev/null" : "a/\(oldPath)") and \(change.new == nil ? "/dev/null" : "b/\(path)") differ"
            )
            return
        }
        guard !difference.hunks.isEmpty else { return }
        console.print("--- \(change.old == nil ? "/dev/null" : "a/\(oldPath)")", .heading)
        console.print("+++ \(change.new == nil ? "/dev/null" : "b/\(path)")", .heading)
        for hunk in difference.hunks {
            console.print(hunk.header, .place)
            if marksWords {
                for line in hunk.wordLines { console.print(line) }
            } else {
                for line in hunk.lines { console.print(line, Self.style(of: line)) }
            }
        }
    }

    /// Nil if there is no text to show.
    private func text(_ entry: Index.Entry, fromWorkTree: Bool) throws -> [UInt8]? {
        if fromWorkTree { return try repository.smallWorkTreeContent(entry.path) }
        if entry.kind == .recipe {
            return Array(try RecipeText.lines(repository.objects.recipe(entry.id)).joined(separator: "\n").utf8) + [10]
        }
        if entry.kind == .output {
            let lines = try ComputationText(repository).lines(.output, entry.id)
            return Array(lines.joined(separator: "\n").utf8) + [10]
        }
        return try repository.smallContent(entry)
    }
}

extension ChangeText {
    private static func style(of line: [UInt8]) -> Style? {
        switch line.first {
        case UInt8(ascii: "+"): .added
        case UInt8(ascii: "-"): .removed
        default: nil
        }
    }

    func print(_ difference: FileDifference, _ console: Console) throws {
        try print(difference.change, console, similarity: difference.similarity, isCopy: difference.isCopy)
    }

    /// The numbers of added and removed lines; nil if the file is not compared line by line.
    func lineCounts(_ change: Change) throws -> (added: Int, removed: Int)? {
        let old = try change.old.map { try text($0, fromWorkTree: false) } ?? []
        let new = try change.new.map { try text($0, fromWorkTree: isWorkTree) } ?? []
        guard let old, let new, let difference = UnifiedDiff(from: old, to: new) else { return nil }
        let lines = difference.hunks.lazy.flatMap(\.lines)
        return (
            lines.count { $0.first == UInt8(ascii: "+") }, lines.count { $0.first == UInt8(ascii: "-") }
        )
    }

    func size(_ entry: Index.Entry?) throws -> UInt64 {
        try entry.map { try repository.contentLength($0.kind, $0.id) } ?? 0
    }

    /// The size of the new side, which may be a file of the working tree.
    func newSize(_ change: Change) throws -> UInt64 {
        guard isWorkTree, let new = change.new else { return try size(change.new) }
        return try repository.workTreeLength(new.path) ?? 0
    }

    /// The parameters, and other properties of the call, in which two recipes differ; nil unless both sides are recipes.
    func recipeDifference(_ change: Change) throws -> [ParameterDifference]? {
        guard !isWorkTree, let old = change.old, let new = change.new, old.kind == .recipe, new.kind == .recipe else {
            return nil
        }
        let (a, b) = (try repository.objects.recipe(old.id), try repository.objects.recipe(new.id))
        return RecipeMerge(base: a, ours: b, theirs: b).differences.map {
            ParameterDifference(name: $0.name, old: $0.base, new: $0.ours)
        }
    }

    /// The differences between two arrays or tables; none for other files.
    func dataDifference(_ change: Change) throws -> [String] {
        guard let old = change.old, let new = change.new, old.mode != .symbolicLink, new.mode != .symbolicLink else {
            return []
        }
        guard let format = DataFormat(new.path) else { return [] }
        let limit = 256 << 20
        let sides =
            isWorkTree
            ? [
                try repository.content(old.kind, old.id, atMost: limit),
                try repository.smallWorkTreeContent(new.path, limit: limit),
            ] : try repository.contents(of: [old, new], atMost: limit)
        guard let before = sides[0], let after = sides[1] else { return [] }
        return format.difference(from: before, to: after)
    }
}

/// A parameter of a recipe, or another property, before and after; nil for none.
struct ParameterDifference {
    let name: String
    let old: JSONValue?
    let new: JSONValue?

    /// `seed: 7 -> 8`.
    var line: String {
        let short = name.hasPrefix("params.") ? String(name.dropFirst("params.".count)) : name
        return "\(short): \(old?.canonicalText ?? "none") -> \(new?.canonicalText ?? "none")"
    }

    var json: JSONValue {
        ["name": .string(name), "old": old ?? .null, "new": new ?? .null]
    }
}

/// A recipe for display: one fact per line.
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

extension Console {
    /// The lines of a difference that say that a file is new or gone, or that its mode is another.
    func printModes(of change: Change) {
        switch (change.old?.mode, change.new?.mode) {
        case (nil, let mode?): print("new file mode \(mode.rawValue)")
        case (let mode?, nil): print("deleted file mode \(mode.rawValue)")
        case (let old?, let new?) where old != new: print("old mode \(old.rawValue)\nnew mode \(new.rawValue)")
        default: break
        }
    }
}
