/// Executes recipes, makes them, and finds the recipe that made a file.
///
/// A value without state; any number of them may work at the same time.
public struct ReplayEngine: Sendable {
    /// The engine's name in recipes of this build.
    public static let name = "at1"

    /// The limits on the cost of a recipe. One that exceeds them is refused before anything is computed.
    public let limits: Limits

    /// The limits on the cost of a recipe.
    public struct Limits: Hashable, Sendable {
        /// The maximum memory of an evaluation, in bytes.
        public var memory: UInt64
        /// The maximum length of an output, in bytes.
        public var output: UInt64

        /// - Parameters:
        ///   - memory: in bytes.
        ///   - output: in bytes; by default 64 times the memory: output streams, but it has to end.
        public init(memory: UInt64, output: UInt64? = nil) {
            self.memory = memory
            self.output = output ?? memory.multipliedClamping(by: 64)
        }

        /// A quarter of the machine's memory, and at most half of what the process may use.
        public static let ofMachine = Limits(memory: min(Machine.memory / 4, Machine.addressSpace / 2))
    }

    /// An engine with these limits; it holds nothing else.
    public init(limits: Limits = .ofMachine) {
        self.limits = limits
    }
}

extension UInt64 {
    /// The product; the maximum on overflow.
    func multipliedClamping(by factor: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }

    /// The sum; the maximum on overflow.
    func addingClamping(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
