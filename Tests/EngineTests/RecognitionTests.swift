import Objects
import Testing

@testable import Engine

/// Files that a few lines made, recognised from the file alone. scripts/peer-notebooks does the same with files of the libraries.
struct RecognitionTests {
    private let engine = ReplayEngine()

    private static let numpy = "import numpy as np\n"
    private static let generator = numpy + "rng = np.random.default_rng(1234)\n"
    private static let legacy = numpy + "np.random.seed(1234)\n"
    private static let learn = numpy + "from sklearn.datasets import "

    struct Case: Sendable, CustomTestStringConvertible {
        let lines: String
        /// What the answer says.
        let call: String
        var testDescription: String { call }

        init(_ setup: String, _ lines: String, _ call: String) {
            self.lines = setup + lines
            self.call = call
        }
    }

    static let cases: [Case] = [
        Case(generator, "np.savez('x.npz', X=rng.normal(98.6, 0.7, 80))", "normal(loc=98.6, scale=0.7"),
        Case(generator, "np.savetxt('x.txt', rng.normal(5, 2.5, 200), fmt='%.3f')", "rng.normal(5, 2.5, 200)"),
        Case(generator, "np.save('x.npy', np.round(rng.uniform(-3, 40, 90), 2))", "rng.uniform(-3, 40, 90).round(2)"),
        Case(generator, "np.save('x.npy', rng.lognormal(2.25, 0.35, 70))", "rng.lognormal(2.25, 0.35, 70)"),
        Case(generator, "np.save('x.npy', rng.gamma(3.5, 0.75, 200))", "rng.gamma(3.5, 0.75, 200)"),
        Case(legacy, "np.save('x.npy', np.random.weibull(1.7, 60))", "np.random.weibull(1.7, 60)"),
        Case(generator, "np.save('x.npy', rng.poisson(6.5, 90))", "rng.poisson(6.5, 90)"),
        Case(generator, "np.save('x.npy', rng.choice([3, 7, 9], size=120, p=[0.2, 0.5, 0.3]))", "choice([3, 7, 9]"),
        Case(generator, "np.save('x.npy', rng.random((50, 4)) < 0.35)", "rng.random((50, 4)) < 0.35"),
        Case(
            generator, "np.savetxt('x.txt', np.ravel(rng.dirichlet([2, 3, 5], size=80)), fmt='%g')",
            "dirichlet([2, 3, 5]"),
        Case(
            generator, "np.save('x.npy', rng.multivariate_normal([1, -2], [[2, 0.3], [0.3, 1]], 60))",
            "multivariate_normal([1, -2]"),
        Case(
            generator, "np.save('x.npy', np.concatenate([rng.normal(-2, 1, 40), rng.normal(3, 0.5, 60)]))",
            "np.concatenate([rng.normal(-2, 1, 40), rng.normal(3, 0.5, 60)])"),
        Case(
            generator, "a = rng.random(777)\nnp.save('x.npy', rng.normal(1, 2, 50))", "rng.bit_generator.advance(777)"),
        Case(
            generator, "a = rng.normal(size=(60, 3))\nnp.save('x.npy', rng.integers(0, 10, 60))",
            "rng.integers(0, 10, size=60)"),
        Case(
            legacy, "a = np.random.randn(30, 4)\nnp.save('x.npy', np.random.randn(25, 4))", "np.random.random_sample("),
        Case(legacy, "np.save('x.npy', 50 + np.cumsum(np.random.normal(0.1, 2, 80)))", "50 + np.cumsum("),
        Case(generator, "np.save('x.npy', np.cumsum(rng.choice([-1, 1], size=200)))", "np.cumsum(rng.choice([-1, 1]"),
        Case(
            generator, "np.save('x.npy', 100 * np.cumprod(1 + rng.normal(0.001, 0.02, 90)))",
            "np.cumprod(1 + rng.normal(0.001, 0.02, 90))"),
        Case(generator, "np.save('x.npy', np.sort(rng.uniform(0, 20, 150)))", "np.sort(rng.uniform(0, 20, 150))"),
        Case(
            generator, "X = rng.normal(5, 3, (60, 4))\nX = (X - X.mean(axis=0)) / X.std(axis=0)\nnp.save('X.npy', X)",
            "x = (x - x.mean(axis=0)) / x.std(axis=0)"),
        Case(
            generator, "X = rng.normal(size=(80, 3))\nX[rng.random(X.shape) < 0.15] = np.nan\nnp.save('X.npy', X)",
            "x.shape) < 0.15] = np.nan"),
        Case(generator, "A = rng.normal(size=(5, 5))\nnp.save('A.npy', A @ A.T)", "A @ A.T"),
        Case(
            generator, "t = np.linspace(0, 4 * np.pi, 90)\nnp.save('y.npy', np.sin(t) + rng.normal(0, 0.15, 90))",
            "np.sin(t) + rng.normal(0, 0.15, 90)"),
        Case(
            generator, "t = rng.uniform(0, 10, 60)\nnp.save('y.npy', 3 * t + 4 + rng.normal(0, 1.5, 60))",
            "3 * t + 4 + rng.normal(0, 1.5, 60)"),
        Case(
            generator,
            "X = rng.normal(size=(70, 5))\nw = rng.normal(size=5)\nnp.savez('d.npz', X=X, y=X @ w + rng.normal(0, 0.35, 70))",
            "y = X @ w + rng.normal(0, 0.35, 70)"),
        Case(
            legacy, "X = np.random.normal(size=(70, 3))\nnp.savez('d.npz', X=X, y=(X[:, 0] + X[:, 1] > 0).astype(int))",
            "y = (X[:, 0] + X[:, 1] > 0).astype(int)"),
        Case(
            learn, "make_moons\nX, y = make_moons(90, noise=0.17, random_state=9)\nnp.savez('d.npz', X=X, y=y)",
            "make_moons(n_samples=90, noise=0.17"),
        Case(
            learn,
            "make_circles\nX, y = make_circles(90, noise=0.07, factor=0.35, random_state=9)\nnp.save('X.npy', X)",
            "factor=0.35"),
        Case(
            learn, "make_swiss_roll\nX, y = make_swiss_roll(60, noise=0.45, random_state=9)\nnp.save('X.npy', X)",
            "make_swiss_roll(n_samples=60, noise=0.45"),
        Case(
            learn, "make_friedman1\nX, y = make_friedman1(60, noise=0.6, random_state=9)\nnp.savez('d.npz', X=X, y=y)",
            "make_friedman1(n_samples=60, noise=0.6"),
        Case(
            learn,
            "make_blobs\nX, y = make_blobs(90, centers=[[1, 2], [6, -3]], cluster_std=0.85, random_state=9)\nnp.save('X.npy', X)",
            "centers=[[1, 2], [6, -3]], cluster_std=0.85"),
        Case(
            learn,
            "make_blobs\nX, y = make_blobs(90, centers=4, cluster_std=1.15, random_state=9)\nnp.save('X.npy', X)",
            "centers=4, cluster_std=1.15"),
        Case(
            learn,
            "make_regression\nX, y = make_regression(80, n_features=2, noise=7.5, random_state=9)\nnp.save('y.npy', y)",
            "n_features=2, noise=7.5"),
        Case(
            learn,
            "make_classification\nX, y = make_classification(90, n_informative=4, n_classes=3, random_state=9)\nnp.save('X.npy', X)",
            "n_informative=4, n_classes=3"),
        Case(
            "import pandas as pd\n" + generator,
            "pd.DataFrame({'age': rng.integers(18, 80, 60), 'pay': rng.normal(52000, 12500, 60).round(2), 'city': rng.choice(['Oslo', 'Lima', 'Rome'], 60)}).to_csv('p.csv', index=False)",
            "rng.normal(52000, 12500, 60).round(2)"),
        Case(
            "import random, json\n",
            "random.seed(7)\njson.dump([round(random.uniform(0, 50), 1) for _ in range(60)], open('x.json', 'w'), indent=2)",
            "round(random.uniform(0, 50), 1)"),
        Case(
            generator,
            "a, b = rng.normal(size=(40, 2)), rng.integers(0, 3, 40)\nnp.savez('d.npz', X_train=a, X_test=rng.normal(size=(9, 2)), y_train=b)",
            "X_test=c2"),
        Case(legacy, "i = np.random.permutation(60)\nnp.savez('s.npz', train=i[:45], test=i[45:])", "train=x[0:45]"),
        Case(
            "import pandas as pd\n" + generator,
            "x = rng.uniform(0, 10, 60)\npd.DataFrame({'x': x, 'y': 3 * x + 7 + rng.normal(0, 2, 60)}).to_csv('p.csv', sep=';')",
            "c1 = 3 * c0 + 7 + rng.normal(0, 2, 60)"),
        Case(
            "import pandas as pd\n" + legacy,
            "pd.DataFrame({'user': [f'user_{k}' for k in range(60)], 'ok': np.random.rand(60) < 0.3, 'n': np.random.poisson(4, 60)}).to_csv('p.csv', index=False)",
            "c1 = np.random.random_sample(60) < 0.3"),
        Case(
            learn,
            "make_moons\nimport pandas as pd\nX, y = make_moons(80, noise=0.2, random_state=9)\npd.DataFrame(X).to_csv('X.csv', index=False)",
            "make_moons(n_samples=80, noise=0.2"),
        Case(
            learn,
            "make_blobs\nX, y = make_blobs(90, centers=3, random_state=9)\nnp.save('X.npy', X.astype(np.float32))",
            "make_blobs(n_samples=90"),
        Case(
            generator,
            "x = rng.normal(size=60)\nnp.savetxt('xy.csv', np.column_stack((x, 2 * x + rng.normal(0, 0.5, 60))), delimiter=',')",
            "c1 = 2 * c0 + rng.normal(0, 0.5, 60)"),
        Case(generator, "np.save('x.npy', rng.normal(50, 10, 90).astype(int))", "rng.normal(50, 10, 90).astype(int)"),
        Case(generator, "np.save('x.npy', rng.choice([0.1, 0.5, 2.0], size=90))", "rng.choice([0.1, 0.5, 2], size=90)"),
        Case(
            legacy, "np.save('x.npy', np.random.choice(['red', 'green', 'blue'], size=90))",
            "choice(['red', 'green', 'blue']"),
        Case(
            generator,
            "x = np.zeros(70)\nfor t in range(1, 70):\n    x[t] = 0.8 * x[t - 1] + rng.normal()\nnp.save('x.npy', x)",
            "x[t] = 0.8 * x[t - 1] + rng.standard_normal()"),
        Case(
            generator, "np.save('x.npy', np.concatenate([[0], np.cumsum(rng.normal(0, 1, 80))]))",
            "np.concatenate([[0], np.cumsum("),
        Case(generator, "np.save('x.npy', np.asfortranarray(rng.normal(size=(20, 5))))", "np.asfortranarray(x)"),
        Case(generator, "np.save('x.npy', rng.normal(size=(20, 5)).astype('>f8'))", "astype('>f8')"),
        Case(
            generator, "x = rng.uniform(-3, 3, 90)\nnp.save('y.npy', x ** 2 + rng.normal(0, 0.5, 90))",
            "x = t ** 2 + rng.normal(0, 0.5, 90)"),
        Case(generator, "np.save('x.npy', (rng.pareto(2.5, 90) + 1) * 2)", "(rng.pareto(2.5, 90) + 1) * 2"),
        Case(
            "import torch, numpy as np\ntorch.manual_seed(42)\n", "np.save('x.npy', torch.randn(50).numpy())",
            "torch.randn(50)"),
        Case(
            "import random\n",
            "random.seed(7)\nwith open('x.csv', 'w') as f:\n    f.write('a,b\\n')\n    for _ in range(50):\n        f.write(f'{random.randint(1, 100)},{random.random()}\\n')",
            "random.randint(1, "),
        Case(
            "import random, json\n",
            "random.seed(7)\njson.dump([[random.random() for _ in range(3)] for _ in range(30)], open('x.json', 'w'))",
            "[[random.random() for _ in range(3)]"),
        Case(
            "import random, json\n",
            "random.seed(7)\njson.dump([random.expovariate(1.5) for _ in range(60)], open('x.json', 'w'))",
            "random.expovariate(1.5)"),
        Case(
            "import json\n" + generator,
            "json.dump({'x': rng.normal(0, 1, 50).tolist(), 'y': rng.integers(0, 5, 50).tolist()}, open('d.json', 'w'))",
            "'y': c1.tolist()"),
        Case(
            "import random\n",
            "random.seed(7)\nwith open('w.txt', 'w') as fh:\n    for _ in range(80):\n        fh.write(random.choice(['red', 'green', 'blue']) + '\\n')",
            "random.choice(['red', 'green', 'blue'])"),
    ]

    @Test(arguments: cases) func recognisesTheLines(_ lost: Case) throws {
        let bytes = try engine.file(lost.lines)
        // The seeds of the cases, and a few that are none of them: one search over all is in aRareSeedIsFoundByItsBeginning.
        let found = try engine.discover(in: bytes, seeds: try SeedPool(lines: "1234\n9\n7\n42"), patience: 60)
        let recipe = try #require(found.recipe, "no origin found for \(lost.call)")
        #expect(found.call?.contains(lost.call) == true, "\(found.call ?? "")")
        var again: [UInt8] = []
        try engine.evaluate(recipe) { $0.withUnsafeBytes { again += $0 } }
        #expect(again == bytes)
    }

    /// A seed that nobody writes, of what a step was added to and that was rounded: the beginning tells it.
    @Test func aRareSeedIsFoundByItsBeginning() throws {
        let bytes = try engine.file(
            Self.numpy
                + "rng = np.random.default_rng(51877)\nnp.savetxt('x.txt', np.cumsum(rng.normal(0.5, 2, 60)), fmt='%.6f')"
        )
        let found = try engine.discover(in: bytes, seeds: SeedPool(51_000..<52_000), patience: 60)
        #expect(found.call?.contains("default_rng(51877)") == true, "\(found.call ?? "")")
    }

    /// What any search would find an origin of, is given none.
    @Test(arguments: [
        "[3, 1, 2]", "[5, 1, 4, 2, 3, 0]", "[0, 1, 1, 0, 1, 0, 0, 1]", "42\n17\n8\n", "0.5\n0.25\n0.75\n",
    ])
    func ofAFewBitsNoOriginIsClaimed(_ text: String) throws {
        #expect(try engine.discover(in: Array(text.utf8), patience: 30).recipe == nil)
    }

    /// Columns that only count are no work of a generator, whatever is seeded.
    @Test func aTableThatCountsHasNoOrigin() throws {
        let rows = (0..<40).map { "\($0 + 1),\($0 + 7)\n" }.joined()
        #expect(try engine.discover(in: Array(("id,next\n" + rows).utf8), patience: 30).recipe == nil)
        let few = (0..<20).map { "\($0 + 1),\($0 == 9 ? 1 : 0)\n" }.joined()
        #expect(try engine.discover(in: Array(("id,flag\n" + few).utf8), patience: 30).recipe == nil)
    }

    /// The information in a file is what is counted, not its length.
    @Test func regularNumbersHoldLittle() throws {
        let zeros = Observation.with([Double](repeating: 0, count: 999) + [1], nil, .int64, [])
        #expect(zeros.bits < 64)
        let sorted = Observation.with((0..<1000).map(Double.init), nil, .int64, [])
        #expect(sorted.bits < 64)
        let coins = Observation.with((0..<200).map { Double($0 * $0 / 7 % 2) }, nil, .int64, [])
        #expect(coins.bits > 100)
    }

    /// Time that was given is not exceeded by what a search happens to be doing.
    @Test func patienceIsABound() throws {
        var bits: UInt64 = 88_172_645_463_325_252
        let noise = (0..<60_000).map { _ -> UInt8 in
            bits ^= bits << 13
            bits ^= bits >> 7
            bits ^= bits << 17
            return UInt8(truncatingIfNeeded: bits >> 32)
        }
        let values = noise.map { Double($0) / 8 + 0.01 }
        let bytes = values.flatMap { value in withUnsafeBytes(of: value.bitPattern) { Array($0) } }
        let start = ContinuousClock.now
        let found = try engine.discover(in: bytes, patience: 0.5)
        #expect(found.recipe == nil)
        #expect((ContinuousClock.now - start) / .seconds(1) < 20)
    }

    /// An array may begin as an icon does: 0, 0, 1, 0.
    @Test func smallNumbersAreNotTakenForAnotherKindOfFile() {
        #expect(!FileForm.isOfAnotherKind([0, 0, 1, 0, 1, 1, 0, 1]))
        #expect(!FileForm.isOfAnotherKind(Array("MZ".utf8) + [0, 1]))
        #expect(FileForm.isOfAnotherKind(Array("%PDF-1.7".utf8)))
    }

    /// Bytes that look like a file of numbers, and are none.
    @Test func nothingTraps() throws {
        let texts = [
            "[1e999, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]",
            "[9223372036854775807, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]",
            "a,b\n" + String(repeating: "9223372036854775807,1\n", count: 20),
            "a,b\n" + String(repeating: "inf,nan\n", count: 20),
            "a,b\r\n" + String(repeating: "99999999999999999999,x\r\n", count: 20),
            "x\n" + String(repeating: "-inf\n", count: 40),
            String(repeating: "1e308 -1e308\n", count: 40),
            String(repeating: "-9223372036854775808\n9223372036854775807\n", count: 20),
        ]
        for text in texts { _ = try engine.discover(in: Array(text.utf8), seeds: SeedPool(0..<20), patience: 0.5) }
        for value in [
            Double.infinity, -.infinity, .nan, .greatestFiniteMagnitude, -.leastNonzeroMagnitude, 0x1p63, -0x1p63,
        ] {
            for shape in [[40], [20, 2], [2, 20], [8, 5]] {
                let header = NpyHeader.bytes(try #require(ArrayLayout(.float64, shape: shape)))
                var numbers = (0..<40).map { Double($0 * 7 % 11) }
                numbers[3] = value
                numbers[17] = value
                let bytes = numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern) { Array($0) } }
                _ = try engine.discover(in: header + bytes, seeds: SeedPool(0..<20), patience: 0.5)
            }
        }
    }
}
