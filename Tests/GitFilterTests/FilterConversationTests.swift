import Foundation
import GitFilter
import Testing

/// Git's filter protocol, version 2, as gitattributes(5) and gitprotocol-common(5) describe it.
@Suite struct FilterConversationTests {
    private static func packets(_ lines: String?...) -> String {
        lines.map { line in
            guard let line else { return "0000" }
            let length = String(line.utf8.count + 5, radix: 16)
            return String(repeating: "0", count: 4 - length.utf8.count) + length + line + "\n"
        }.joined()
    }

    private static let hello = packets(
        "git-filter-client", "version=2", nil, "capability=clean", "capability=smudge", nil)

    /// Runs a conversation over what git says; gives what is answered.
    private func speak(
        _ said: String, _ body: (inout FilterConversation) throws -> Void
    ) throws -> String {
        let (git, answers) = (Pipe(), Pipe())
        try git.fileHandleForWriting.write(contentsOf: Data(said.utf8))
        try git.fileHandleForWriting.close()
        var conversation = FilterConversation(
            PacketStream(
                input: git.fileHandleForReading.fileDescriptor, output: answers.fileHandleForWriting.fileDescriptor))
        try body(&conversation)
        try answers.fileHandleForWriting.close()
        return String(decoding: answers.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test func oneFile() throws {
        var content: [UInt8] = []
        let answer = try speak(
            Self.hello + Self.packets("command=clean", "pathname=a b/ü", nil) + "0007abc0005d0000"
                + Self.packets("command=smudge", "pathname=x", "ref=refs/heads/main", "can-delay=1", nil) + "0000"
        ) { conversation in
            try conversation.greet()
            let first = try #require(try conversation.next())
            #expect(first.command == .clean && first.path == Array("a b/ü".utf8) && !first.mayDelay)
            try conversation.content { content += $0 }
            try conversation.succeed()
            try conversation.write(Array("xyz".utf8))
            try conversation.end()
            let second = try #require(try conversation.next())
            #expect(second.command == .smudge && second.path == [0x78] && second.mayDelay)
            try conversation.content { content += $0 }
            try conversation.delay()
            #expect(try conversation.next() == nil)
        }
        #expect(String(decoding: content, as: UTF8.self) == "abcd")
        #expect(
            answer == Self.packets("git-filter-server", "version=2", nil, "capability=clean", "capability=smudge", nil)
                + Self.packets("status=success", nil) + "0007xyz00000000" + Self.packets("status=delayed", nil))
    }

    @Test(arguments: [
        ("", "git ended before it asked"), ("0000", "this is not git"),
        (packets("git-filter-client", nil), "this is not git"),
        ("zzzz", "a packet has no length"), ("0001", "a packet has the length 1"), ("+00a", "a packet has no length"),
        ("ffff", "a packet has the length 65535"), ("000", "in the middle of a packet"),
        ("0010abc", "in the middle of a packet"),
        (hello + packets("command=clean"), "in the middle of a request"),
        (hello + packets("command=destroy", "pathname=x", nil), "git asks for 'destroy'"),
        (hello + packets("command=clean", nil), "git asks for no path"),
        (hello + packets("command=clean", "pathname=x", nil) + "0005a", "in the middle of a file"),
    ])
    func whatIsNotTheProtocol(said: String, what: String) {
        #expect {
            _ = try speak(said) { conversation in
                try conversation.greet()
                while let request = try conversation.next() {
                    #expect(request.command == .clean)
                    try conversation.content { _ in }
                }
            }
        } throws: {
            ($0 as? FilterError)?.description.contains(what) == true
        }
    }

    @Test func longContentGoesInManyPackets() throws {
        let answer = try speak("") { conversation in
            try conversation.write([UInt8](repeating: 0x61, count: 65_517))
            try conversation.end()
        }
        #expect(answer.hasPrefix("fff0a") && answer.utf8.count == 65_517 + 8 + 8)
    }
}
