import ArgumentParser

/// `at1 bundle`: refs and objects in one file, for places that no network reaches.
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Carry branches, tags and their objects in one file.",
        discussion: "'at1 clone FILE' and 'at1 fetch FILE' take a bundle for the address of a repository.",
        subcommands: [BundleCreate.self, BundleVerify.self, BundleListHeads.self, BundleUnbundle.self])
}
