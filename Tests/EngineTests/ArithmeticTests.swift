import Objects
import Testing

@testable import Engine

/// The first 16 digits of SHA-256 of `numpy.dot(x, w)`, numpy 2.4.6 with OPENBLAS_CORETYPE and a number of threads, where
/// `x` is `default_rng(samples).standard_normal((samples, depth))`, `w` `default_rng(1000 + outputs)`'s of (depth, outputs).
private let products: [(ArithmeticProfile.Family, Int, [Int], String)] = [
    (.haswell, 1, [5, 7, 3], "0e726945e1adaee5"),
    (.haswell, 1, [13, 40, 11], "5bfb7a8e377bc751"),
    (.haswell, 1, [7, 300, 9], "ab012b6818fb159b"),
    (.haswell, 1, [101, 17, 1], "6c222aea4c6ef7b8"),
    (.haswell, 1, [1, 33, 6], "2ec181af242c09c6"),
    (.haswell, 1, [1, 50, 1], "1f315dcf83275c16"),
    (.haswell, 1, [25, 20, 300], "b13ac38d8d6b1d79"),
    (.haswell, 1, [3, 2, 2], "2369fb2b2e644527"),
    (.haswell, 1, [31, 600, 21], "292b643afc1835cb"),
    (.haswell, 2, [131, 129, 101], "1cba8df13b85029e"),
    (.haswell, 2, [700, 700, 1], "0323e82a89b227f9"),
    (.haswell, 2, [1, 700, 700], "08c8d6c7c485984d"),
    (.haswell, 2, [1, 20001, 1], "8dd54442cca3a971"),
    (.skylakex, 1, [5, 7, 3], "0e726945e1adaee5"),
    (.skylakex, 1, [13, 40, 11], "e0b8e70e199f2642"),
    (.skylakex, 1, [7, 300, 9], "98be5d6d5e787a22"),
    (.skylakex, 1, [101, 17, 1], "6c222aea4c6ef7b8"),
    (.skylakex, 1, [1, 33, 6], "2ec181af242c09c6"),
    (.skylakex, 1, [1, 50, 1], "78186639b0802557"),
    (.skylakex, 1, [25, 20, 300], "a3a8e9e2737870cd"),
    (.skylakex, 1, [3, 2, 2], "2369fb2b2e644527"),
    (.skylakex, 1, [31, 600, 21], "b1b20272bbca1f8a"),
    (.skylakex, 2, [131, 129, 101], "b0e6bfba3591b9f4"),
    (.skylakex, 2, [700, 700, 1], "0323e82a89b227f9"),
    (.skylakex, 2, [1, 700, 700], "018152fd02307b3c"),
    (.skylakex, 2, [1, 20001, 1], "90a61b7c774e1055"),
    (.sandybridge, 1, [5, 7, 3], "45fa537a0ea010ec"),
    (.sandybridge, 1, [13, 40, 11], "d4e3a80fdba9c343"),
    (.sandybridge, 1, [7, 300, 9], "decce17e4d2ac169"),
    (.sandybridge, 1, [101, 17, 1], "9bd5990587c259dc"),
    (.sandybridge, 1, [1, 33, 6], "3ead5f831d40b342"),
    (.sandybridge, 1, [1, 50, 1], "3bfac385c26ad942"),
    (.sandybridge, 1, [25, 20, 300], "cb4b14b6b42ba98d"),
    (.sandybridge, 1, [3, 2, 2], "fd3d3f485217b5c6"),
    (.sandybridge, 1, [31, 600, 21], "60809771b62a0af6"),
    (.sandybridge, 2, [131, 129, 101], "fb623329f51d90d8"),
    (.sandybridge, 2, [700, 700, 1], "64d81d59ab25974c"),
    (.sandybridge, 2, [1, 700, 700], "c239b55693c01233"),
    (.sandybridge, 2, [1, 20001, 1], "e35c3d72f1420825"),
    (.nehalem, 1, [5, 7, 3], "0faa2d609fb7e110"),
    (.nehalem, 1, [13, 40, 11], "f26cf9536af4f9d0"),
    (.nehalem, 1, [7, 300, 9], "bd82aebe0839201c"),
    (.nehalem, 1, [101, 17, 1], "9bd5990587c259dc"),
    (.nehalem, 1, [1, 33, 6], "2ec181af242c09c6"),
    (.nehalem, 1, [1, 50, 1], "9559a6ee68de920f"),
    (.nehalem, 1, [25, 20, 300], "05755182298b5b6d"),
    (.nehalem, 1, [3, 2, 2], "fd3d3f485217b5c6"),
    (.nehalem, 1, [31, 600, 21], "0568e0683fc0008a"),
    (.nehalem, 2, [131, 129, 101], "9e898b38c6f9bc0f"),
    (.nehalem, 2, [700, 700, 1], "64d81d59ab25974c"),
    (.nehalem, 2, [1, 700, 700], "19a6c344ec0e07a6"),
    (.nehalem, 2, [1, 20001, 1], "846abe03dd0f2257"),
]

@Suite struct ArithmeticTests {
    private func normals(_ seed: Int, _ count: Int) throws -> [Double] {
        var values: [Double] = []
        try ZigguratStream<NormalZiggurat>(origin: PCG64(seed: Natural(UInt64(seed)))).read(UInt64(count)) { piece in
            for index in piece.indices { values.append(piece[index]) }
        }
        return values
    }

    @Test(arguments: products)
    func productsAreOpenBLASs(_ vector: (family: ArithmeticProfile.Family, threads: Int, shape: [Int], sha256: String))
        throws
    {
        let (samples, depth, outputs) = (vector.shape[0], vector.shape[1], vector.shape[2])
        let x = try normals(samples, samples * depth)
        let w = try normals(1000 + outputs, depth * outputs)
        let product = MatrixProduct.dot(
            x.span, w.span, samples: samples, depth: depth, outputs: outputs,
            ArithmeticProfile(vector.family, threads: vector.threads))
        var hasher = ContentHasher()
        hasher.update(product.span.bytes)
        #expect(hasher.finish().hex.hasPrefix(vector.sha256))
    }

    /// Each order on its own, by hand: integers large enough that every order rounds otherwise would prove nothing, so
    /// the lanes are told apart by what is lost when 2^53 meets 1.
    @Test func ordersSayWhereProductsGo() {
        func sum(_ order: SummationOrder, _ terms: [Double]) -> Double {
            var lanes = [Double](repeating: 0, count: order.lanes)
            let spread = order.spread(terms.count)
            for (index, term) in terms[..<spread].enumerated() { lanes[index % order.lanes] += term }
            order.finish { to, from in
                lanes[to] += lanes[from]
            } rest: { lane in
                for term in terms[spread...] { lanes[lane] += term }
            }
            return lanes[0]
        }
        let big = 0x1p53
        #expect(sum(.chain, [1, big, -big]) == 0)
        let twoLanes = SummationOrder(unroll: 2, lanes: 2)
        #expect(sum(twoLanes, [1, big, 0, -big]) == 1)
        #expect(sum(twoLanes, [1, big, -big]) == 0)
        #expect(sum(SummationOrder(unroll: 2, lanes: 2, tail: .laneZero), [big, 1, -big]) == 1)
        #expect(sum(SummationOrder(unroll: 4, lanes: 2, late: true), [0, 1, big, -big]) == 0)
        #expect(sum(SummationOrder(unroll: 8, lanes: 8, tail: .spread), [0, 1, 2]) == 3)
        #expect(sum(SummationOrder(unroll: 4, lanes: 4, tail: .half, tree: .halves), [big, 1, -big, 0, 5]) == 6)
    }

    @Test func profilesHaveNames() {
        for family in ArithmeticProfile.Family.allCases {
            for threads in [1, 2, 64] {
                let profile = ArithmeticProfile(family, threads: threads)
                #expect(ArithmeticProfile(name: profile.name) == profile)
            }
        }
        for name in [
            "", "openblas", "openblas-zen", "openblas-haswell-1t", "openblas-haswell-02t", "openblas-haswell-65t",
            "openblas-haswell-2", "mkl-haswell", "openblas-haswell-2t-2t", "openblas--2t",
        ] {
            #expect(ArithmeticProfile(name: name) == nil)
        }
    }

    @Test func emptyProductsAreZero() {
        let none = [Double]()
        let profile = ArithmeticProfile(.haswell)
        #expect(
            MatrixProduct.dot(none.span, none.span, samples: 3, depth: 0, outputs: 2, profile) == [0, 0, 0, 0, 0, 0])
        #expect(MatrixProduct.dot(none.span, none.span, samples: 0, depth: 0, outputs: 2, profile) == [])
    }
}
