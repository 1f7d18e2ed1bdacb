/// Numbers of a file, which can be read more than once: those of an array, or of a column.
package struct NumberSeries: Sendable {
    /// The array's or the column's name; nil for the only array.
    package let name: String?
    private let source: @Sendable ((Double) -> Void) throws -> Void

    package init(_ array: DataContent.NamedArray) {
        name = array.name
        source = { try array.array.forEachNumber($0) }
    }

    /// The numbers in a column; what else is in it is left out.
    package init(_ table: TableFile, column: Int) {
        name = table.names[column]
        source = { consume in
            try table.forEachRow { row in
                if column < row.count, let number = Double(row[column]) { consume(number) }
                return true
            }
        }
    }

    package func forEach(_ consume: (Double) -> Void) throws { try source(consume) }

    package func statistics() throws -> Statistics {
        var statistics = Statistics()
        try forEach { statistics.add($0) }
        return statistics
    }

    /// Nil if no number is finite.
    package func histogram(bins: Int) throws -> Histogram? {
        var least = Double.infinity
        var greatest = -Double.infinity
        try forEach { number in
            guard number.isFinite else { return }
            least = min(least, number)
            greatest = max(greatest, number)
        }
        guard least <= greatest else { return nil }
        var histogram = Histogram(least...greatest, bins: bins)
        try forEach { histogram.add($0) }
        return histogram
    }

    package func trace(places: Int) throws -> Trace {
        var count: UInt64 = 0
        try forEach { _ in count += 1 }
        var trace = Trace(count: count, places: places)
        try forEach { trace.add($0) }
        return trace
    }
}
