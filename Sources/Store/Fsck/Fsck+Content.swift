internal import Objects
internal import Packs
internal import Synchronization
internal import Threads

extension Fsck {
    /// Assembles large files, and compares the SHA-256 of the whole.
    ///
    /// - Returns: how many of the first files were checked before the time was up.
    func checkFiles(_ lists: [ObjectID]) throws -> Int {
        // One after the other: each uses all cores.
        try perform(lists, width: 1) { id in
            do {
                // Read again: together they may exceed the memory.
                let list = try repository.objects.chunkList(id)
                try Assembly(id, list, repository.objects.assemblyPlace).run { chunk, place in
                    if chunk.id == list.chunks.first?.id,
                        PlainEvidence.mayBegin(with: chunk.payload, length: list.length)
                    {
                        self.state.withLock { _ = $0.suspects.insert(id) }
                    }
                    self.noteRight(chunk, place)
                }
            } catch ObjectError.missing {
                return  // the walk from the refs reports it, if anything needs it
            } catch {
                find(Finding(.contentDiffers, id, .chunks, "the file of \(id) cannot be assembled: \(error)"))
            }
        }
    }

    private func noteRight(_ chunk: ObjectDatabase.Object, _ place: Assembly.Place) {
        guard let pack = place.frame.pack else { return }
        // It may be a file of its own as well.
        let isSuspect = PlainEvidence.isSuspected(chunk.payload)
        let isNew = state.withLock { state in
            state.report.bytesHashed += UInt64(chunk.payload.count)
            if isSuspect { state.suspects.insert(chunk.id) }
            let here = state.place(pack, frame: place.entry.frame, offset: place.entry.offset)
            return state.verified.insert(here).inserted
        }
        if isNew { advance(by: UInt64(chunk.payload.count)) }
    }

    /// Checks that a symbolic link can be created for each blob that is the target of one.
    ///
    /// - Parameter plan: limits this to frames that belong to it.
    func checkTargets(in plan: CheckPlan? = nil) {
        let (targets, facts) = state.withLock { ($0.targets, $0.facts) }
        let places = targets.filter { facts[$0]?.kind == .blob }.compactMap {
            try? repository.objects.assemblyPlace(of: $0)
        }.filter { place in
            guard let plan, let pack = place.frame.pack else { return true }
            return plan.owns(CheckPlan.FramePlace(pack: pack, number: place.frame.number))
        }
        var faults: [(id: ObjectID, what: String)] = []
        for places in Dictionary(grouping: places, by: \.frame).values {
            // What cannot be read has a finding of its own.
            guard let frame = try? places[0].read() else { continue }
            for place in places {
                guard let target = try? ObjectDatabase.object(place.entry, in: frame) else { continue }
                do { try LinkTarget.check(target.payload) } catch { faults.append((target.id, "\(error)")) }
            }
        }
        for (id, what) in faults.sorted(by: { $0.id < $1.id }) {
            find(Finding(.linkMalformed, id, .blob, "blob \(id) is the target of a symbolic link: \(what)"))
        }
    }

    /// Executes recipes, and compares their output with what they state.
    ///
    /// - Returns: how many of the first recipes were executed before the time was up.
    func executeRecipes(_ recipes: [Recipe]) throws -> Int {
        if options.shard == nil { state.withLock { $0.total.add(saturating: recipes.total(\.output.length)) } }
        return try perform(recipes) { recipe in
            do {
                try self.repository.evaluate(recipe) { _ in }
                self.state.withLock { state in
                    state.report.executed += 1
                    state.report.bytesReproduced.add(saturating: recipe.output.length)
                }
            } catch let refusal as RecipeRefusal {
                self.find(Finding(.recipeRefused, recipe.id, .recipe, "recipe \(recipe.id) could not run: \(refusal)"))
            } catch RecipeError.noEvaluator {
                self.find(
                    Finding(.recipeRefused, recipe.id, .recipe, "recipe \(recipe.id) could not run: there is no engine")
                )
            } catch {
                self.find(Finding(.recipeDiffers, recipe.id, .recipe, "\(error)"))
            }
            self.advance(by: recipe.output.length)
        }
    }
}
