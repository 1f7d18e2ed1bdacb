internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// Answers requests on an address until the process ends.
package struct WebServer: Sendable {
    /// Why an address cannot be listened on.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let site: StoreSite
    private let report: @Sendable (any Error) -> Void

    /// More connections than these are closed at once.
    private static let maximumConnections = 512
    /// A client that neither sends nor takes anything for so long is gone.
    private static let patience = TimeAmount.seconds(60)

    package init(_ site: StoreSite, report: @escaping @Sendable (any Error) -> Void) {
        self.site = site
        self.report = report
    }

    /// Listens, calls `started` with the port, and returns only if the listening socket is closed.
    ///
    /// - Throws: ``Failure``.
    package func run(host: String, port: Int, started: (_ port: Int) throws -> Void) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: min(System.coreCount, 4))
        let workers = Workers(
            quick: NIOThreadPool(numberOfThreads: max(System.coreCount, 4)), slow: NIOThreadPool(numberOfThreads: 2))
        workers.quick.start()
        workers.slow.start()
        let (site, report) = (site, report)
        let count = ConnectionCount()
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                guard count.enter(atMost: Self.maximumConnections) else {
                    return channel.eventLoop.makeFailedFuture(TooMany())
                }
                channel.closeFuture.whenComplete { _ in count.leave() }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(IdleStateHandler(allTimeout: Self.patience))
                    try pipeline.addHandler(Conversation(site, workers, report: report))
                }
            }
        let channel: any Channel
        do {
            channel = try bootstrap.bind(host: host, port: port).wait()
        } catch {
            throw Failure(description: "cannot listen on \(host), port \(port): \(error)")
        }
        try started(channel.localAddress?.port ?? port)
        try channel.closeFuture.wait()
    }

    private struct TooMany: Error {}
}

private final class ConnectionCount: Sendable {
    private let count = Atomic(0)

    func enter(atMost limit: Int) -> Bool {
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            leave()
            return false
        }
        return true
    }

    func leave() { count.subtract(1, ordering: .relaxed) }
}
