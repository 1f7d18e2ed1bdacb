internal import Threads

extension Repository {
    /// Calls `body` for every item, on all cores, for a caller without a repository; returns the results in the order
    /// of the items.
    public static func mapInParallel<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @Sendable (Item) throws -> Result
    ) throws -> [Result] {
        try Parallel.map(items, body)
    }

    /// Calls `body` for every item, on all cores; returns the results in the order of the items.
    public func mapInParallel<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @Sendable (Item) throws -> Result
    ) throws -> [Result] {
        try Parallel.map(items, body)
    }
}
