internal import Objects
internal import Synchronization

extension Fsck {
    /// How many bytes of a file are decoded ahead, on all cores, before they are hashed in order.
    private static let windowLength = 16 << 20

    /// Puts every large file together again, and compares the SHA-256 of the whole.
    func checkChunkLists() throws {
        let lists = state.withLock { $0.chunkLists }
        for (id, list) in lists {
            do {
                guard try sha256(of: list) == list.sha256 else {
                    find(Finding(.contentDiffers, id, .chunks, "the chunks of \(id) do not give the file's SHA-256"))
                    continue
                }
            } catch RepositoryError.objectMissing {
                continue  // the walk from the refs says so, if anything needs it
            } catch {
                find(Finding(.contentDiffers, id, .chunks, "the file of \(id) cannot be put together: \(error)"))
            }
        }
    }

    private func sha256(of list: ChunkList) throws -> Digest {
        let objects = repository.objects
        let cache = FrameCache(capacity: 3 * Self.windowLength)
        var hasher = ContentHasher()
        var rest = list.chunks[...]
        while !rest.isEmpty {
            var window: [(pack: Pack, entry: PackFooter.Entry)] = []
            var length = 0
            while let chunk = rest.first, length < Self.windowLength {
                window.append(try objects.getPlace(of: chunk.id))
                length += Int(chunk.length)
                rest.removeFirst()
            }
            var frames: [Frame] = []
            for (pack, entry) in window
            where !frames.contains(where: { $0.pack === pack && $0.frame == Int(entry.frame) }) {
                frames.append((pack, Int(entry.frame), []))
            }
            try Parallel.forEach(frames) { _ = try cache.frame($0.frame, of: $0.pack) }
            for (pack, entry) in window {
                let object = try ObjectDatabase.object(entry, in: cache.frame(Int(entry.frame), of: pack))
                hasher.update(object.payload.span.bytes)
                let place = Place(pack: ObjectIdentifier(pack), frame: entry.frame, offset: entry.offset)
                let isNew = state.withLock { state in
                    state.report.bytesHashed += UInt64(object.payload.count)
                    return state.verified.insert(place).inserted
                }
                if isNew { advance(by: UInt64(entry.length)) }
            }
        }
        return hasher.finish()
    }

    /// Executes every recipe, and compares what it gives with what it says.
    func executeRecipes() throws {
        let recipes = state.withLock { state in
            state.total += state.recipes.reduce(0) { $0 + $1.output.length }
            return state.recipes
        }
        try Parallel.forEach(recipes) { recipe in
            do {
                try self.repository.evaluate(recipe) { _ in }
                self.state.withLock { state in
                    state.report.executed += 1
                    state.report.bytesReproduced += recipe.output.length
                }
            } catch let refusal as RecipeRefusal {
                self.find(Finding(.recipeRefused, recipe.id, .recipe, "recipe \(recipe.id) could not run: \(refusal)"))
            } catch RepositoryError.noEvaluator {
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
