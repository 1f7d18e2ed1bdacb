internal import Objects
internal import Packs
internal import Synchronization
internal import Threads

extension Fsck {
    /// Checks all content, or the part of it that the options name.
    ///
    /// - Returns: what belongs to this part; nil for everything.
    func checkContent(_ packs: [Pack]) throws -> CheckPlan? {
        guard let shard = options.shard else {
            _ = try checkFiles(state.withLock { $0.chunkLists })
            _ = try checkFrames(remainingFrames(packs))
            checkTargets()
            if options.executesRecipes { _ = try executeRecipes(state.withLock { $0.recipes }) }
            if options.executesComputations { _ = try executeComputations(state.withLock { $0.computations.sorted() }) }
            return nil
        }
        let plan = plan(packs, for: shard)
        try begin(plan, shard, packs)
        try perform(plan, packs)
        checkTargets(in: plan)
        return plan
    }

    /// Continues where an earlier process ended, if the options say so.
    private func begin(_ plan: CheckPlan, _ shard: Shard, _ packs: [Pack]) throws {
        var done = 0
        if let beginning = options.beginning {
            guard beginning.shard == shard else {
                throw FsckShareError.otherShard(found: beginning.shard, wanted: shard)
            }
            guard beginning.plan == plan.digest else { throw FsckShareError.otherWork }
            guard (0...plan.units.count).contains(beginning.done) else {
                throw FsckShareError.tooMuchDone(beginning.done, of: plan.units.count)
            }
            done = beginning.done
        }
        let names = packs.map(\.name).sorted().map(\.hex).joined(separator: "\n")
        // A ref that cannot be read has a finding of its own.
        let refs = (try? repository.refs.snapshot().refs) ?? []
        let share = FsckShare(
            shard: shard, plan: plan.digest, packs: Digest(of: names.utf8),
            refs: refs.map { Attestation.Subject(ref: $0.name, id: $0.id) }, units: plan.units.count, done: done)
        state.withLock { state in
            state.report.share = share
            state.report.basis = options.basis
            state.total = state.done
            state.total.add(saturating: plan.bytes)
        }
    }

    /// Does the units of the plan in order, until the time is up.
    private func perform(_ plan: CheckPlan, _ packs: [Pack]) throws {
        var before = state.withLock { $0.report.share?.done ?? 0 }
        for kind in CheckUnit.Kind.allCases {
            let units = plan.units.filter { $0.kind == kind }
            let left = Array(units.dropFirst(before))
            before = max(0, before - units.count)
            guard !left.isEmpty else { continue }
            let done = try perform(left, kind, plan, packs)
            state.withLock { $0.report.share?.done += done }
            if done < left.count { return }
        }
    }

    private func perform(_ units: [CheckUnit], _ kind: CheckUnit.Kind, _ plan: CheckPlan, _ packs: [Pack]) throws -> Int
    {
        switch kind {
        case .pack:
            let byName = Dictionary(packs.map { ($0.name, $0) }) { first, _ in first }
            return try checkPacks(units.compactMap { byName[$0.id] })
        case .file:
            let files = units.map { ObjectID($0.id) }
            let done = try checkFiles(files)
            // What they have not led to in their frames: chunks of other files, and those behind damage.
            try checkFrames(unverified(plan.frames(of: Set(files.prefix(done)))), regardless: true)
            return done
        case .frame:
            return try checkFrames(
                units.compactMap { plan.frames[CheckPlan.FramePlace(pack: $0.id, number: $0.number)] })
        case .recipe:
            let byID = Dictionary(state.withLock { $0.recipes }.map { ($0.id.digest, $0) }) { first, _ in first }
            return try executeRecipes(units.compactMap { byID[$0.id] })
        case .computation: return try executeComputations(units.map { ObjectID($0.id) })
        }
    }

    // MARK: The plan

    private func plan(_ packs: [Pack], for shard: Shard) -> CheckPlan {
        let (all, recipes, computations, facts) = state.withLock {
            (Set($0.chunkLists).sorted(), $0.recipes, $0.computations.sorted(), $0.facts)
        }
        let old = options.basis.map { reached(from: $0.roots, facts) }
        func isDue(_ unit: CheckUnit, _ ids: some Sequence<ObjectID>) -> Bool {
            guard let old, let basis = options.basis, ids.allSatisfy(old.contains) else { return true }
            return basis.part.map { unit.belongs(to: $0) } ?? false
        }
        func isDue(_ kind: CheckUnit.Kind, _ id: ObjectID) -> Bool { isDue(CheckUnit(kind, id.digest), [id]) }

        let lists = all.filter { isDue(.file, $0) }
        var frames: CheckPlan.Frames = [:]
        var units: [(unit: CheckUnit, length: UInt64)] = []
        for pack in packs {
            // A pack without readable tables has a finding of its own.
            let byFrame = (try? pack.entriesByFrame()) ?? []
            for (frame, entries) in byFrame where entries.allSatisfy({ $0.kind == .blob }) {
                frames[CheckPlan.FramePlace(pack: pack.name, number: UInt32(frame))] = (pack, frame, entries)
            }
            let unit = CheckUnit(.pack, pack.name)
            if byFrame.isEmpty || isDue(unit, byFrame.lazy.flatMap(\.1).map(\.id)) {
                units.append((unit, pack.fileLength))
            }
        }
        var claims: [CheckPlan.FramePlace: ObjectID] = [:]
        for id in lists {
            var length: UInt64 = 0
            for chunk in facts[id].map({ Array(facts.links(of: $0)) }) ?? [] {
                length.add(saturating: UInt64(chunk.length ?? 0))
                guard let (pack, entry) = try? repository.objects.locate(chunk.id) else { continue }
                let place = CheckPlan.FramePlace(pack: pack.name, number: entry.frame)
                if claims[place] == nil { claims[place] = id }
            }
            units.append((CheckUnit(.file, id.digest), length))
        }
        for (place, frame) in frames where claims[place] == nil {
            let unit = CheckUnit(.frame, place.pack, place.number)
            guard isDue(unit, frame.entries.map(\.id)) else { continue }
            units.append((unit, UInt64(frame.pack.footer.frames[frame.frame].length)))
        }
        if options.executesRecipes {
            let outputs = Dictionary(recipes.map { ($0.id, $0.output.length) }) { first, _ in first }
            units += outputs.filter { isDue(.recipe, $0.key) }.map { (CheckUnit(.recipe, $0.key.digest), $0.value) }
        }
        if options.executesComputations, repository.executor != nil {
            units += computations.filter { isDue(.computation, $0) }.map { (CheckUnit(.computation, $0.digest), 0) }
        }
        units.sort { $0.unit < $1.unit }
        return CheckPlan(units, frames: frames, claims: claims, for: shard) { unit, length in
            let frame = frames[CheckPlan.FramePlace(pack: unit.id, number: unit.number)]
            return Self.cost(unit, length, frame.map { $0.pack.footer.frames[$0.frame].codec })
        }
    }

    /// Everything that these objects lead to, as far as it is present.
    private func reached(from roots: [ObjectID], _ facts: ObjectTable) -> Set<ObjectID> {
        var seen = Set(roots.filter { facts[$0] != nil })
        var waiting = Array(seen)
        while let id = waiting.popLast() {
            guard let fact = facts[id] else { continue }
            for link in facts.links(of: fact) where seen.insert(link.id).inserted { waiting.append(link.id) }
        }
        return seen
    }

    /// The approximate time of a unit, in bytes that are hashed in that time.
    private static func cost(_ unit: CheckUnit, _ length: UInt64, _ codec: FrameCodec?) -> UInt64 {
        let factor: UInt64 =
            switch unit.kind {
            case .pack: 1
            case .file: 4
            case .frame:
                switch codec {
                case .raw, nil: 2
                case .zstd: 3
                case .brotli: 6
                case .xz, .columns: 16
                }
            case .recipe: 6
            case .computation: 0
            }
        // A unit of any length takes some time, and a program more than any frame.
        var cost: UInt64 = unit.kind == .computation ? 1 << 30 : 1 << 15
        let (product, overflow) = length.multipliedReportingOverflow(by: factor)
        cost.add(saturating: overflow ? .max : product)
        return cost
    }

    // MARK: Time

    /// Calls `body` for each item, on several cores, until the time is up. The first item of a check is always done, so
    /// that a check that is continued often enough ends.
    ///
    /// - Returns: how many of the first items were done.
    func perform<Item: Sendable>(
        _ items: [Item], width: Int = Parallel.width, regardless: Bool = false, _ body: @Sendable (Item) throws -> Void
    ) throws -> Int {
        guard let deadline = options.deadline, !regardless else {
            try Parallel.forEach(items, width: width, body)
            return items.count
        }
        let hasBegun = state.withLock { $0.hasBegun }
        let end = Mutex(items.count)
        try Parallel.forEach(Array(items.indices), width: width) { index in
            guard ContinuousClock.now < deadline || (index == 0 && !hasBegun) else {
                return end.withLock { $0 = min($0, index) }
            }
            try body(items[index])
        }
        let done = end.withLock { $0 }
        if done > 0 { state.withLock { $0.hasBegun = true } }
        return done
    }
}
