import ArgumentParser
import Files
import Keys
import Objects
import Store

/// Which signers file a command changes: the user's by default.
struct SignersFileOptions: ParsableArguments {
    @Flag(help: "The signers file of this repository, instead of the user's.") var repository = false
    @Option(
        help: ArgumentHelp("Another signers file, for example one in the working tree.", valueName: "file"),
        transform: Word.path)
    var file: String?

    func validate() throws {
        guard file == nil || !repository else { throw ValidationError("--repository and --file exclude each other") }
    }

    func signersFile(_ options: GlobalOptions) throws -> SignersFile {
        if let file { return SignersFile(file) }
        guard repository else { return try TrustAccess.userFile() }
        return TrustAccess.repositoryFile(try RepositoryAccess(options).repository)
    }
}

/// The signers that the user trusts: in the user's signers file, the repository's own, and the file that `trust.file`
/// names.
///
/// A file that is versioned with a repository counts only if a setting says so, and settings do not travel with a
/// clone: nobody becomes trusted by pushing a key.
enum TrustAccess {
    static func userFile() throws -> SignersFile {
        SignersFile(try UserConfiguration.getFolder() + "/trusted_signers")
    }

    static func repositoryFile(_ repository: Repository) -> SignersFile {
        SignersFile(repository.folder.path + "/keys/trusted_signers")
    }

    /// Everybody who is trusted here, the user included. A key that one file revokes is revoked.
    static func signers(_ repository: Repository?) throws -> TrustedSigners {
        let signers = try signersInFiles(repository)
        return signers.joined(with: TrustedSigners(ownKeys(besides: signers)))
    }

    /// The keys in the user's own store, which are trusted without a line in a file. If a file names the key, its lines
    /// count: they may revoke the key, or restrict what it is trusted for.
    private static func ownKeys(besides signers: TrustedSigners) -> [TrustedSigner] {
        let named = Set(signers.signers.map(\.key))
        guard let folder = UserConfiguration.readableFolder else { return [] }
        let store = KeyStore(folder: folder + "/keys")
        // If a key cannot be read, its signatures have an unknown signer, and that is all.
        return ((try? store.names()) ?? []).compactMap { try? store.get($0) }.filter { !named.contains($0.publicKey) }
            .map { TrustedSigner(ownKey: $0.publicKey, named: $0.name) }
    }

    private static func signersInFiles(_ repository: Repository?) throws -> TrustedSigners {
        var signers =
            try UserConfiguration.readableFolder.map { try SignersFile($0 + "/trusted_signers").read() }
            ?? TrustedSigners()
        guard let repository else { return signers }
        signers = signers.joined(with: try repositoryFile(repository).read())
        guard let file = repository.configuration["trust.file"] else { return signers }
        let isRelative = !file.hasPrefix("/") && !repository.isBare
        let root = isRelative ? try repository.workTree().root.path + "/" : ""
        // A missing file may have revoked a key.
        guard let named = try SignersFile(root + file).find() else {
            throw CommandError(
                .environment, "the signers file '\(file)' that trust.file names is not there",
                hint: "put it back, or name another with 'at1 config trust.file FILE'")
        }
        return signers.joined(with: named)
    }
}
