import ArgumentParser

/// `at1 replay`: recipes in files of their own.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep a data set as the recipe that computes it, in an .at1r file.",
        subcommands: [
            ReplayDiscover.self, ReplayGenerators.self, ReplayPack.self, ReplayRecover.self, ReplayUnpack.self,
            ReplayVerify.self, ReplayInfo.self,
        ])
}
