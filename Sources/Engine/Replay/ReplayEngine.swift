/// Executes recipes, makes them, and finds the one that a file was made by.
///
/// A value without state; as many as one likes may work at once.
public struct ReplayEngine: Sendable {
    /// What recipes of this build are made by.
    public static let name = "at1"

    /// What a recipe may cost. One that would cost more is refused before anything is computed.
    public let limits: Limits

    /// What a recipe may cost before it is refused.
    public struct Limits: Hashable, Sendable {
        /// The most memory that an evaluation may hold, in bytes.
        public var memory: UInt64
        /// The most bytes that may come out of one.
        public var output: UInt64

        /// - Parameters:
        ///   - memory: in bytes.
        ///   - output: in bytes; 64 times the memory when it is left out: output streams, but it has to end.
        public init(memory: UInt64, output: UInt64? = nil) {
            self.memory = memory
            self.output = output ?? memory.multipliedClamping(by: 64)
        }

        /// A quarter of the machine's memory, and no more than half of what the process may have.
        public static let ofMachine = Limits(memory: min(Machine.memory / 4, Machine.addressSpace / 2))
    }

    /// An engine with these limits; it holds nothing else.
    public init(limits: Limits = .ofMachine) {
        self.limits = limits
    }
}

extension UInt64 {
    /// The product, the largest number when it overflows.
    func multipliedClamping(by factor: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }

    /// The sum, the largest number when it overflows.
    func addingClamping(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
