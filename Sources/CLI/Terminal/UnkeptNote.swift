import Objects
import Store

/// Says which discarded files `undo` cannot bring back.
enum UnkeptNote {
    static func say(_ files: UnkeptFiles) {
        let names = files.paths.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
        let more = files.paths.count > 4 ? " and \(Figures.count(files.paths.count - 4, "other file"))" : ""
        switch files.reason {
        case .size(let limit):
            Messages.write(
                "at1: warning: undo cannot bring back \(names)\(more): undo.maxsize is \(Figures.bytes(limit))\n")
        case .error(let what):
            Messages.write("at1: warning: undo cannot bring back \(names)\(more): \(what)\n")
        }
    }
}
