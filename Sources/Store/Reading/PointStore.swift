internal import Files
internal import Glibc
internal import Objects
internal import Packs

/// What was noted while recipes were executed, in the user's cache. All of it can be made again.
///
/// It is not in the store: what it says about verified outputs is believed, and a store may come from somebody else.
struct PointStore {
    private static let folderName = "points"
    /// Points that were not made in this time are removed, in seconds.
    private static let age: Int64 = 90 * 86_400

    /// at1's folder in the user's cache; nil if nothing is kept.
    let cache: String?

    private static func name(_ recipe: ObjectID) -> Name { Name(recipe.hex) }

    private var folder: Folder? { cache.flatMap { try? Folder(at: "\($0)/\(Self.folderName)") } }

    /// The points of a recipe; nil if there are none, or none that can be read.
    func find(_ recipe: Recipe) -> OutputPoints? {
        guard let folder, (try? folder.status())?.owner == geteuid(),
            let bytes = try? folder.contents(of: Self.name(recipe.id), limit: OutputPoints.maximumSize),
            let points = try? OutputPoints(parsing: bytes),
            points.recipe == recipe.id, points.length == recipe.output.length
        else { return nil }
        return points
    }

    /// Stores points, if there is a place for them. They are not synced: what is lost is made again.
    func put(_ points: OutputPoints) {
        guard let cache else { return }
        do {
            try Folder.create("\(cache)/\(Self.folderName)", permissions: 0o700)
            try folder?.replace(Self.name(points.recipe), with: points.bytes, durable: false, permissions: 0o600)
        } catch {}
    }

    func remove(_ recipe: ObjectID) {
        try? folder?.removeFile(Self.name(recipe))
    }

    /// Removes what was made long before `now`, in seconds since 1970, and what a killed process left unfinished.
    func sweep(now: Int64) {
        guard let folder, let names = try? folder.names() else { return }
        for name in names {
            guard let status = try? folder.find(name) else { continue }
            let isPoints = ObjectID(hex: name.description) != nil
            if status.modified / 1_000_000_000 < now - (isPoints ? Self.age : 86_400) { try? folder.removeFile(name) }
        }
    }
}

extension Repository {
    var points: PointStore { PointStore(cache: options.cacheFolder) }
}
