import ArgumentParser

/// `at1 rerun`: bundles of steps of an AI agent (rerun.json v0.1).
struct Rerun: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Capture and verify rerun.json bundles of AI-agent steps.",
        subcommands: [RerunCapture.self, RerunVerify.self])
}
