import Objects
import Packs
import Store

/// Reports files that were staged differently than the user may expect.
enum AddText {
    /// How many files are stored as recipes, and how many bytes need not be stored.
    static func summarise(_ added: [Index.Entry], _ repository: Repository, _ console: Console) throws {
        guard !added.isEmpty else { return }
        var saved: UInt64 = 0
        let recipes = added.filter { $0.kind == .recipe }
        for entry in recipes {
            let length = try repository.contentLength(.recipe, entry.id)
            let own = UInt64(try repository.objects.find(entry.id)?.length ?? 0)
            if length > own { saved.add(saturating: length - own) }
        }
        console.message(
            "added \(Figures.count(added.count, "file")): \(Figures.count(recipes.count, "recipe")), \(Figures.short(saved)) less to store"
        )
    }

    static func warn(_ report: AddReport, _ console: Console) {
        for name in report.skipped {
            console.message("skipped '\(name)': it is neither a file nor a folder nor a link")
        }
        for (name, reserved) in report.reserved {
            console.message(
                "warning: skipped '\(name)': a file system may treat the name as '\(reserved.rawValue)'")
        }
        for note in report.notes {
            console.message("warning: \(note.path.quoted) is stored as plain bytes: \(note.reason)")
        }
        for path in report.formerRecipes {
            console.message("warning: \(path.quoted) is stored as plain bytes: its recipe no longer gives it")
        }
    }
}
