import Files
import Synchronization

/// Standard input, for commands that read their file at any place, perhaps more than once.
enum StandardInput {
    private static let isTaken = Mutex(false)

    /// Takes standard input for one word of the call.
    ///
    /// - Throws: where another word has it: its bytes come only once.
    static func claim() throws {
        let wasTaken = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return isTaken
        }
        guard !wasTaken else {
            throw CommandError(
                .usage, "'-' is named twice: standard input can be read only once",
                hint: "name a file for one of the two")
        }
    }

    /// The path of the file that a word of the call names; for `-`, that of a file with all of standard input, which is gone
    /// when the process ends.
    static func path(_ word: String) throws -> String {
        guard word == "-" else { return word }
        try claim()
        let file = try File.temporary()
        while true {
            let bytes = try Descriptor.standardInput.read(upTo: 1 << 18)
            if bytes.isEmpty { break }
            try file.write(bytes)
        }
        return try file.leaveOpen()
    }
}
