import ArgumentParser
import Objects
import Remotes
import Serve
import Store

/// `at1 serve`: the answering side of the protocol, or a read-only web server.
struct ServeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a repository over HTTP, read-only; or answer another at1 on standard input and output.",
        discussion: """
            With --http, every file of every revision is at /REV/path, and the address can be cloned. The address to \
            listen on is HOST:PORT, or either of them; 127.0.0.1 and a free port by default. With --stdio, the place is \
            the repository: that is the command which ssh runs on a server.
            """)

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Serve over HTTP.") var http = false
    @Flag(help: "Use standard input and output.") var stdio = false
    @Flag(help: "Refuse pushes; over HTTP there are none.") var readOnly = false
    @Option(
        help: ArgumentHelp(
            "Answer only who has this: as a bearer token, or as a password. Needed to listen on more than this machine.",
            valueName: "secret"),
        transform: Word.line)
    var token: String?
    @Argument(help: "With --http, the address; with --stdio, the repository.", transform: Word.path) var place: String?

    func execute(_ console: Console) throws -> ExitStatus {
        switch (http, stdio) {
        case (true, false): return try serve(console)
        case (false, true): return try answer()
        case (true, true): throw CommandError(.usage, "--http and --stdio exclude each other")
        case (false, false):
            throw CommandError(.usage, "serve needs a way", hint: "add --http, or --stdio")
        }
    }

    private func serve(_ console: Console) throws -> ExitStatus {
        let address = try ListenAddress(place ?? "")
        guard token.map({ $0.utf8.count >= 16 }) ?? true else {
            throw CommandError(.usage, "a token has at least 16 characters", hint: "openssl rand -hex 16 prints one")
        }
        guard address.isLocal || token != nil else {
            throw CommandError(
                .refused, "others could read the repository at \(address.host)",
                hint: "give them a token with --token, or listen on 127.0.0.1")
        }
        let repository = try RepositoryAccess(options).repository
        let isQuiet = options.quiet
        let report: @Sendable (any Error) -> Void = { error in
            if !isQuiet { CommandError(error).print() }
        }
        let site = StoreSite(repository, Admission(token: token), report: report)
        do {
            try WebServer(site, report: report).run(host: address.host, port: address.port) { port in
                console.print("http://\(address.shownHost):\(port)/")
                try console.flush()
            }
        } catch let error as WebServer.Failure {
            throw CommandError(.environment, "\(error)")
        }
        return .done
    }

    private func answer() throws -> ExitStatus {
        guard let place else { throw CommandError(.usage, "--stdio needs the repository") }
        let repository: Repository
        do {
            repository = try Repository.open(at: place, CompositionRoot.options(options))
        } catch {
            // The other side reports it to its user.
            WireServer.refuse(error, advice: CommandError(error).hint)
            return CommandError(error).status
        }
        do {
            try WireServer(repository, isReadOnly: readOnly) { CommandError($0).hint }.run()
        } catch {
            return CommandError(error).status
        }
        return .done
    }
}
