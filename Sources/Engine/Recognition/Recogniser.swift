internal import Objects

/// Searches for the lines that made a file, among common ones, with common seeds.
///
/// Streams are compared with the file's first numbers natively; a match becomes a program, and is accepted if the bytes
/// that it writes are the file's.
final class Recogniser {
    let streams: SeededStreams
    let deadline: ContinuousClock.Instant
    let depth: Depth
    /// The recipe of a program, when it writes the file.
    private let evaluate: (String) throws -> Recipe?
    /// Programs that were evaluated: a wrong one is not evaluated again.
    private var refused: Set<String> = []

    /// What is tried of each seed.
    enum Depth {
        /// What begins with the stream.
        case first
        /// What was drawn after something else, and sums over all that was drawn.
        case later
        case all
    }

    init(
        _ seeds: [Int], until deadline: ContinuousClock.Instant, _ depth: Depth,
        _ evaluate: @escaping (String) throws -> Recipe?
    ) {
        self.depth = depth
        streams = SeededStreams(seeds)
        self.deadline = deadline
        self.evaluate = evaluate
    }

    var isOver: Bool { ContinuousClock.now >= deadline }

    /// The recipe of `lines`, if they write the file.
    func confirm(_ lines: String) throws -> Recipe? {
        guard !isOver, refused.insert(lines).inserted else { return nil }
        return try evaluate(ProgramHeader.of(lines) + lines)
    }

    /// The first of several programs that writes the file.
    func confirm(_ lines: String, savedBy saves: [String]) throws -> Recipe? {
        for save in saves {
            if let recipe = try confirm("\(lines)\n\(save)\n") { return recipe }
        }
        return nil
    }

    func setup(_ from: DrawnFrom, _ place: Int) -> String {
        from.setup.replacing("SEED", with: "\(streams.seeds[place])")
    }

    /// Tries the seeds with both of numpy's sources until `body` returns a recipe.
    func forEachSeed(
        _ sources: [DrawnFrom] = DrawnFrom.allCases, _ body: (DrawnFrom, Int, Sampler) throws -> Recipe?
    ) throws -> Recipe? {
        for from in sources {
            for place in streams.seeds.indices {
                if place % 32 == 0, isOver { return nil }
                guard let sampler = streams.sampler(from, place) else { continue }
                if let recipe = try body(from, place, sampler) { return recipe }
            }
        }
        return nil
    }

    /// Tries each draw with all seeds, until `finish` makes a recipe from a match.
    func first(
        _ draws: [UnitDraw], _ seen: SeenNumbers, size: String? = nil,
        _ finish: (_ from: DrawnFrom, _ place: Int, _ found: FoundCall) throws -> Recipe?
    ) throws -> Recipe? {
        var measures: [UnitDraw.Measure: SeenNumbers] = [:]
        for draw in draws {
            guard case .numpy(let from, let next) = draw.source,
                let measured = measures[draw.measure] ?? seen.measured(draw.measure)
            else { continue }
            measures[draw.measure] = measured
            for place in streams.seeds.indices {
                if place % 64 == 0, isOver { return nil }
                guard let sampler = streams.sampler(from, place),
                    LineSearch.isPossible(draw.fit, measured, { next(sampler) }),
                    let fresh = streams.sampler(from, place)
                else { continue }
                for found in draw.calls(measured, size: size ?? seen.size, from: fresh) {
                    if let recipe = try finish(from, place, found) { return recipe }
                }
            }
        }
        return nil
    }
}

/// What a program needs besides its lines.
enum ProgramHeader {
    private static let makers = [
        "make_moons", "make_circles", "make_swiss_roll", "make_s_curve", "make_friedman1", "make_friedman2",
        "make_gaussian_quantiles", "make_blobs", "make_classification", "make_regression", "make_sparse_uncorrelated",
        "make_hastie_10_2", "make_multilabel_classification", "make_biclusters", "make_checkerboard",
    ]

    static func of(_ code: String) -> String {
        var lines: [String] = []
        if code.contains("random.seed(") && !code.contains("np.random.seed(") { lines.append("import random") }
        if code.contains("csv.") { lines.append("import csv") }
        if code.contains("json.") { lines.append("import json") }
        if code.contains("np.") { lines.append("import numpy as np") }
        if code.contains("pd.") { lines.append("import pandas as pd") }
        if code.contains("torch.") { lines.append("import torch") }
        let made = makers.filter { code.contains("\($0)(") }
        if !made.isEmpty { lines.append("from sklearn.datasets import \(made.joined(separator: ", "))") }
        let split = ["train_test_split", "KFold", "ShuffleSplit"].filter { code.contains("\($0)(") }
        if !split.isEmpty { lines.append("from sklearn.model_selection import \(split.joined(separator: ", "))") }
        return lines.joined(separator: "\n") + "\n"
    }
}
