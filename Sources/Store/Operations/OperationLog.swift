internal import Files
internal import Objects

/// The file `operations`: a line for each change of the repository, oldest first (docs/format.md §11.9).
struct OperationLog {
    private let folder: Folder
    private let isDurable: Bool

    static let fileName: Name = "operations"
    static let maximumLength = 256 << 20
    private static let tailLength: UInt64 = 64 << 10

    init(_ folder: Folder, isDurable: Bool) {
        self.folder = folder
        self.isDurable = isDurable
    }

    /// All operations, oldest first. Lines that are damaged or from a newer at1 are skipped.
    func read() throws -> [Operation] {
        var operations: [Operation] = []
        for operation in try readLines() {
            if let last = operations.last, last.id == operation.id {
                operations[operations.count - 1] = last.followed(by: operation)
            } else {
                operations.append(operation)
            }
        }
        return operations
    }

    private func readLines() throws -> [Operation] {
        guard let bytes = try folder.contents(of: Self.fileName, limit: Self.maximumLength) else { return [] }
        return Self.lines(bytes).compactMap(Self.operation)
    }

    /// The newest readable operation.
    func last() throws -> Operation? {
        // Most often it is among the last bytes.
        if let file = try folder.findFile(Self.fileName) {
            let size = try file.status().size
            let count = min(size, Self.tailLength)
            let tail = try file.read(Int(count), at: size - count)
            // The first of them may begin within a line, whose checksum is wrong then.
            if !tail.isEmpty, let last = Self.lines(tail).reversed().lazy.compactMap(Self.operation).first {
                return last
            }
        }
        guard let bytes = try folder.contents(of: Self.fileName, limit: Self.maximumLength) else { return nil }
        return Self.lines(bytes).reversed().lazy.compactMap(Self.operation).first
    }

    /// The numbers, from 1, of damaged lines.
    func damagedLines() throws -> [Int] {
        guard let bytes = try folder.contents(of: Self.fileName, limit: Self.maximumLength) else { return [] }
        return Self.lines(bytes).enumerated().filter { Self.operation($0.element) == nil }.map { $0.offset + 1 }
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // An unterminated line was truncated.
        lines.removeLast()
        return lines
    }

    private static func operation(_ line: ArraySlice<UInt8>) -> Operation? {
        guard line.count > 17, line[line.endIndex - 17] == UInt8(ascii: "\t") else { return nil }
        let text = line.dropLast(17)
        guard line.suffix(16).elementsEqual(check(text).utf8) else { return nil }
        return try? Operation(parsing: String(decoding: text, as: UTF8.self))
    }

    private static func check(_ text: some Collection<UInt8>) -> String {
        String(Digest(of: Array(text)).hex.prefix(16))
    }

    private static func line(_ operation: Operation) -> [UInt8] {
        let text = Array(operation.text.utf8)
        return text + Array("\t\(check(text))\n".utf8)
    }

    /// Appends operations. A line that a crash has truncated is removed first.
    func append(_ operations: [Operation]) throws {
        let isNew = try folder.find(Self.fileName) == nil
        let file = try folder.openForAppending(Self.fileName)
        let length = try file.status().size
        if length > 0, try file.read(1, at: length - 1) != [UInt8(ascii: "\n")] {
            let bytes = try folder.contents(of: Self.fileName, limit: Self.maximumLength) ?? []
            let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            try file.truncate(to: UInt64(end))
        }
        try file.write(operations.flatMap(Self.line))
        guard isDurable else { return }
        try file.sync()
        if isNew { try folder.sync() }
    }

    /// Removes the operations before a time, in seconds since 1970.
    func forget(before oldest: Int64, through temporary: Folder) throws {
        let all = try readLines()
        let kept = all.filter { $0.who.date.seconds >= oldest }
        guard kept.count < all.count else { return }
        try folder.replace(
            Self.fileName, with: kept.flatMap(Self.line), durable: isDurable, through: temporary)
    }
}
