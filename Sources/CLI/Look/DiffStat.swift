import Objects
import Store

/// How many lines were added and removed in each file, as `git diff --stat` draws it.
struct DiffStat {
    private struct Row {
        let difference: FileDifference
        /// Nil for a file that is not compared line by line.
        let lines: (added: Int, removed: Int)?
        let sizes: (old: UInt64, new: UInt64)
    }

    private let rows: [Row]

    init(_ differences: [FileDifference], _ text: ChangeText) throws {
        rows = try differences.map { difference in
            Row(
                difference: difference, lines: try text.lineCounts(difference.change),
                sizes: (try text.size(difference.old), try text.newSize(difference.change)))
        }
    }

    private var added: Int { rows.reduce(0) { $0 + ($1.lines?.added ?? 0) } }
    private var removed: Int { rows.reduce(0) { $0 + ($1.lines?.removed ?? 0) } }

    /// ` 2 files changed, 3 insertions(+), 1 deletion(-)`.
    var summary: String? {
        guard !rows.isEmpty else { return nil }
        var parts = [" \(rows.count) file\(rows.count == 1 ? "" : "s") changed"]
        if added > 0 || removed == 0 { parts.append("\(added) insertion\(added == 1 ? "" : "s")(+)") }
        if removed > 0 || added == 0 { parts.append("\(removed) deletion\(removed == 1 ? "" : "s")(-)") }
        return parts.joined(separator: ", ")
    }

    /// One line per file, and the summary, in `width` columns.
    func lines(width: Int = 80) -> [String] {
        guard let summary else { return [] }
        let names = rows.map { PathPair.text($0.difference) }
        let largest = rows.map { ($0.lines?.added ?? 0) + ($0.lines?.removed ?? 0) }.max() ?? 0
        var numberWidth = "\(largest)".count
        let binaryWidth = rows.filter { $0.lines == nil }.map { 14 + "\($0.sizes.old)".count + "\($0.sizes.new)".count }
            .max()
        if binaryWidth != nil { numberWidth = max(numberWidth, 3) }
        var nameWidth = names.map(\.count).max() ?? 0
        var graphWidth = largest
        if let binaryWidth, binaryWidth > graphWidth + numberWidth + 1 { graphWidth = binaryWidth - numberWidth - 1 }
        if nameWidth + numberWidth + 6 + graphWidth > width {
            if graphWidth > width * 3 / 8 - numberWidth - 6 { graphWidth = max(6, width * 3 / 8 - numberWidth - 6) }
            if nameWidth > width - numberWidth - 6 - graphWidth {
                nameWidth = width - numberWidth - 6 - graphWidth
            } else {
                graphWidth = width - numberWidth - 6 - nameWidth
            }
        }
        return zip(rows, names).map { row, name in
            let shown = Self.fitted(name, to: nameWidth)
            guard let (added, removed) = row.lines else {
                return " \(shown) | \(Self.right("Bin", numberWidth)) \(row.sizes.old) -> \(row.sizes.new) bytes"
            }
            let (plus, minus) = Self.bar(added: added, removed: removed, width: graphWidth, largest: largest)
            let bar = String(repeating: "+", count: plus) + String(repeating: "-", count: minus)
            return " \(shown) | \(Self.right("\(added + removed)", numberWidth))\(bar.isEmpty ? "" : " ")\(bar)"
        } + [summary]
    }

    private static func bar(added: Int, removed: Int, width: Int, largest: Int) -> (Int, Int) {
        guard width <= largest else { return (added, removed) }
        func scaled(_ count: Int) -> Int { count == 0 ? 0 : 1 + count * (width - 1) / largest }
        var total = scaled(added + removed)
        if total < 2, added > 0, removed > 0 { total = 2 }
        if added < removed {
            let plus = scaled(added)
            return (plus, total - plus)
        }
        let minus = scaled(removed)
        return (total - minus, minus)
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// The end of a name that is too long, from a slash on if there is one.
    private static func fitted(_ name: String, to width: Int) -> String {
        guard name.count > width else { return name + String(repeating: " ", count: width - name.count) }
        var rest = String(name.suffix(max(0, width - 3)))
        if let slash = rest.firstIndex(of: "/") { rest = String(rest[slash...]) }
        let shown = "..." + rest
        return shown + String(repeating: " ", count: max(0, width - shown.count))
    }

    /// `3<TAB>1<TAB>path` for each file; dashes for a file that is not compared line by line.
    var numbers: [String] {
        rows.map { row in
            let counts = row.lines.map { "\($0.added)\t\($0.removed)" } ?? "-\t-"
            return "\(counts)\t\(PathPair.text(row.difference))"
        }
    }

    var json: [JSONValue] {
        rows.map { row in
            guard case .object(var object) = row.difference.json else { return .null }
            object["added"] = row.lines.map { .integer($0.added) } ?? .null
            object["removed"] = row.lines.map { .integer($0.removed) } ?? .null
            return .object(object)
        }
    }
}

/// The paths of a difference: one, or `old => new` with the common parts written once.
enum PathPair {
    static func text(_ difference: FileDifference) -> String {
        guard difference.isRename, let old = difference.old?.path, let new = difference.new?.path else {
            return difference.path.quoted
        }
        guard old.quoted == old.description, new.quoted == new.description else {
            return "\(old.quoted) => \(new.quoted)"
        }
        let (a, b) = (Array(old.description), Array(new.description))
        var prefix = 0
        for index in 0..<min(a.count, b.count) {
            guard a[index] == b[index] else { break }
            if a[index] == "/" { prefix = index + 1 }
        }
        var suffix = 0
        for index in 1...max(1, min(a.count, b.count)) {
            // The slash that ends the prefix may begin the suffix.
            let (i, j) = (a.count - index, b.count - index)
            guard i >= max(0, prefix - 1), j >= max(0, prefix - 1), a[i] == b[j] else { break }
            if a[i] == "/" { suffix = index }
        }
        guard prefix > 0 || suffix > 0 else { return "\(old) => \(new)" }
        func middle(_ path: [Character]) -> String {
            prefix >= path.count - suffix ? "" : String(path[prefix..<path.count - suffix])
        }
        return "\(String(a[..<prefix])){\(middle(a)) => \(middle(b))}\(String(a[(a.count - suffix)...]))"
    }
}

extension FileDifference {
    /// With git's letter, and the old path of a renamed or copied file.
    var json: JSONValue {
        guard case .object(var object) = change.json else { return .null }
        object["status"] = .string(letter)
        if let similarity, let old {
            object["old_path"] = .string("\(old.path)")
            object["similarity"] = .integer(similarity)
        }
        return .object(object)
    }

    /// The letter, the similarity of a renamed or copied file, and the paths.
    var nameStatus: String {
        guard let similarity, let old else { return "\(letter)\t\(path.quoted)" }
        let digits = String(similarity)
        return
            "\(letter)\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)\t\(old.path.quoted)\t\(path.quoted)"
    }
}
