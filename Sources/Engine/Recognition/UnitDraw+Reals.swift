extension UnitDraw {
    /// A number as a user may have typed it.
    static func plain(_ value: Double) -> String { Templates.plain(value) }

    private static func numpy(
        _ from: DrawnFrom, _ fit: Template.Fit, by measure: Measure = .plain, isRange: Bool = false,
        _ draw: @escaping @Sendable (Sampler) -> Double,
        _ call: @escaping @Sendable (Double, Double, String) -> String
    ) -> UnitDraw {
        UnitDraw(source: .numpy(from, draw), fit: fit, measure: measure, isRange: isRange) {
            // The generator stands before the call, whatever is put around it.
            let text = call($0, $1, $2)
            return text.hasPrefix("(") ? "(\(from.name).\(text.dropFirst())" : "\(from.name).\(text)"
        }
    }

    static func normal(_ from: DrawnFrom) -> UnitDraw {
        numpy(from, .affine, { $0.normal() }) {
            $0 == 0 && $1 == 1 ? "standard_normal(\($2))" : "normal(\(plain($0)), \(plain($1)), \($2))"
        }
    }

    static func uniform(_ from: DrawnFrom) -> UnitDraw {
        numpy(from, .affine, isRange: true, { $0.real() }) {
            $0 == 0 && $1 == 1
                ? "\(from == .generator ? "random" : "random_sample")(\($2))"
                : "uniform(\(plain($0)), \(plain($1)), \($2))"
        }
    }

    /// The distributions of most real numbers.
    static func common(_ from: DrawnFrom) -> [UnitDraw] {
        [
            normal(from), uniform(from),
            numpy(from, .scaled, { $0.exponential() }) { "exponential(\(plain($1)), \($2))" },
            numpy(from, .affine, by: .logarithm, { $0.normal() }) { "lognormal(\(plain($0)), \(plain($1)), \($2))" },
            numpy(from, .affine, { $0.laplace(mean: 0, scale: 1) }) { "laplace(\(plain($0)), \(plain($1)), \($2))" },
            numpy(from, .affine, { $0.gumbel(mean: 0, scale: 1) }) { "gumbel(\(plain($0)), \(plain($1)), \($2))" },
            numpy(from, .affine, { $0.logistic(mean: 0, scale: 1) }) { "logistic(\(plain($0)), \(plain($1)), \($2))" },
            numpy(from, .scaled, { $0.rayleigh(1) }) { "rayleigh(\(plain($1)), \($2))" },
            numpy(from, .affine, by: .logarithm, { Libm.log($0.exponential()) }) {
                weibull(location: $0, inverse: $1, size: $2)
            },
            numpy(
                from, .affine,
                {
                    let first = $0.normal()
                    return first / $0.normal()
                }
            ) { location, scale, size in
                "standard_cauchy(\(size))\(scale == 1 ? "" : " * \(plain(scale))")\(location == 0 ? "" : " + \(plain(location))")"
            },
            UnitDraw(source: .numpy(from, { $0.normal().magnitude }), fit: .scaled) {
                "np.abs(\(from.name).normal(0, \(plain($1)), \($2)))"
            },
        ]
    }

    /// `log x` is `log(scale) + log(standard exponential) / a`.
    private static func weibull(location: Double, inverse: Double, size: String) -> String {
        let scale = plainest(Libm.exp(location))
        let call = "weibull(\(plain(plainest(1 / inverse))), \(size))"
        return scale == 1 ? call : "\(call) * \(plain(scale))"
    }

    /// The number with few digits that is closest to a value.
    private static func plainest(_ value: Double) -> Double {
        LineSearch.plainest(value, error: value.magnitude * 1e-9) ?? value
    }

    /// Draws with a shape, which is estimated from the moments of the numbers.
    static func shaped(_ from: DrawnFrom, _ seen: SeenNumbers) -> [UnitDraw] {
        let values = seen.values.filter(\.isFinite)
        guard values.count > 3, let least = values.min(), let greatest = values.max() else { return [] }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        guard variance > 0 else { return [] }
        var draws: [UnitDraw] = []
        let error = 3 / Double(values.count).squareRoot()
        @Sendable func scaled(_ suffix: Double) -> String { suffix == 1 ? "" : " * \(plain(suffix))" }
        for freedom in [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 50, 100] {
            draws.append(
                numpy(from, .affine, { $0.studentT(freedom) }) { location, scale, size in
                    let call = "standard_t(\(plain(freedom)), \(size))\(scaled(scale))"
                    return location == 0 ? call : "\(call) + \(plain(location))"
                })
        }
        if least >= 0 {
            // For gamma, the squared mean over the variance is approximately the shape.
            let guess = mean * mean / variance
            for shape in shapes(guess: guess, error: error * 2 + 0.1) {
                draws.append(
                    numpy(from, .scaled, { $0.gamma(shape) }) { "gamma(\(plain(shape)), \(plain($1)), \($2))" })
                if shape * 2 == (shape * 2).rounded() {
                    draws.append(
                        numpy(from, .scaled, { $0.chiSquare(2 * shape) }) {
                            "chisquare(\(plain(2 * shape)), \($2))\($1 == 1 ? "" : " * \(plain($1))")"
                        })
                }
            }
            for shape in [3, 2, 1.5, 2.5, 1, 4, 5, 0.5, 10] {
                draws.append(
                    numpy(from, .scaled, { $0.pareto(shape) }) {
                        "pareto(\(plain(shape)), \($2))\($1 == 1 ? "" : " * \(plain($1))")"
                    })
                draws.append(
                    numpy(from, .scaled, { $0.pareto(shape) + 1 }) {
                        "(pareto(\(plain(shape)), \($2)) + 1) * \(plain($1))"
                    })
            }
            // Of wald the variance is the cube of the mean over the scale.
            for mean in Templates.around(mean, spread: (variance / Double(values.count)).squareRoot()).prefix(12)
            where mean > 0 {
                for scale in [1.0, 2, 3, 4, 5, 10, 0.5, 20] {
                    let ratio = mean * mean * mean / scale / variance
                    guard 0.2...5 ~= ratio else { continue }
                    draws.append(
                        numpy(from, .exact, { $0.wald(mean: mean, scale: scale) }) {
                            "wald(\(plain(mean)), \(plain(scale)), \($2))"
                        })
                }
            }
            for above in [2.0, 3, 5, 10, 1, 4, 20] {
                for below in [10.0, 20, 5, 8, 30, 50, 3, 4, 12, 15, 100] {
                    draws.append(
                        numpy(
                            from, .exact,
                            {
                                let first = $0.chiSquare(above) * below
                                return first / ($0.chiSquare(below) * above)
                            }
                        ) { "f(\(plain(above)), \(plain(below)), \($2))" })
                }
            }
            if greatest <= 1 {
                draws.append(
                    numpy(from, .scaled, by: .logarithm, { Libm.log($0.power(1)) }) {
                        "power(\(plain(plainest(1 / $1))), \($2))"
                    })
            }
            if greatest <= 1 {
                let total = mean * (1 - mean) / variance - 1
                for (a, b) in pairs(mean * total, and: (1 - mean) * total, error: error) {
                    draws.append(
                        numpy(from, .exact, { $0.beta(a, b) }) { "beta(\(plain(a)), \(plain(b)), \($2))" })
                }
            }
        }
        return draws + triangles(from, least: least, greatest: greatest)
    }

    private static func triangles(_ from: DrawnFrom, least: Double, greatest: Double) -> [UnitDraw] {
        let width = greatest - least
        var draws: [UnitDraw] = []
        let lows = Set([least.rounded(.down), least.rounded(.down) - 1, 0, -1, 1, 5, 10]).filter {
            $0 <= least && least - $0 < 0.4 * width
        }
        let highs = Set([greatest.rounded(.up), greatest.rounded(.up) + 1, 1, 5, 10, 20, 50, 100]).filter {
            $0 >= greatest && $0 - greatest < 0.4 * width
        }
        for low in lows.sorted() {
            for high in highs.sorted() where high > low {
                let modes = Set((0...20).map { ((low + (high - low) * Double($0) / 20) * 4).rounded() / 4 })
                for mode in modes.sorted() where mode >= low && mode <= high {
                    draws.append(
                        numpy(from, .exact, { $0.triangular(left: low, mode: mode, right: high) }) {
                            "triangular(\(plain(low)), \(plain(mode)), \(plain(high)), \($2))"
                        })
                }
            }
        }
        return draws
    }

    /// Shapes with few digits close to an estimate.
    private static func shapes(guess: Double, error: Double) -> [Double] {
        var found: [Double] = []
        let (low, high) = (guess * max(0.2, 1 - error * 1.5), guess * (1 + error * 2.5))
        for step in [1.0, 0.5, 0.25, 0.1] {
            var shape = max(step, (low / step).rounded(.up) * step)
            while shape <= high, found.count < 60 {
                let rounded = (shape * 100).rounded() / 100
                if !found.contains(rounded) { found.append(rounded) }
                shape += step
            }
        }
        return found
    }

    private static func pairs(_ a: Double, and b: Double, error: Double) -> [(Double, Double)] {
        var found: [(Double, Double)] = []
        for first in shapes(guess: a, error: error + 0.1).prefix(24) {
            for second in shapes(guess: b, error: error + 0.1).prefix(24)
            where (first / second) / (a / b) < 1 + 2 * error + 0.2 {
                if (first / second) / (a / b) > 1 / (1 + 2 * error + 0.2) { found.append((first, second)) }
            }
        }
        return found.sorted { digits($0) < digits($1) }
    }

    private static func digits(_ pair: (Double, Double)) -> Int { plain(pair.0).count + plain(pair.1).count }
}
