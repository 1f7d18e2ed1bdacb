import ArgumentParser

/// `at1 witness`: that nothing was taken away.
struct WitnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Prove that no published move of a branch or tag was taken away or rewritten.",
        discussion: """
            The moves of branches and tags are the leaves of a Merkle tree (RFC 6962). A checkpoint states how many there \
            are, and what they are; who has an old one sees from a later one, and a proof, whether anything before it was \
            changed. Checkpoints and proofs are those of C2SP (tlog-checkpoint, tlog-cosignature, tlog-proof).
            """,
        subcommands: [
            WitnessCheckpointCommand.self, WitnessProveCommand.self, WitnessVerifyCommand.self,
            WitnessCosignCommand.self,
        ])
}
