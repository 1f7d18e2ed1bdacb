import Objects
import Testing

@testable import Engine

@Suite struct DistributionTests {
    /// SHA-256 of `default_rng(seed).standard_normal(count)`, numpy 2.4.6. About 250 values of a million are tails.
    @Test(
        arguments: [
            (99, 1_000_005, "bebf36b60af9fcf0e6588423f3ab01276d12cfd8c92de71f90c427156dd43cde"),
            (3, 400_000, "c1c711a60d64e197d58fb3f74ab4e194b44e38ec178549afd0425baefbe2d5ed"),
            (5, 700_000, "94641856a295e0e330686c418b74ee8b31e2c3c012622a375d5ecf073dd3c6cf"),
        ], [1, 2, 3, 8])
    func normalsAreTheSameOnAnyNumberOfThreads(vector: (UInt64, UInt64, String), threads: Int) throws {
        var hasher = ContentHasher()
        try ZigguratStream<NormalZiggurat>(origin: PCG64(seed: Natural(vector.0))).read(vector.1, threads: threads) {
            hasher.update($0.bytes)
        }
        #expect(hasher.count == vector.1 * 8)
        #expect(hasher.finish().hex == vector.2)
    }

    @Test func stretchesAgreeWhereverTheyBegin() {
        let origin = PCG64(seed: Natural(11))
        var whole = ZigguratStretch<NormalZiggurat>(origin)
        whole.read(origin, length: 4096)
        for start in 1...600 {
            var part = ZigguratStretch<NormalZiggurat>(origin)
            part.read(origin.advanced(by: UInt64(start)), length: 4096 - start)
            // Both end at the same draw: they fell into step.
            #expect(part.end + start == whole.end)
        }
    }

    @Test func aReaderThatStopsStopsTheThreads() throws {
        struct Stop: Error {}
        var pieces = 0
        #expect(throws: Stop.self) {
            try ZigguratStream<NormalZiggurat>(origin: PCG64(seed: Natural(1))).read(1 << 40, threads: 2) { _ in
                pieces += 1
                if pieces == 3 { throw Stop() }
            }
        }
        #expect(pieces == 3)
    }

    /// glibc 2.36 on x86-64, through Python's math.log1p.
    @Test(
        arguments: [
            (-1e-20, -0x1.79ca10c924223p-67), (-1e-9, -0x1.12e0be84bbb51p-30), (-0.1, -0x1.af8e8210a415ep-4),
            (-0.2928, -0x1.62c1a17840102p-2), (-0.293, -0x1.630bc6e7aed9bp-2), (-0.5, -0x1.62e42fefa39efp-1),
            (-0.75, -0x1.62e42fefa39efp+0), (-1 + 0x1p-53, -0x1.25e4f7b2737fap+5), (-0.9999, -0x1.26bb1bbb55554p+3),
            (-0.5000000001, -0x1.62e42ff15b6cfp-1), (-0.30000000000000004, -0x1.6d3c324e13f50p-2), (0, 0),
        ] as [(Double, Double)])
    func log1pIsTheLibrarys(x: Double, value: Double) {
        #expect(Elementary.log1p(x).bitPattern == value.bitPattern)
    }
}
