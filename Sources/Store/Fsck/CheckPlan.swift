internal import Objects
internal import Packs

/// The work of a check beyond the structure, and the shard that each unit belongs to.
///
/// It follows from the contents of the store alone, so that every shard makes the same plan.
struct CheckPlan {
    /// A frame of a pack, by the pack's name.
    struct FramePlace: Hashable {
        let pack: Digest
        let number: UInt32
    }

    typealias Frames = [FramePlace: Fsck.Frame]

    /// Identifies the work: a SHA-256 over all units and their costs.
    let digest: Digest
    /// Every frame that contains only blobs.
    let frames: Frames
    /// The units of one shard, in the order in which they are done.
    let units: [CheckUnit]
    /// The number of bytes that they read or produce.
    let bytes: UInt64
    private let shard: Shard
    /// The first file to be checked, by identity, that each frame has chunks of.
    private let claims: [FramePlace: ObjectID]
    private let shards: [CheckUnit: Int]

    /// - Parameters:
    ///   - units: every unit, in order, with its length in bytes.
    ///   - cost: the time of a unit, in bytes that are hashed in that time.
    init(
        _ units: [(unit: CheckUnit, length: UInt64)], frames: Frames, claims: [FramePlace: ObjectID], for shard: Shard,
        cost: (CheckUnit, UInt64) -> UInt64
    ) {
        let costs = units.map { cost($0.unit, $0.length) }
        var hasher = ContentHasher()
        for (unit, cost) in zip(units, costs) {
            var line = unit.unit.bytes
            line.append(integer: cost)
            hasher.update(line)
        }
        digest = hasher.finish()
        var division = WorkDivision(among: shard.count)
        let owners = division.divide(zip(units, costs).map { (name: $0.unit, cost: $1) })
        shards = Dictionary(zip(units.map(\.unit), owners)) { first, _ in first }
        let own = zip(units, owners).filter { $1 == shard.number }.map(\.0)
        self.units = own.map(\.unit)
        bytes = own.total(\.length)
        self.frames = frames
        self.claims = claims
        self.shard = shard
    }

    /// Whether the bytes of a frame are for this shard to check. Every shard reads the frames that describe.
    func owns(_ frame: FramePlace) -> Bool {
        guard frames[frame] != nil else { return true }
        let unit = claims[frame].map { CheckUnit(.file, $0.digest) } ?? CheckUnit(.frame, frame.pack, frame.number)
        return shards[unit] == shard.number
    }

    func owns(file id: ObjectID) -> Bool { shards[CheckUnit(.file, id.digest)] == shard.number }

    /// The frames that have chunks of these files, and of no file before them.
    func frames(of files: Set<ObjectID>) -> [Fsck.Frame] {
        claims.filter { files.contains($0.value) }.keys
            .sorted { ($0.pack, $0.number) < ($1.pack, $1.number) }.compactMap { frames[$0] }
    }
}
