internal import Files
internal import Objects
internal import Packs
package import Store

/// A repository as a web site that changes nothing (docs/serve.md).
package struct StoreSite: Sendable {
    let repository: Repository
    private let admission: Admission
    /// Receives errors that are not the client's fault.
    private let report: @Sendable (any Error) -> Void
    private let views = ViewCache()

    package init(_ repository: Repository, _ admission: Admission, report: @escaping @Sendable (any Error) -> Void) {
        self.repository = repository
        self.admission = admission
        self.report = report
    }

    /// What a request is answered with: at once, or when a file has been executed.
    enum Outcome {
        case answer(WebAnswer)
        /// A content that has to be opened first, perhaps by executing it, and the answer then.
        case content(ObjectKind, ObjectID, @Sendable (ContentView) -> WebAnswer)
    }

    /// Answers a request on the calling thread.
    ///
    /// - Parameters:
    ///   - slowly: runs what may take long.
    ///   - done: called once, perhaps later and on another thread.
    package func answer(
        _ request: WebRequest, slowly: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        done: @escaping @Sendable (WebAnswer) -> Void
    ) {
        let finish: @Sendable (WebAnswer) -> Void = { answer in
            done(request.method == "HEAD" ? answer.guarded.withoutBody : answer.guarded)
        }
        if let refusal = admission.refusal(of: request) { return finish(refusal) }
        do {
            switch try outcome(request) {
            case .answer(let answer): finish(answer)
            case .content(let kind, let id, let use):
                open(kind, id, slowly) { result in
                    do { finish(use(try result.get())) } catch { finish(failure(error)) }
                }
            }
        } catch {
            finish(failure(error))
        }
    }

    private func open(
        _ kind: ObjectKind, _ id: ObjectID, _ slowly: (@escaping @Sendable () -> Void) -> Void,
        _ then: @escaping ViewCache.Waiter
    ) {
        let (view, isFirst) = views.find(id, then)
        if let view { return then(.success(view)) }
        guard isFirst else { return }
        let work: @Sendable () -> Void = { views.opened(id, Result { try repository.view(kind, id) }) }
        switch kind {
        case .recipe, .output: slowly(work)
        case .blob, .chunks, .bundle, .session, .tree, .commit, .tag, .computation, .environment: work()
        }
    }

    /// An error as an answer that tells nothing about this machine.
    func failure(_ error: any Error) -> WebAnswer {
        switch error {
        case is RevisionError, ObjectError.missing, ObjectError.absent, ObjectError.wrongKind:
            return .text(404, "there is no such file")
        case is RecipeRefusal, is ComputationRefusal:
            report(error)
            return .text(403, "this file is not computed here")
        default:
            report(error)
            return .text(500, "the file cannot be read; the server's messages say why")
        }
    }
}
