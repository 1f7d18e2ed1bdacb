/// The seeds among which a lost one is searched for.
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

    init(_ list: [Natural]) {
        seeds = .list(list)
    }

    /// Reads seeds from a text: one per line, in decimal digits. Empty lines, and what follows a `#`, are ignored.
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

    /// The number of seeds.
    public var count: UInt64 {
        switch seeds {
        case .run(let range): UInt64(range.count)
        case .list(let list): UInt64(list.count)
        }
    }

    /// The first seed that a call does not accept.
    func first(refusedBy generator: any Generator) -> Natural? {
        switch seeds {
        case .run(let range):
            // A call that accepts a seed accepts all smaller ones.
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
