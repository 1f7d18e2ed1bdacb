import Testing

@testable import Engine

/// Vectors: numpy 2.4.6, `SeedSequence(seed).generate_state(4, np.uint64)` and `PCG64(seed).random_raw(n)`.
@Suite struct BitGeneratorTests {
    @Test(
        arguments: [
            ("0", [0xdb2c_d7e7_b0f4_78be, 0xabf4_641a_2c71_ba49, 0x20c6_ed6d_9d7b_8d41, 0x2c40_99de_223c_39d4]),
            ("42", [0x9f1e_2e6d_cd54_0ab7, 0xd578_73dc_79fb_94b6, 0x7d28_2a1b_64d4_20b7, 0x3365_7971_4692_d5ff]),
            (
                "4294967296",
                [0x50ff_846c_ec53_f444, 0x7a49_18db_e827_8562, 0x3bff_9f6c_362e_2b19, 0xbdb1_7753_9a06_54e3]
            ),
            (
                "1606938044258990275541962092341162602522202993782792835313721",
                [0x4801_28f2_37eb_5a28, 0x18bc_e3f6_9452_ba76, 0x6154_0ee7_1d66_d9e5, 0x465a_b540_2837_6a83]
            ),
        ] as [(String, [UInt64])])
    func seedSequenceSpreadsSeedsOfAnySize(seed: String, state: [UInt64]) throws {
        #expect(SeedSequence(try #require(Natural(decimal: seed))).state(4) == state)
    }

    @Test func pcg64GivesItsStream() {
        var generator = PCG64(seed: Natural(42))
        let draws: [UInt64] = [
            0xc621_fbcd_16d9_2688, 0x705a_5661_a791_ffc1, 0xdbcd_12c2_6eda_1624, 0xb286_b60e_1600_888d,
            0x181c_01b5_3393_81eb, 0xf9c2_62ed_86c7_538c,
        ]
        #expect(draws.indices.map { _ in generator.next() } == draws)
    }

    @Test func pcg64JumpsAhead() {
        var generator = PCG64(seed: Natural(42)).advanced(by: 1_000_003)
        #expect([generator.next(), generator.next()] == [0x5605_2d88_bfbe_ad88, 0x9644_4ee8_88da_d3ff])
    }

    @Test(arguments: 0...9) func pcg64FillsAsItDraws(count: Int) {
        var filled = [UInt64](repeating: 0, count: count)
        var filler = PCG64(seed: Natural(7))
        filled.withUnsafeMutableBufferPointer { filler.fill($0) }
        var drawer = PCG64(seed: Natural(7))
        #expect(filled == (0..<count).map { _ in drawer.next() })
        #expect(filler.next() == drawer.next())
    }

    @Test(arguments: ["", "01", "-1", "+1", "1.0", "1e3", " 1", "1\u{662}", String(repeating: "9", count: 20_001)])
    func naturalRefuses(text: String) {
        #expect(Natural(decimal: text) == nil)
    }

    @Test func naturalTrims() {
        #expect(Natural(decimal: "0") == Natural(0))
        #expect(Natural(decimal: "4294967295")?.words == [0xffff_ffff])
        #expect(Natural(decimal: "4294967296")?.words == [0, 1])
        #expect(Natural(decimal: "9007199254740993").map { $0 > 1 << 53 } == true)
        #expect(Natural(decimal: "9007199254740992").map { $0 > 1 << 53 } == false)
    }
}
