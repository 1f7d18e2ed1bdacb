import ArgumentParser
import GitFilter
import Objects
import Packs
import Store

/// `at1 git status`: how git stores the filtered files of the index.
struct GitStatusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "List the files that at1 filters, and how git stores each.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let store = try GitWorkspace(options).findStore()
        var list: [JSONValue] = []
        for (path, found) in try GitHistoryPointers.staged() {
            var object = PathWord.json(path)
            let what: String
            switch found?.pointer {
            case nil: what = "bytes"
            case .failure: what = "damaged"
            case .success(.recipe(let recipe)):
                what = "recipe"
                object["length"] = .integer(recipe.output.length)
            case .success(.object(let captured)):
                what = try store?.objects.find(captured.id) != nil ? "object" : "absent"
                object["length"] = .integer(captured.length)
            }
            object["kept_as"] = .string(what)
            if report.json {
                list.append(.object(object))
            } else {
                console.print("\(what.padded(to: 8)) \(PathWord.quoted(path))")
            }
        }
        if report.json { console.print(.array(list)) }
        if let tree = try? GitTree(), MigrationRecord(tree).isThere {
            console.message("a migration was interrupted: 'at1 git migrate' with the same option completes it")
        }
        return .done
    }
}

/// A path from git, as messages and lists show it.
enum PathWord {
    /// For JSON: the path, and its bytes in hexadecimal if they are not UTF-8.
    static func json(_ path: [UInt8]) -> JSONObject {
        var object: JSONObject = ["path": .string(String(decoding: path, as: UTF8.self))]
        if String(validating: path, as: UTF8.self) == nil { object["path_bytes"] = .string(Hex.encode(path)) }
        return object
    }

    /// Quoted as in git if it contains bytes that are not plain text.
    static func quoted(_ path: [UInt8]) -> String {
        (try? TreePath(path).quoted) ?? JSONValue.string(String(decoding: path, as: UTF8.self)).canonicalText
    }
}
