import Files
import Synchronization

/// Standard input, for commands that need random access to their file, or read it more than once.
enum StandardInput {
    private static let isTaken = Mutex(false)

    /// Reserves standard input for one argument.
    ///
    /// - Throws: an error if another argument has reserved it: its bytes come only once.
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

    /// The path of the file that an argument names; for `-`, that of a file with all of standard input, which is
    /// deleted when the process ends.
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
