import Foundation
import TestSupport
import Testing

@testable import Files

/// What FIDEDUPERANGE reports, and what follows from it.
@Suite struct BlockSharingTests {
    @Test func statuses() throws {
        #expect(try BlockSharing(status: 0, "x") == .shared)
        #expect(try BlockSharing(status: 1, "x") == .differ)
        for code in [EOPNOTSUPP, ENOTTY, EXDEV, EINVAL] {
            #expect(try BlockSharing(status: -code, "x") == .unsupported, "\(code)")
        }
        let error = #expect(throws: FileError.self) { try BlockSharing(status: -EPERM, "x") }
        #expect(error?.code == EPERM && error?.description.hasPrefix("cannot share the blocks of 'x': ") == true)
    }

    /// Whatever the file system can, the bytes stay, and unequal ones are never shared.
    @Test func bytesStay() throws {
        let box = try Scratch()
        try box.write("one", noise(200_000, seed: 3))
        try box.write("two", noise(200_000, seed: 3))
        try box.write("three", noise(200_000, seed: 4))
        let one = try File(at: box["one"])
        let isAble = try Folder(at: box.path).canShareBlocks()
        let result = try one.shareBlocks(with: File(at: box["two"]), length: 200_000)
        #expect(result == (isAble ? .shared : .unsupported))
        #expect(try one.shareBlocks(with: File(at: box["three"]), length: 200_000) == (isAble ? .differ : .unsupported))
        #expect(try box.read("two") == noise(200_000, seed: 3) && box.read("three") == noise(200_000, seed: 4))
    }

    @Test func aDeviceThatFailsIsAnError() throws {
        let box = try Scratch()
        try box.write("one", noise(100_000))
        try box.write("two", noise(100_000))
        var error: FileError?
        InjectedFault(.share, box.path, code: EIO).during {
            error = #expect(throws: FileError.self) {
                try File(at: box["one"]).shareBlocks(with: File(at: box["two"]), length: 100_000)
            }
        }
        #expect(error?.code == EIO)
    }
}
