public import Objects
internal import Packs

extension Repository {
    /// The content of a file object, to be read from any place.
    ///
    /// A recipe that has never been read so before, and the output of a program, are executed as a whole first.
    ///
    /// - Throws: as ``content(_:_:_:)``.
    public func view(_ kind: ObjectKind, _ id: ObjectID) throws -> ContentView {
        try ContentView(kind, id, in: self)
    }

    /// The content of the file that `revision` names, such as `main:data/noise.npy`.
    ///
    /// - Throws: as ``content(of:_:)``.
    public func view(of revision: String) throws -> ContentView {
        let id = try resolve(revision)
        // Only blobs can be absent from a lazy copy.
        return try view(try objects.find(id)?.kind ?? .blob, id)
    }

    /// The bytes of `range` of the file that `revision` names, as far as it has them. The caller bounds their number.
    ///
    /// Nothing is returned unless it is verified.
    public func read(_ revision: String, _ range: Range<UInt64>) throws -> [UInt8] {
        try view(of: revision).bytes(range)
    }

    func wholeContent(_ kind: ObjectKind, _ id: ObjectID) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try content(kind, id) { piece in piece.withUnsafeBytes { bytes += $0 } }
        return bytes
    }
}
