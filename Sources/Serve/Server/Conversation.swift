internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One connection: a request, its answer piece by piece, and then the next request.
///
/// A piece is read when the one before has left, so that a reader who is slow costs one piece of memory and no thread.
final class Conversation: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The kernel takes this much at a time; a connection that takes nothing for a minute is closed.
    private static let sliceLength = 1 << 16

    private let site: StoreSite
    private let threads: Workers
    private let report: @Sendable (any Error) -> Void
    private var head: HTTPRequestHead?
    /// Whether an answer is being made or sent.
    private var isAnswering = false
    /// Whether it waits for a thread, and not for the client.
    private var isWorking = false
    private var closesAfterwards = false

    init(_ site: StoreSite, _ threads: Workers, report: @escaping @Sendable (any Error) -> Void) {
        self.site = site
        self.threads = threads
        self.report = report
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break  // nobody asked for it, and nobody reads it
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        isAnswering = true
        isWorking = true
        if !head.isKeepAlive { closesAfterwards = true }
        let request = WebRequest(
            method: head.method.rawValue, target: head.uri, headers: head.headers.map { ($0.name, $0.value) })
        let promise = context.eventLoop.makePromise(of: WebAnswer.self)
        if let request {
            let (site, threads) = (site, threads)
            threads.quick.submit { _ in
                site.answer(request, slowly: { work in threads.slow.submit { _ in work() } }) { promise.succeed($0) }
            }
        } else {
            promise.succeed(WebAnswer.text(400, "this is no address of a file").guarded)
        }
        promise.futureResult.assumeIsolated().whenSuccess { self.send($0, head.version, context) }
    }

    private func send(_ answer: WebAnswer, _ version: HTTPVersion, _ context: ChannelHandlerContext) {
        isWorking = false
        guard context.channel.isActive else { return }
        var headers = HTTPHeaders(answer.headers)
        if closesAfterwards { headers.replaceOrAdd(name: "connection", value: "close") }
        let head = HTTPResponseHead(version: version, status: .init(statusCode: answer.status), headers: headers)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        if let body = answer.body { sendNext(body, context) } else { finish(context) }
    }

    private func sendNext(_ body: any WebBody, _ context: ChannelHandlerContext) {
        isWorking = true
        threads.quick.runIfActive(eventLoop: context.eventLoop) { try body.next() }.assumeIsolated().whenComplete {
            self.isWorking = false
            guard context.channel.isActive else { return }
            switch $0 {
            case .success(let piece?): self.write(piece, body, context)
            case .success(nil): self.finish(context)
            case .failure(let error):
                // The client sees that the answer is shorter than announced.
                self.report(error)
                context.close(promise: nil)
            }
        }
    }

    private func write(_ piece: [UInt8], _ body: any WebBody, _ context: ChannelHandlerContext) {
        var rest = context.channel.allocator.buffer(bytes: piece)
        while rest.readableBytes > Self.sliceLength {
            let slice = rest.readSlice(length: Self.sliceLength) ?? ByteBuffer()
            context.write(wrapOutboundOut(.body(.byteBuffer(slice))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(rest))), promise: written)
        written.futureResult.assumeIsolated().whenSuccess { self.sendNext(body, context) }
    }

    private func finish(_ context: ChannelHandlerContext) {
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.isAnswering = false
            if self.closesAfterwards { context.close(promise: nil) }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            // Whoever has asked gets the answer, though nothing more will be asked.
            closesAfterwards = true
            if !isAnswering { context.close(promise: nil) }
        case is IdleStateHandler.IdleStateEvent:
            if !isWorking { context.close(promise: nil) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that went away, or sent what is no HTTP.
        context.close(promise: nil)
    }
}

/// The threads that read and compute.
struct Workers: Sendable {
    /// For what takes milliseconds.
    let quick: NIOThreadPool
    /// For the execution of whole files.
    let slow: NIOThreadPool
}
