internal import Objects
internal import Packs
internal import Synchronization
internal import Threads

extension Fsck {
    /// Assembles every large file, and compares the SHA-256 of the whole.
    func checkChunkLists() throws {
        let lists = state.withLock { $0.chunkLists }
        for id in lists {
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
                continue  // the walk from the refs reports it, if anything needs it
            } catch {
                find(Finding(.contentDiffers, id, .chunks, "the file of \(id) cannot be assembled: \(error)"))
            }
        }
    }

    private func noteRight(_ chunk: ObjectDatabase.Object, _ place: Assembly.Place) {
        guard let pack = place.frame.pack else { return }
        let place = Place(pack: pack, frame: place.frame.number, offset: place.entry.offset)
        let isNew = state.withLock { state in
            state.report.bytesHashed += UInt64(chunk.payload.count)
            return state.verified.insert(place).inserted
        }
        if isNew { advance(by: UInt64(chunk.payload.count)) }
    }

    /// Checks that a symbolic link can be created for each blob that is the target of one.
    func checkTargets() {
        let (targets, facts) = state.withLock { ($0.targets, $0.facts) }
        let places = targets.filter { facts[$0]?.kind == .blob }.compactMap {
            try? repository.objects.assemblyPlace(of: $0)
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

    /// Executes every recipe, and compares its output with what it states.
    func executeRecipes() throws {
        let recipes = state.withLock { state in
            state.total.add(saturating: state.recipes.total(\.output.length))
            return state.recipes
        }
        try Parallel.forEach(recipes) { recipe in
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
