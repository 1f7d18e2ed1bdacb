import ArgumentParser
import Store

/// `at1 replay`: recipes in `.at1r` files.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Store a file as the recipe that computes it, in an .at1r file.",
        subcommands: [
            ReplayDiscover.self, ReplayGenerators.self, ReplayPack.self, ReplayRecover.self, ReplayUnpack.self,
            ReplayVerify.self, ReplayInfo.self,
        ])
}
