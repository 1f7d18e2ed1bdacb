/// An order of additions in matrix products: that of OpenBLAS on a family of processors, with a number of threads
/// (docs/arithmetic.md).
public struct ArithmeticProfile: Hashable, Sendable, CustomStringConvertible {
    /// A family of processors that share their kernels.
    public enum Family: String, CaseIterable, Sendable {
        /// Also Zen.
        case haswell
        /// Also Cooperlake and SapphireRapids.
        case skylakex
        case sandybridge
        case nehalem
    }

    /// The processors whose kernels are reproduced.
    public let family: Family
    /// The number of threads that OpenBLAS had, 1 to 64. Small products use one in any case.
    public let threads: Int

    /// The numbers of threads that a profile may have.
    public static let threadCounts = 1...64

    /// `threads` is clamped to ``threadCounts``.
    public init(_ family: Family, threads: Int = 1) {
        self.family = family
        self.threads = min(max(threads, Self.threadCounts.lowerBound), Self.threadCounts.upperBound)
    }

    /// Parses a profile's name; nil for anything else.
    public init?(name: String) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts[0] == "openblas",
            let family = Family(rawValue: String(parts[1]))
        else { return nil }
        guard parts.count == 3 else {
            self.init(family)
            return
        }
        guard parts[2].last == "t", let threads = Int(parts[2].dropLast()), threads > 1,
            Self.threadCounts.contains(threads), parts[2] == "\(threads)t"
        else { return nil }
        self.init(family, threads: threads)
    }

    /// `openblas-haswell`; with several threads `openblas-haswell-8t`.
    public var name: String {
        threads == 1 ? "openblas-\(family.rawValue)" : "openblas-\(family.rawValue)-\(threads)t"
    }

    public var description: String { name }
}
