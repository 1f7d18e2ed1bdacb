import Objects
import Store

/// Reports files that were staged differently than the user may expect.
enum AddText {
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
