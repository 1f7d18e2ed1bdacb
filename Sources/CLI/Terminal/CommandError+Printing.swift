extension CommandError {
    /// Writes the message to stderr and, if a program reads the results, the error as JSON to stdout.
    func print(asJSON: Bool = false) {
        var text = "at1: error: \(TerminalText.oneLine(message))\n"
        if let hint { text += "hint: \(TerminalText.oneLine(hint))\n" }
        Messages.write(text)
        if asJSON {
            let console = Console(quiet: false)
            console.print(json)
            try? console.flush()
        }
    }
}
