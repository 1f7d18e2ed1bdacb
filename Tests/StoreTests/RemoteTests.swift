import Files
import Objects
import TestSupport
import Testing

@testable import Remotes
@testable import Store

/// Refspecs, addresses and what a transfer takes and refuses.
@Suite struct RemoteTests {
    @Test func refSpecs() throws {
        let main = try RefName("refs/heads/main")
        let all = try RefSpec("+refs/heads/*:refs/remotes/o/*")
        #expect(all.isForced && all.isPattern)
        #expect(try all.destination(of: main)?.text == "refs/remotes/o/main")
        #expect(try all.destination(of: RefName("refs/tags/v1")) == nil)
        #expect(try RefSpec("main:x").destination(of: main)?.text == "refs/heads/x")
        #expect(try RefSpec(":gone").source == "")
        for text in ["", "+", ":", "a:b:c", "a*b*:c*", "refs/heads/*:x", "x:refs/heads/*"] {
            #expect {
                try RefSpec(text)
            } throws: {
                guard case RemoteError.badRefSpec(text) = $0 else { return false }
                return true
            }
        }
        #expect {
            try RefSpec("refs/heads/*:refs/remotes/*.lock").destination(of: main)
        } throws: {
            guard case RemoteError.badRefSpec("refs/remotes/main.lock") = $0 else { return false }
            return true
        }
    }

    @Test func addresses() throws {
        #expect(try RemoteAddress("../x") == .path("../x"))
        #expect(try RemoteAddress("./a:b") == .path("./a:b"))
        #expect(try RemoteAddress("file:///a%20b") == .path("/a b"))
        #expect(try RemoteAddress("host:x/y") == .ssh(host: "host", user: nil, port: nil, path: "x/y"))
        #expect(try RemoteAddress("ssh://u@h:22/p") == .ssh(host: "h", user: "u", port: 22, path: "/p"))
        #expect(try RemoteAddress("ssh://[::1]:22/~/p") == .ssh(host: "::1", user: nil, port: 22, path: "~/p"))
        #expect(try RemoteAddress("s3://b/a/c") == .bucket("b", prefix: "a/c"))
        for text in [
            "", "ssh://-oProxyCommand=x/y", "-x:y", "ssh://-u@h/p", "ssh://h", "ssh://h:0/p", "ssh://h:99999/p",
            "ftp://h/p",
            "http://example.org/x", "s3://", "s3://UPPER/x", "file://host/x", "a\nb", "@h:x",
        ] {
            #expect {
                try RemoteAddress(text)
            } throws: {
                guard case RemoteError.badAddress(text, _) = $0 else { return false }
                return true
            }
        }
    }

    @Test func linksOfATreeAreThoseOfItsEntries() throws {
        let id = ObjectID(of: .blob, [1])
        func entry(_ name: String, _ mode: FileMode, _ kind: ObjectKind) throws -> Tree.Entry {
            Tree.Entry(name: try EntryName(name), mode: mode, kind: kind, id: id)
        }
        let plain = Tree([
            try entry("a", .regular, .blob), try entry("b", .folder, .tree), try entry("b-c", .executable, .blob),
            try entry("b.x", .regular, .recipe), try entry("z", .executable, .chunks),
        ])
        let dotted = Tree([try entry(".hidden", .regular, .blob), try entry("l", .symbolicLink, .blob)])
        for tree in [plain, dotted, Tree([])] {
            let links = try Tree.links(payload: tree.payload)
            #expect(links.map(\.kind) == tree.entries.map(\.kind))
            #expect(links.map(\.id) == tree.entries.map(\.id))
        }
        // Every payload that one refuses, the other refuses.
        let good = plain.payload
        for at in good.indices {
            for bit in [UInt8(1), 0x20, 0x80] {
                var bad = good
                bad[at] ^= bit
                let isTree = (try? Tree(payload: bad)) != nil
                #expect(((try? Tree.links(payload: bad)) != nil) == isTree, "byte \(at)")
            }
            #expect(
                ((try? Tree.links(payload: Array(good[..<at]))) != nil)
                    == ((try? Tree(payload: Array(good[..<at]))) != nil))
        }
        // The same name as a file and as a folder, not beside each other.
        func raw(_ mark: String, _ name: String) -> [UInt8] { Array("\(mark) \(name)\0".utf8) + id.digest.bytes }
        let twice = raw("100644 blob", "n") + raw("100644 blob", "n-") + raw("40000 tree", "n")
        #expect(#expect(throws: DecodeError.self) { try Tree(payload: twice) }?.reason == .order)
        #expect(#expect(throws: DecodeError.self) { try Tree.links(payload: twice) }?.reason == .order)
    }

    @Test func manifests() throws {
        var manifest = Manifest()
        manifest.listing.head = try RefName("refs/heads/main")
        manifest.listing.refs = [
            RefListing.Ref(name: try RefName("refs/heads/main"), id: ObjectID(of: .blob, []), peeled: nil)
        ]
        manifest.packs = [(Digest(of: []), 7)]
        let bytes = manifest.bytes
        #expect(try Manifest(parsing: bytes).bytes == bytes)
        for at in bytes.indices.dropLast() where bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\n") {
            var bad = bytes
            bad.insert(bad[at], at: at)
            #expect(#expect(throws: DecodeError.self) { try Manifest(parsing: bad) }?.reason == .syntax, "byte \(at)")
        }
        for length in 0..<bytes.count where length == 0 || bytes[length - 1] != UInt8(ascii: "\n") {
            let error = #expect(throws: DecodeError.self) { try Manifest(parsing: Array(bytes[..<length])) }
            #expect(error?.reason == .syntax, "\(length) bytes")
        }
    }

    @Test func theLimitsOnExpansion() {
        var limits = TransferLimits()
        limits.expansion = 10
        #expect(limits.allows(TransferLimits.freeExpansion, from: 0))
        #expect(limits.allows(TransferLimits.freeExpansion + 100, from: 10))
        #expect(!limits.allows(TransferLimits.freeExpansion + 101, from: 10))
        #expect(limits.allows(.max, from: .max))
    }
}
