internal import Objects
internal import Store

/// A bundle as an end of a transfer: to fetch and clone from.
final class BundleEnd: RemoteEnd {
    private let bundle: TransferBundle
    private let end: StaticEnd
    let checksWhatComes = false

    init(_ bundle: TransferBundle, _ options: Repository.Options) {
        self.bundle = bundle
        end = StaticEnd(bundle, mayBeNew: false, options)
    }

    func listing() throws -> RefListing {
        var listing = try end.listing()
        listing.requires = bundle.header.requires
        return listing
    }

    func known(_ ids: [ObjectID]) throws -> Set<ObjectID> { try end.known(ids) }

    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws { try end.send(request, take) }

    func receive(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws {
        throw RemoteError.readOnly(bundle.label)
    }

    func close() {}
}
