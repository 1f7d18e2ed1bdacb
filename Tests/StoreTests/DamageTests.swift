import Files
import Foundation
import Objects
import Packs
import TestSupport
import Testing

@testable import Store

/// Every byte of every file of a small store flipped in turn, and every file cut at every length: damage is named,
/// nothing crashes, and nothing gives wrong bytes. In steps, unless AT1_TEST_SECONDS asks for a long run.
@Suite struct DamageTests {
    let scratch: Scratch
    let template: Scratch
    /// Every object, by what its bytes are.
    let objects: [ObjectID: [UInt8]]
    static let files: [String: [UInt8]] = [
        "a.txt": Array("some words, and some words again\n".utf8), "sub/noise": noise(300),
        "sub/late": noise(40, seed: 4),
    ]

    init() throws {
        scratch = try Scratch()
        template = try Scratch()
        let who = try Person(name: "Ada", email: "ada@example.org", date: Timestamp.now)
        let repository = try Repository.create(at: template.path)
        for name in ["a.txt", "sub/noise"] { try template.write(name, Self.files[name] ?? []) }
        let first = try repository.commitAll("first", who)
        try repository.makeTag(RefName("refs/tags/v1"), at: first, nil, force: false, who: who)
        try repository.configure { $0["gc.parity"] = "10%" }
        _ = try GarbageCollection(Repository.open(at: template.path)).run()
        try template.write("sub/late", Self.files["sub/late"] ?? [])
        try repository.commitAll("second", who)
        var objects: [ObjectID: [UInt8]] = [:]
        for pack in try repository.objects.reload() {
            for (_, entries) in try pack.entriesByFrame() {
                for entry in entries { objects[entry.id] = try repository.objects.get(entry.id).payload }
            }
        }
        self.objects = objects
        #expect(objects.count == 9)
    }

    /// The files of the store that say something, by path.
    private func storeFiles() throws -> [String] {
        let all = FileManager.default.enumerator(atPath: template[".at1store"])
        return try (all?.allObjects as? [String] ?? []).filter {
            var isFolder: ObjCBool = false
            let path = template[".at1store/" + $0]
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }.filter { try !template.read(".at1store/" + $0).isEmpty }.sorted()
    }

    /// What has no checksum, since people edit it: a flip may make one setting into another. And the record of
    /// operations, whose last line need not be whole.
    private func isText(_ file: String) -> Bool { file == "config" || file == "operations" }

    /// Puts the store there as it was, but for one file.
    private func place(_ file: String, _ bytes: [UInt8]) throws {
        if scratch.exists(".at1store") { try scratch.remove(".at1store") }
        for name in ["a.txt", "sub"] where scratch.exists(name) { try scratch.remove(name) }
        try FileManager.default.copyItem(atPath: template[".at1store"], toPath: scratch[".at1store"])
        try scratch.write(".at1store/" + file, bytes)
    }

    private func open() throws -> Repository { try Repository.open(at: scratch.path, .init(isDurable: false)) }

    /// The objects that can be read. Each that is given must be right.
    private func readable(_ repository: Repository, _ place: String) -> Set<ObjectID> {
        var found: Set<ObjectID> = []
        for (id, payload) in objects {
            guard let object = try? repository.objects.get(id) else { continue }
            #expect(object.payload == payload, "\(place): wrong bytes of \(id)")
            found.insert(id)
            var content: [UInt8] = []
            if object.kind == .blob,
                (try? repository.content(.blob, id) { span in
                    span.withUnsafeBytes { content += $0 }
                }) != nil
            {
                #expect(content == payload, "\(place): wrong content of \(id)")
            }
        }
        return found
    }

    /// - Returns: whether anything says that there is damage.
    private func inspect(_ place: String, gc: Bool) -> Bool {
        guard let repository = try? open() else { return true }
        guard let report = try? Fsck(repository).run() else { return true }
        let before = readable(repository, place)
        // What looks at history, the index and the working tree.
        if let head = try? repository.resolveCommit("HEAD") {
            for step in (try? History(repository, from: [head.id])).map(Array.init) ?? [] {
                #expect(objects[step.id] == step.commit.payload, "\(place): a commit that was never made")
            }
        }
        _ = try? repository.status()
        if let tree = try? repository.headTree() { try? repository.restore([nil], from: tree, staging: false) }
        for (name, bytes) in Self.files where scratch.exists(name) {
            #expect((try? scratch.read(name)) == bytes, "\(place): wrong bytes in '\(name)'")
        }
        if gc {
            var options = GarbageCollection.Options()
            options.pruneAge = 0
            _ = try? GarbageCollection(repository, options).run()
            let after = (try? open()).map { readable($0, place) }
            if let after { #expect(before.isSubset(of: after), "\(place): gc has lost something") }
        }
        return !report.isClean
    }

    @Test func theStoreIsRightBeforeItIsDamaged() throws {
        try place("HEAD", template.read(".at1store/HEAD"))
        #expect(!inspect("as it was", gc: true))
        #expect(try storeFiles().filter { $0.hasSuffix(".pack") }.count >= 2)
        #expect(try storeFiles().contains { $0.hasSuffix(".parity") })
    }

    @Test func everyByteMayFlip() throws {
        let step = Tally.isLong() ? 1 : 13
        var (flipped, named, silent) = (0, 0, 0)
        for file in try storeFiles() {
            let whole = try template.read(".at1store/" + file)
            for at in stride(from: 0, to: whole.count, by: isText(file) || whole.count < 80 ? 1 : step) {
                var bytes = whole
                bytes[at] ^= 1 << UInt8((at / step) % 8)
                try place(file, bytes)
                flipped += 1
                if inspect("\(file), byte \(at)", gc: flipped % 3 == 0) {
                    named += 1
                } else {
                    silent += 1
                    #expect(isText(file), "\(file), byte \(at): nothing said so")
                }
            }
        }
        #expect(flipped > 300)
        Tally.note("flipped", flipped)
        Tally.note("flipped-named", named)
        Tally.note("flipped-in-config", silent)
    }

    @Test func everyFileMayBeCutAnywhere() throws {
        let step = Tally.isLong() ? 1 : 29
        var cut = 0
        for file in try storeFiles() {
            let whole = try template.read(".at1store/" + file)
            for length in stride(from: 0, to: whole.count, by: whole.count < 80 ? 1 : step) {
                try place(file, Array(whole.prefix(length)))
                cut += 1
                // HEAD says the same without its line end.
                let isWhole = file == "HEAD" && length == whole.count - 1
                if !inspect("\(file), cut at \(length)", gc: cut % 3 == 0), !isWhole {
                    #expect(isText(file), "\(file), cut at \(length): nothing said so")
                }
            }
        }
        Tally.note("cut", cut)
    }
}
