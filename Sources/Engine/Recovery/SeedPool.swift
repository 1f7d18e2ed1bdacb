/// The seeds among which a lost one is looked for.
public struct SeedPool: Sendable {
    let seeds: Seeds

    enum Seeds: Sendable {
        case run(Range<UInt64>)
        case list([Natural])
    }

    /// The seeds of a range.
    public init(_ range: Range<UInt64>) {
        seeds = .run(range)
    }

    /// Seeds from a text: one a line, in decimal digits. Empty lines, and what follows a `#`, count for nothing.
    public init(lines text: String) throws(SeedPoolError) {
        var list: [Natural] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            guard let word = words.first else { continue }
            guard words.count == 1, let seed = Natural(decimal: String(word)) else {
                throw SeedPoolError(line: index + 1, text: String(line.prefix(40)))
            }
            list.append(seed)
        }
        seeds = .list(list)
    }

    /// How many there are.
    public var count: UInt64 {
        switch seeds {
        case .run(let range): UInt64(range.count)
        case .list(let list): UInt64(list.count)
        }
    }

    /// The seeds that a call does not take, the first of them.
    func first(refusedBy generator: any Generator) -> Natural? {
        switch seeds {
        case .run(let range):
            // What takes a seed takes all below it.
            guard let last = range.last else { return nil }
            return generator.seeded(Natural(last)) == nil ? Natural(last) : nil
        case .list(let list): return list.first { generator.seeded($0) == nil }
        }
    }
}

/// A line is not a seed.
public struct SeedPoolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    public let line: Int
    public let text: String

    public var description: String { "line \(line) is not a seed: '\(text)'" }
}
