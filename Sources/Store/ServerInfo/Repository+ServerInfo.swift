package import Files
package import Objects
internal import Packs

extension Repository {
    /// Writes `info/store`, so that any web server can serve this repository.
    public func writeServerInfo() throws {
        try withWriteLock { _ in try writeServerInfoLocked() }
    }

    /// The same under the write lock; the file is only updated if it exists.
    package func refreshServerInfo() throws {
        guard try folder.findFolder("info")?.find("store") != nil else { return }
        try writeServerInfoLocked()
    }

    /// What `info/store` would say now.
    package func serverInfo() throws -> [UInt8] {
        var manifest = Manifest()
        // Packs may be joined meanwhile, but what a ref leads to is in one of those that are listed after it.
        manifest.listing = try refListing()
        manifest.packs = try objects.reload().map { ($0.name, $0.fileLength) }
        return manifest.bytes
    }

    /// A pack as a file; nil if there is none of that name.
    package func openPack(_ name: Digest) throws -> File? { try packs.findFile(Pack.fileName(name)) }

    private func writeServerInfoLocked() throws {
        try folder.createFolder("info")
        try folder.openFolder("info").replace(
            "store", with: try serverInfo(), durable: options.isDurable, through: temporary)
    }

    /// The refs that others may have, and the branch that HEAD is on.
    package func refListing() throws -> RefListing {
        var listing = RefListing()
        let (head, refs) = try refs.snapshot()
        if case .branch(let name) = head { listing.head = name }
        // Its own remote-tracking branches are private.
        for (name, id) in refs where !name.isRemote {
            let chain = try objects.readableTagChain(from: id)
            let isTag = chain?.tags.isEmpty == false
            listing.refs.append(RefListing.Ref(name: name, id: id, peeled: isTag ? chain?.end : nil))
        }
        return listing
    }
}
