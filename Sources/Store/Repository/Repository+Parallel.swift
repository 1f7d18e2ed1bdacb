extension Repository {
    /// `body` for every item, on all cores, for a caller without a repository; the results in the order of the items.
    public static func mapInParallel<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @Sendable (Item) throws -> Result
    ) throws -> [Result] {
        try Parallel.map(items, body)
    }

    /// `body` for every item, on all cores; the results in the order of the items.
    public func mapInParallel<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @Sendable (Item) throws -> Result
    ) throws -> [Result] {
        try Parallel.map(items, body)
    }
}
