public import Objects

/// A three-way merge of the programs that make a file: their arguments, folders, standard inputs and variables.
///
/// Inputs are files of the tree, which are merged by themselves. What comes of a merge is the computation of one side:
/// where its inputs are not what is in the tree, its outputs are stale. A program is never combined from both sides,
/// since nothing has made its output.
public struct ComputationMerge: Sendable {
    /// A property in which the sides differ.
    public typealias Difference = RecipeMerge.Difference

    /// What differs between the sides, ordered by name: `arguments[2]`, `folder`, `stdin`, `variables.TZ`.
    public let differences: [Difference]
    private let hasOnlyTheirEnvironment: Bool

    public init(base: Computation, ours: Computation, theirs: Computation) {
        let sides = [base, ours, theirs].map(Self.properties)
        differences = Set(sides.flatMap(\.keys)).sorted().compactMap { name in
            let values = sides.map { $0[name] }
            guard values[0] != values[1] || values[1] != values[2] else { return nil }
            return Difference(name: name, base: values[0], ours: values[1], theirs: values[2])
        }
        hasOnlyTheirEnvironment = ours.environment == base.environment && theirs.environment != base.environment
    }

    private static func properties(_ computation: Computation) -> [String: JSONValue] {
        var properties: [String: JSONValue] = [
            "folder": computation.folder.map { .string($0.description) } ?? .null,
            "stdin": computation.standardInput.map { .string($0.description) } ?? .null,
        ]
        for (number, word) in computation.arguments.enumerated() { properties["arguments[\(number)]"] = .string(word) }
        for (name, value) in computation.variables { properties["variables.\(name)"] = .string(value) }
        return properties
    }

    /// The side that has all changes.
    enum Side {
        case ours, theirs
    }

    /// Nil if each side has changed something that the other has not.
    var side: Side? {
        let isOurs = differences.allSatisfy { $0.theirs == $0.base || $0.theirs == $0.ours }
        let isTheirs = differences.allSatisfy { $0.ours == $0.base || $0.ours == $0.theirs }
        switch (isOurs, isTheirs) {
        // The programs are called in the same way: the files that they need may differ.
        case (true, true): return hasOnlyTheirEnvironment ? .theirs : .ours
        case (true, false): return .ours
        case (false, true): return .theirs
        case (false, false): return nil
        }
    }
}
