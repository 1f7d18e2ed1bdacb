internal import Files
internal import Objects
internal import Packs

/// The folder points/ of a store: what was noted while recipes were executed. All of it can be made again.
struct PointStore {
    private static let folderName: Name = "points"

    let repository: Repository

    private static func name(_ recipe: ObjectID) -> Name { Name(recipe.hex) }

    /// The points of a recipe; nil if there are none, or none that can be read.
    func find(_ recipe: Recipe) -> OutputPoints? {
        guard let folder = try? repository.folder.findFolder(Self.folderName),
            let bytes = try? folder.contents(of: Self.name(recipe.id), limit: OutputPoints.maximumSize),
            let points = try? OutputPoints(parsing: bytes),
            points.recipe == recipe.id, points.length == recipe.output.length
        else { return nil }
        return points
    }

    /// Stores points, if the store can be written. They are not synced: what is lost is made again.
    func put(_ points: OutputPoints) {
        do {
            try repository.folder.createFolder(Self.folderName)
            try repository.folder.openFolder(Self.folderName).replace(
                Self.name(points.recipe), with: points.bytes, durable: false, through: repository.temporary)
        } catch {}
    }

    func remove(_ recipe: ObjectID) {
        try? repository.folder.findFolder(Self.folderName)?.removeFile(Self.name(recipe))
    }

    /// Removes the points of every recipe that the store no longer has.
    func sweep() {
        guard let folder = try? repository.folder.findFolder(Self.folderName), let names = try? folder.names() else {
            return
        }
        for name in names {
            if let id = ObjectID(hex: name.description), (try? repository.objects.find(id)) != nil { continue }
            try? folder.removeFile(name)
        }
    }
}
