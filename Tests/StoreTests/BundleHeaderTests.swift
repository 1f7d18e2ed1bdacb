import Objects
import Store
import Testing

@testable import Remotes

/// What a bundle says of itself.
@Suite struct BundleHeaderTests {
    private func header() throws -> BundleHeader {
        var listing = RefListing()
        let (commit, tag) = (ObjectID(Digest(of: [1])), ObjectID(Digest(of: [2])))
        listing.head = try RefName("refs/heads/main")
        listing.refs = [
            RefListing.Ref(name: try RefName("refs/heads/main"), id: commit, peeled: nil),
            RefListing.Ref(name: try RefName("refs/tags/v1"), id: tag, peeled: commit),
        ]
        return BundleHeader(requires: [tag, commit], listing, pack: (Digest(of: [3]), 12_345))
    }

    @Test func itIsReadAsItWasWritten() throws {
        let written = try header()
        let read = try BundleHeader(parsing: written.bytes)
        #expect(read.requires == written.requires && read.pack == written.pack && read.bytes == written.bytes)
        #expect(BundleHeader.end(in: written.bytes + [0, 10, 10], from: 0) == written.bytes.count)
    }

    /// No repository can have both.
    @Test func refsThatExcludeEachOtherAreRefused() throws {
        var listing = RefListing()
        let commit = ObjectID(Digest(of: [1]))
        for name in ["refs/heads/a", "refs/heads/a/b"] {
            listing.refs.append(RefListing.Ref(name: try RefName(name), id: commit, peeled: nil))
        }
        let bytes = BundleHeader(requires: [], listing, pack: (Digest(of: [3]), 12_345)).bytes
        let error = #expect(throws: DecodeError.self) { try BundleHeader(parsing: bytes) }
        #expect(
            error?.detail
                == "the header of the bundle: it names both refs/heads/a and refs/heads/a/b, which exclude each other")
    }

    /// A changed name of a branch would be as good a name as the right one.
    @Test func noBitOfItMayChange() throws {
        let bytes = try header().bytes
        for (at, bit) in bytes.indices.flatMap({ at in (0..<8).map { (at, $0) } }) {
            var changed = bytes
            changed[at] ^= 1 << UInt8(bit)
            #expect(throws: DecodeError.self, "bit \(bit) of byte \(at)") { try BundleHeader(parsing: changed) }
        }
        for length in bytes.indices {
            #expect(throws: DecodeError.self, "cut at \(length)") { try BundleHeader(parsing: Array(bytes[..<length])) }
        }
    }
}
