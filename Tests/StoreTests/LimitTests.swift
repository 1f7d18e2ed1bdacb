import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Remotes
@testable import Store

/// What no door lets in, since a command that came later could not list it, hold it or end (docs/format.md §14).
@Suite struct LimitTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person

    init() throws {
        (scratch, repository, who) = try newRepository()
    }

    /// A repository of somebody else's.
    private func plant(_ store: ForeignStore) throws -> (scratch: Scratch, repository: Repository) {
        let (scratch, _, _) = try newRepository()
        try store.write(to: scratch[".at1store"])
        return (scratch, try Repository.open(at: scratch.path))
    }

    /// What `make` makes, as the tree of a commit on a branch.
    private func tree(
        _ make: (inout ForeignStore) -> ForeignStore.ID
    ) throws -> (tree: ObjectID, there: (scratch: Scratch, repository: Repository)) {
        var store = ForeignStore()
        let tree = make(&store)
        store.refs = [("refs/heads/main", store.commit(tree))]
        return (tree, try plant(store))
    }

    private func fetch(_ there: Repository, _ options: Fetch.Options = Fetch.Options()) throws {
        _ = try Fetch(repository, RemoteSettings(url: "there"), who: who, options).run(
            from: LocalEnd(there, label: "there"), [RefSpec("+refs/heads/*:refs/remotes/there/*")])
    }

    private func push(_ there: Repository) throws {
        _ = try Push(there, RemoteSettings(url: "here"), who: who).run(
            to: LocalEnd(repository, label: "here"),
            [.init(name: RefName("refs/heads/new"), new: there.refs.headCommit(), isForced: false)])
    }

    /// Both doors say `words`, and nothing was let in; whoever has it all the same can check and collect it.
    private func refused(
        _ words: String, _ tree: ObjectID, _ there: (scratch: Scratch, repository: Repository),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let doors: [() throws -> Void] = [{ try fetch(there.repository) }, { try push(there.repository) }]
        for door in doors {
            let error = try #require(throws: RemoteError.self, sourceLocation: sourceLocation) { try door() }
            #expect("\(error)".contains(words), "\(error)", sourceLocation: sourceLocation)
        }
        #expect(try repository.refs.list().isEmpty, sourceLocation: sourceLocation)
        #expect(
            try scratch.names(".at1store/packs").allSatisfy { !$0.hasSuffix(".pack") }, sourceLocation: sourceLocation)

        let error = try #require(throws: LimitExceeded.self, sourceLocation: sourceLocation) {
            try there.repository.files(of: tree)
        }
        #expect("\(error)".contains(words), "\(error)", sourceLocation: sourceLocation)
        for look in [
            { try there.repository.restore([nil], from: tree, staging: true) }, { _ = try there.repository.status() },
        ] as [() throws -> Void] {
            let error = #expect(throws: LimitExceeded.self, sourceLocation: sourceLocation) { try look() }
            #expect(error?.description.contains(words) == true, sourceLocation: sourceLocation)
        }
        #expect(try there.scratch.names() == [".at1store"], sourceLocation: sourceLocation)
        let findings = try Fsck(there.repository).run().findings.filter { $0.code != .logDamaged }
        #expect(findings.map(\.code) == [.limitExceeded], sourceLocation: sourceLocation)
        #expect(findings.map(\.object) == [tree], sourceLocation: sourceLocation)
        #expect(findings.first?.what.contains(words) == true, sourceLocation: sourceLocation)
        _ = try GarbageCollection(there.repository).run()
    }

    @Test func treesThatShareFoldersDoNotStandForMorePathsThanCanBeListed() throws {
        let (tree, there) = try tree { $0.shared(width: 10, depth: 10) }
        try refused("represents 11111111110 files and folders", tree, there)
    }

    @Test func foldersWithoutAFileAreCountedAsWell() throws {
        let (tree, there) = try tree { $0.shared(width: 16, depth: 40, leaf: false) }
        try refused("represents 2^64 or more files and folders", tree, there)
    }

    @Test func pathsThatAreLongAllOfThemAreTooMany() throws {
        // 131,328 paths are few enough; of 3,000 bytes and more they are not.
        let (tree, there) = try tree { store in
            var tree = store.shared(width: 16, depth: 4)
            for _ in 0..<15 { tree = store.tree([.folder(String(repeating: "n", count: 255), tree)]) }
            return tree
        }
        try refused("represents paths of", tree, there)
    }

    @Test(arguments: [1000, 4000])
    func treesThatAreTooDeepAreRefused(depth: Int) throws {
        let (tree, there) = try tree { $0.nested(depth) }
        try refused("names; at most 1000 are allowed", tree, there)
    }

    @Test func aPathThatIsTooLongIsRefused() throws {
        let (tree, there) = try tree { $0.nested(16, name: String(repeating: "n", count: 255)) }
        try refused("has a path of 4097 bytes; fewer than 4096", tree, there)
    }

    @Test func whatIsJustWithinTheLimitsIsLetInAndCheckedOut() throws {
        let (_, deep) = try tree { $0.nested(999) }
        try fetch(deep.repository)
        let commit = try #require(try deep.repository.refs.headCommit())
        let tree = try repository.objects.commit(commit).tree
        #expect(try repository.files(of: tree).map(\.path.names.count) == [1000])
        #expect(try Fsck(repository).run().findings.map(\.what) == [])
        try repository.restore([nil], from: tree, staging: true)
        #expect(try repository.status().unstaged.isEmpty)
        #expect(try repository.index().extent.depth == 1000)
        #expect(try repository.index().extent.paths == 1000)
    }

    @Test func theSettingSaysHowManyPaths() throws {
        try repository.configure { $0["core.maxpaths"] = "3" }
        let small = try Repository.open(at: scratch.path)
        for name in ["a", "b/c"] { try scratch.write(name, "x") }
        _ = try small.add([nil])
        try scratch.write("d", "x")
        let error = try #require(throws: LimitExceeded.self) { try small.add([nil]) }
        #expect("\(error)" == "the index represents 4 files and folders; core.maxPaths allows 3")
        #expect(try small.index().entries.count == 2)
    }

    // MARK: Tags

    @Test(arguments: [64, 65, 1000])
    func aChainOfTagsIsFollowedOrRefused(count: Int) throws {
        var store = ForeignStore()
        let commit = store.commit(store.tree([.init("f", store.blob("x\n"))]))
        let tag = store.chain(count, of: commit, "commit")
        store.refs = [("refs/heads/main", commit), ("refs/tags/chain", tag)]
        let there = try plant(store)
        let id = tag
        let end = commit
        let isRight = count <= 64

        // Listing goes on, whatever one ref stands for.
        let listing = try LocalEnd(there.repository, label: "there").listing()
        #expect(listing.refs.map(\.peeled) == [nil, isRight ? end : nil])
        var options = Fetch.Options()
        try fetch(there.repository, options)
        #expect(try repository.refs.find(RefName("refs/remotes/there/main")) == end)
        #expect(try repository.refs.find(RefName.tag("chain")) == (isRight ? id : nil))

        // Who asks for it is told.
        options.tags = .all
        let findings = try Fsck(there.repository).run().findings.filter { $0.code != .logDamaged }
        if isRight {
            try fetch(there.repository, options)
            #expect(try there.repository.peel(id, to: .commit) == end)
            #expect(findings.isEmpty)
            let again = AnnotatedTag(object: id, kind: .tag, name: "more", tagger: who, message: "")
            let error = try #require(throws: LimitExceeded.self) {
                try there.repository.makeTag(RefName.tag("more"), at: id, again, force: false, who: who)
            }
            #expect("\(error)".contains("a chain of 64 tags already"))
        } else {
            let attempts: [() throws -> Void] = [
                { try fetch(there.repository, options) }, { _ = try there.repository.peel(id, to: .commit) },
            ]
            for attempt in attempts {
                let error = try #require(throws: LimitExceeded.self) { try attempt() }
                #expect("\(error)".contains("begins a chain of more than 64 tags"))
            }
            #expect(findings.map(\.code) == [.limitExceeded])
            #expect(findings.first?.what.contains("a chain of more than 64 tags") == true)
        }
        _ = try GarbageCollection(there.repository).run()
    }

    /// One who does not follow tags before it sends them.
    @Test func aChainOfTagsThatIsPushedIsRefused() throws {
        var store = ForeignStore()
        let commit = store.commit(store.tree([.init("f", store.blob("x\n"))]))
        let tags = (1...70).map { store.chain($0, of: commit, "commit") }
        let there = try plant(store)
        let id = tags[69]
        let ids = try there.repository.objects.openPacks().flatMap { pack in
            try (0..<pack.footer.count).map { try pack.entry(at: $0).id }
        }
        let error = try #require(throws: RemoteError.self) {
            try LocalEnd(repository, label: "here").receive(
                [RefUpdate(RefName.tag("chain"), expected: .exactly(nil), new: id, message: "push")], who: who
            ) { _, put in try OutgoingFrames.send(ids, of: there.repository.objects, put) }
        }
        #expect("\(error)".contains("refs/tags/chain is a chain of more than 64 tags"))
        #expect(try repository.refs.list().isEmpty)
    }

    /// A chain that grows by a tag with every push is as long as any other.
    @Test func aChainOfTagsDoesNotGrowByAndBy() throws {
        var store = ForeignStore()
        let commit = store.commit(store.tree([.init("f", store.blob("x\n"))]))
        store.refs = [("refs/heads/main", commit), ("refs/tags/chain", store.chain(64, of: commit, "commit"))]
        var options = Fetch.Options()
        options.tags = .all
        let first = try plant(store)
        try withExtendedLifetime(first.scratch) { try fetch(first.repository, options) }
        let tag = store.tag(store.refs[1].id, "tag", name: "more")
        let there = try plant(store)
        let id = tag
        let error = try #require(throws: RemoteError.self) {
            try LocalEnd(repository, label: "here").receive(
                [RefUpdate(RefName.tag("more"), expected: .exactly(nil), new: id, message: "push")], who: who
            ) { _, put in try OutgoingFrames.send([id], of: there.repository.objects, put) }
        }
        #expect("\(error)".contains("refs/tags/more is a chain of more than 64 tags"))
    }

    /// Nor do trees: what a ref leads to already counts.
    @Test func aTreeOfTreesThatAreHereIsCounted() throws {
        var store = ForeignStore()
        let half = store.shared(width: 20, depth: 4)
        store.refs = [("refs/heads/main", store.commit(store.tree([]))), ("refs/tags/half", half)]
        var options = Fetch.Options()
        options.tags = .all
        let first = try plant(store)
        try withExtendedLifetime(first.scratch) { try fetch(first.repository, options) }
        let whole = store.tree((0..<10).map { .folder("\($0)", half) })
        let there = try plant(store)
        let id = whole
        let error = try #require(throws: RemoteError.self) {
            try LocalEnd(repository, label: "here").receive(
                [RefUpdate(RefName.tag("whole"), expected: .exactly(nil), new: id, message: "push")], who: who
            ) { _, put in try OutgoingFrames.send([id], of: there.repository.objects, put) }
        }
        #expect("\(error)".contains("represents 1684210 files and folders"))
    }

    // MARK: Refs

    @Test func oneDamagedRefDoesNotHideTheOthers() throws {
        try scratch.write("f", "x")
        let id = try repository.commitAll("x", who)
        try scratch.write(".at1store/refs/heads/bad", "no identity\n")
        let error = try #require(throws: Damage.self) { try repository.refs.list() }
        #expect(try error.part == .ref(RefName("refs/heads/bad")))
        #expect(try repository.refs.readable().map(\.id) == [id])
        #expect(try LocalEnd(repository, label: "x").listing().refs.map(\.name.text) == ["refs/heads/main"])
    }

    // MARK: Files that are more than there is room for

    @Test func aFileInChunksHasNoMoreThanATebibyte() throws {
        let chunk: (id: ObjectID, length: UInt32) = (ObjectID(of: .blob, [0]), 1 << 24)
        func payload(_ count: Int) -> [UInt8] {
            let chunks = [(id: ObjectID, length: UInt32)](repeating: chunk, count: count)
            return SecondWriter.list(chunks, sha256: [UInt8](repeating: 0, count: 32)).payload
        }
        #expect(try ChunkList(payload: payload(1 << 16)).length == 1 << 40)
        let error = try #require(throws: DecodeError.self) { try ChunkList(payload: payload(1 << 16 + 1)) }
        #expect(error.reason == .outOfRange)
        #expect(error.detail.contains("at most 1099511627776") == true)
    }

    /// A pack of 7 MB that stands for files of 312 TiB.
    private func fullDisk() throws -> (tree: ObjectID, there: (scratch: Scratch, repository: Repository)) {
        try tree { store in
            let blob = store.put(.blob, [UInt8](repeating: 0, count: 4 << 20))
            let list = store.chunks(blob, length: 4 << 20, count: 80 << 10)
            return store.tree((1000..<2000).map { .init("\($0)", list, kind: "chunks") })
        }
    }

    @Test func filesThatDoNotFitAreNotBegun() throws {
        let (tree, there) = try fullDisk()
        let error = try #require(throws: WorkTreeError.self) {
            try there.repository.restore([nil], from: tree, staging: true)
        }
        guard case .noSpace(let needed, let free) = error else {
            Issue.record("another error: \(error)")
            return
        }
        #expect(needed == 1000 * 320 << 30)
        #expect(free < needed)
        #expect(try there.scratch.names() == [".at1store"])
        #expect(try there.repository.index().entries.isEmpty)
    }

    @Test func listsThatStandForMoreThanCameAreRefusedAtTheDoor() throws {
        let (_, there) = try fullDisk()
        let error = try #require(throws: RemoteError.self) { try fetch(there.repository) }
        guard case .limit(let what, "transfer.maxExpansion") = error else {
            Issue.record("another error: \(error)")
            return
        }
        #expect(what.contains("represent files of \(UInt64(320) << 30)"))
        #expect(try repository.refs.list().isEmpty)
    }
}
