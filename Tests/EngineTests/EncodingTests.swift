import Objects
import Testing

@testable import Engine

@Suite struct EncodingTests {
    @Test func npyHeaderIsNumpys() throws {
        let layout = try #require(ArrayLayout(.float64, shape: [0, 89]))
        let text =
            "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 89), }" + String(repeating: " ", count: 57) + "\n"
        #expect(NpyHeader.bytes(layout) == [0x93] + Array("NUMPY\u{1}\u{0}v\u{0}\(text)".utf8))
        let line = try #require(ArrayLayout(.int64, shape: [100]))
        let dictionary = "{'descr': '<i8', 'fortran_order': False, 'shape': (100,), }"
        #expect(NpyHeader.bytes(line).dropFirst(10).starts(with: dictionary.utf8))
        #expect(NpyHeader.bytes(line).count == 128)
    }

    @Test func layoutsAreBounded() {
        #expect(ArrayLayout(.float64, shape: [1 << 53, 1 << 53]) == nil)
        #expect(ArrayLayout(.float64, shape: [1 << 60]) == nil)
        #expect(ArrayLayout(.float64, shape: [1 << 53, 0, 1 << 53]) == nil)
        #expect(ArrayLayout(.float64, shape: [5, 0])?.byteCount == 0)
        #expect(ArrayLayout(.float64, shape: [3, 4])?.byteCount == 96)
    }

    /// SHA-256 of `numpy.savez(file, X=default_rng(1).standard_normal((3, 4)))`, numpy 2.4.6 on Python 3.11.
    @Test func npzIsNumpys() throws {
        var hasher = ContentHasher()
        let recipe = try ReplayEngine().makeRecipe(
            generator: "np_montecarlo", params: ["seed": 1, "n_paths": 3, "n_steps": 4], encoding: .npz
        ) { hasher.update($0) }
        #expect(recipe.output.length == 352)
        #expect(hasher.finish() == recipe.output.sha256)
        #expect(recipe.output.sha256.hex == "a305082eb988106473a47fd727cb1159a6ad500cf0580b844f673549c13cf66d")
    }

    @Test func zipPastTwoGigabytesHasItsFieldsIn64Bits() {
        let member = ZipMember(name: "y.npy", size: 1 << 31, offset: 3 << 30)
        #expect(member.centralHeader.count == 46 + 5 + 4 + 24)
        #expect(ZipMember.directory([member], at: 5 << 30).count == member.centralHeader.count + 56 + 20 + 22)
        #expect(ZipMember.directory([], at: 0).count == 22)
    }

    @Test func crc32HasItsCheckValue() {
        var crc = CRC32()
        crc.update(Array("123456".utf8).span.bytes)
        crc.update(Array("789".utf8).span.bytes)
        #expect(crc.value == 0xcbf4_3926)
        var long = CRC32()
        long.update([UInt8](repeating: 0xff, count: 32).span.bytes)
        #expect(long.value == 0xff6c_ab0b)
    }
}
