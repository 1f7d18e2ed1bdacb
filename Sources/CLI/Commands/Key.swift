import ArgumentParser

/// `at1 key`: keys, and whose signatures count.
struct Key: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep keys to sign with, and say whose signatures count.",
        subcommands: [
            KeyGenerate.self, KeyList.self, KeyExport.self, KeyImport.self, KeyTrust.self, KeyUntrust.self,
            KeySigners.self,
        ])
}
