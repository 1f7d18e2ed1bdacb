import ArgumentParser

@main
struct At1: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "at1")
}
