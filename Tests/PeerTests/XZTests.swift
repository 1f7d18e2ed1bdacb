import TestSupport
import Testing
import XZ

/// Our xz streams are read by the real xz, and the other way round.
@Suite struct XZTests {
    @Test(arguments: [0, 1, 1000, 300_000])
    func bothWays(count: Int) throws {
        let scratch = try Scratch()
        let text = Array(noise(count).map { $0 % 7 + 65 })
        try scratch.write("ours.xz", XZ.compress(text.span.bytes, XZOptions(preset: 6)))
        #expect(try run("/usr/bin/env", ["xz", "-d", "ours.xz"], in: scratch.path).status == 0)
        #expect(try scratch.read("ours") == text)
        try scratch.write("theirs", text)
        #expect(try run("/usr/bin/env", ["xz", "-9e", "theirs"], in: scratch.path).status == 0)
        let stream = try scratch.read("theirs.xz")
        #expect(try XZ.decompress(stream.span.bytes, length: count) == text)
        func reason(_ stream: [UInt8], _ length: Int) -> XZError.Reason? {
            #expect(throws: XZError.self) { try XZ.decompress(stream.span.bytes, length: length) }?.reason
        }
        #expect(reason(stream, count + 1) == .truncated)
        if count > 0 {
            #expect(reason(stream, count - 1) == .tooLong)
            #expect(reason(Array(stream.dropLast(5)), count) == .truncated)
        }
    }

    /// A container is at most 64 bytes larger than what xz -9e makes of the file, and its stream can be cut out.
    @Test func aFallbackIsNeverWorse() throws {
        let box = try Sandbox()
        let text = (0..<20_000).map { "\($0 * 17 % 1000),\($0 % 91).5\n" }.joined()
        for (name, bytes) in [("text", Array(text.utf8)), ("noise", noise(100_000)), ("empty", []), ("one", [7])] {
            try box.files.write(name, bytes)
            try box.ok("replay", "pack", name, "--out", name + ".at1r")
            #expect(try run("/usr/bin/env", ["xz", "-9e", "-k", name], in: box.files.path).status == 0)
            let xz = try box.files.read(name + ".xz").count
            let container = try box.files.read(name + ".at1r").count
            #expect(container <= min(xz, bytes.count) + 64, "\(name): \(container), xz \(xz)")
            try box.ok("replay", "unpack", name + ".at1r", "--out", name + ".again")
            #expect(try box.files.read(name + ".again") == bytes)
        }
        let container = try box.files.read("text.at1r")
        let start = try #require(container.firstRange(of: [0xfd] + Array("7zXZ".utf8) + [0])).lowerBound
        try box.files.write("cut.xz", Array(container[start...]))
        #expect(try run("/usr/bin/env", ["xz", "-d", "cut.xz"], in: box.files.path).status == 0)
        #expect(try box.files.read("cut") == Array(text.utf8))
    }
}
