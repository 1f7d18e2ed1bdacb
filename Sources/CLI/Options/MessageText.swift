/// Messages as they are stored: without blank lines at either end and without trailing blanks, ended by one line end.
enum MessageText {
    static func clean(_ text: String) throws -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = line
            while let last = line.last, last == " " || last == "\t" || last == "\r" { line.removeLast() }
            return String(line)
        }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        guard !lines.isEmpty else { throw CommandError(.usage, "the message is empty") }
        guard !text.unicodeScalars.contains("\0") else { throw CommandError(.usage, "the message has a NUL in it") }
        return lines.joined(separator: "\n") + "\n"
    }
}
