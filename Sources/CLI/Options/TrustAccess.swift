import ArgumentParser
import Keys
import Objects
import Store

/// Which signers file a command changes: the user's by default.
struct SignersFileOptions: ParsableArguments {
    @Flag(help: "The signers file of this repository, instead of the user's.") var repository = false
    @Option(help: ArgumentHelp("Another signers file, perhaps one in the work tree.", valueName: "file"))
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

/// Whom the user trusts: the user's signers file, the repository's own, and the file that `trust.file` names.
///
/// A file that is versioned with a repository is believed only when a setting says so, and settings do not travel with a
/// clone: nobody makes himself trusted by pushing his key.
enum TrustAccess {
    static func userFile() throws -> SignersFile {
        SignersFile(try UserConfiguration.getFolder() + "/trusted_signers")
    }

    static func repositoryFile(_ repository: Repository) -> SignersFile {
        SignersFile(repository.folder.path + "/keys/trusted_signers")
    }

    /// Everybody who is trusted here. A key that one file revokes is revoked.
    static func signers(_ repository: Repository?) throws -> TrustedSigners {
        var signers = try userFile().read()
        guard let repository else { return signers }
        signers = signers.joined(with: try repositoryFile(repository).read())
        guard let file = repository.configuration["trust.file"] else { return signers }
        let isRelative = !file.hasPrefix("/") && !repository.isBare
        let root = isRelative ? try repository.workTree().root.path + "/" : ""
        return signers.joined(with: try SignersFile(root + file).read())
    }
}
