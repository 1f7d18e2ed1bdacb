import ArgumentParser

/// `at1 key`: signing keys and trusted signers.
struct Key: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Manage your signing keys and the keys that you trust.",
        subcommands: [
            KeyGenerate.self, KeyList.self, KeyExport.self, KeyImport.self, KeyTrust.self, KeyUntrust.self,
            KeySigners.self,
        ])
}
