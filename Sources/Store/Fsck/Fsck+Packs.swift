internal import Files
internal import Objects
internal import Packs
internal import Synchronization
internal import Threads

extension Fsck {
    typealias Frame = (pack: Pack, frame: Int, entries: [PackFooter.Entry])

    /// Opens every unknown pack separately, so that a damaged one does not hide the others.
    func openPacks(besides known: inout Set<Digest>) throws -> [Pack] {
        var packs: [Pack] = []
        for file in try repository.packs.names().sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            guard let name = Pack.name(of: file), known.insert(name).inserted else { continue }
            do {
                packs.append(try Pack(name, in: repository.packs))
            } catch let error as FileError where error.isMissing {
                continue  // replaced by a gc meanwhile
            } catch {
                find(Finding(.packDamaged, what: error))
            }
        }
        let opened = packs
        state.withLock { state in
            state.report.packs += opened.count
            let frames = opened.flatMap(\.footer.frames)
            state.total.add(saturating: opened.total(\.fileLength))
            state.total.add(saturating: frames.total { UInt64($0.length) })
        }
        return packs
    }

    /// Checks the checksum of each file, and that its tables are in order and have no gaps.
    ///
    /// - Returns: how many of the first packs were checked before the time was up.
    func checkPacks(_ packs: [Pack]) throws -> Int {
        try perform(packs) { pack in
            do {
                try pack.verifyChecksum()
                try self.checkTables(pack)
                try self.checkParity(of: pack)
            } catch {
                self.find(Finding(.packDamaged, what: error))
            }
            self.advance(by: pack.fileLength)
        }
    }

    /// Checks the parity of an intact pack. Others may remove it meanwhile, together with the pack.
    private func checkParity(of pack: Pack) throws {
        do {
            let parity = try ParityFile(pack.name, in: repository.packs)
            if let what = try parity.findDamage(repository.packs.openFile(Pack.fileName(pack.name))) {
                find(Finding(.parityDamaged, nil, nil, "the parity of pack '\(pack.path)' is damaged: \(what)"))
            }
        } catch let error as FileError where error.isMissing {
            return
        } catch is Damage {
            find(
                Finding(
                    .parityDamaged, nil, nil, "the parity of pack '\(pack.path)' is damaged: it has no header left"))
        }
    }

    private func checkTables(_ pack: Pack) throws {
        func damaged(_ what: String) -> Damage { Damage(.pack(pack.path), what) }
        for index in 1..<max(pack.footer.count, 1) where pack.footer.id(at: index - 1) >= pack.footer.id(at: index) {
            throw damaged("its object table is out of order at entry \(index)")
        }
        for (frame, entries) in try pack.entriesByFrame() {
            var end: UInt32 = 0
            for entry in entries where entry.length > 0 {
                guard entry.offset == end else { throw damaged("objects overlap or leave a gap in frame \(frame)") }
                end.add(saturating: entry.length)
            }
            guard end == pack.footer.frames[frame].length else {
                throw damaged("frame \(frame) has bytes of no object")
            }
        }
    }

    /// Reads the frames that contain anything but blobs, and records the links.
    func checkDescriptions(_ packs: [Pack]) throws {
        var frames: [Frame] = []
        for pack in packs {
            guard let byFrame = try? pack.entriesByFrame() else { continue }
            state.withLock { state in
                for (_, entries) in byFrame {
                    for entry in entries {
                        let isNew = state.facts.add(entry.id, entry.kind, length: entry.length)
                        if isNew { state.report.objects[entry.kind, default: 0] += 1 }
                    }
                }
            }
            frames += byFrame.filter { $0.1.contains { $0.kind != .blob } }.map { (pack, $0.0, $0.1) }
        }
        try checkFrames(frames, regardless: true)
    }

    /// Every frame with objects that have not been read.
    func remainingFrames(_ packs: [Pack]) -> [Frame] {
        unverified(
            packs.flatMap { pack in ((try? pack.entriesByFrame()) ?? []).map { (pack, $0.0, $0.1) } })
    }

    /// The frames with objects that have not been read.
    func unverified(_ frames: [Frame]) -> [Frame] {
        state.withLock { state in
            frames.filter { frame in
                frame.entries.contains { entry in
                    let place = state.place(frame.pack.name, frame: entry.frame, offset: entry.offset)
                    return !state.verified.contains(place)
                }
            }
        }
    }

    /// - Parameter regardless: whether to check all of them even if the time is up.
    /// - Returns: how many of the first frames were checked before the time was up.
    @discardableResult
    func checkFrames(_ frames: [Frame], regardless: Bool = false) throws -> Int {
        let width = Parallel.width(
            forFramesOf: frames.map { $0.pack.footer.frames[$0.frame].length }.max())
        return try perform(frames, width: width, regardless: regardless) { frame in
            do {
                let bytes = try frame.pack.frame(frame.frame)
                for entry in frame.entries {
                    self.check(entry, in: bytes)
                    self.state.withLock { state in
                        let place = state.place(frame.pack.name, frame: entry.frame, offset: entry.offset)
                        state.verified.insert(place)
                    }
                }
            } catch {
                self.find(Finding(.frameDamaged, what: error))
                for entry in frame.entries {
                    self.find(
                        Finding(
                            .objectDamaged, entry.id, entry.kind,
                            "\(entry.kind.rawValue) \(entry.id) is in a damaged frame"))
                }
            }
            self.advance(by: UInt64(frame.pack.footer.frames[frame.frame].length))
        }
    }

    /// Recomputes an object's identity, and parses it.
    private func check(_ entry: PackFooter.Entry, in frame: [UInt8]) {
        let object: ObjectDatabase.Object
        do {
            object = try ObjectDatabase.object(entry, in: frame)
        } catch {
            return find(Finding(.objectDamaged, entry.id, entry.kind, "\(error)"))
        }
        state.withLock { $0.report.bytesHashed += UInt64(object.payload.count) }
        do {
            try learn(object)
        } catch {
            find(Finding(.objectMalformed, object.id, object.kind, "\(object.kind.rawValue) \(object.id): \(error)"))
        }
    }

    private func learn(_ object: ObjectDatabase.Object) throws {
        var links: [Link] = []
        var shape: TreeShape?
        switch object.kind {
        case .blob:
            if PlainEvidence.isSuspected(object.payload) { state.withLock { _ = $0.suspects.insert(object.id) } }
            return
        case .session: try learn(session: object)
        case .bundle:
            note(try RerunBundle(payload: object.payload).verdict(trusting: options.signers), of: object.id, .bundle)
        case .recipe:
            let recipe = try Recipe(payload: object.payload)
            state.withLock { $0.recipes.append(recipe) }
        case .output, .computation, .environment: links = try learn(computed: object)
        case .chunks:
            let list = try ChunkList(payload: object.payload)
            links = list.chunks.map { Link(id: $0.id, kind: .blob, length: $0.length) }
            state.withLock { $0.chunkLists.append(object.id) }
        case .tree:
            let tree = try Tree(payload: object.payload)
            links = tree.entries.map { Link(id: $0.id, kind: $0.kind) }
            shape = TreeShape(tree)
            let targets = tree.entries.filter { $0.mode == .symbolicLink }.map(\.id)
            if !targets.isEmpty { state.withLock { $0.targets.formUnion(targets) } }
        case .commit:
            let commit = try Commit(payload: object.payload)
            note(commit.verdict(trusting: options.signers), of: object.id, .commit)
            links = [Link(id: commit.tree, kind: .tree)] + commit.parents.map { Link(id: $0, kind: .commit) }
        case .tag:
            let tag = try AnnotatedTag(payload: object.payload)
            note(tag.verdict(trusting: options.signers), of: object.id, .tag)
            links = [Link(id: tag.object, kind: tag.objectKind)]
        }
        let found = (links, shape)
        state.withLock { $0.facts.learn(object.id, found.0, found.1) }
    }
}

extension Finding {
    init(_ code: Code, what error: any Error) {
        self.init(code, nil, nil, "\(error)")
    }
}
