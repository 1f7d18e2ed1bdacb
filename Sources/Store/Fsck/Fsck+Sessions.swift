internal import Objects
internal import Packs
internal import Synchronization

extension Fsck {
    /// Parses a sealed session, verifies its signature if requested, and notes the files that it names.
    func learn(session object: ObjectDatabase.Object) throws {
        let (token, session) = try ReplaySession.sealed(inFile: object.payload)
        note(token, session, of: object.id, .session)
    }

    /// Notes the signer of the session in an object of any kind, and the files that it names.
    func note(_ token: SealedToken, _ session: ReplaySession, of id: ObjectID, _ kind: ObjectKind) {
        let verdict = options.sealCheck.verdict(on: token, endedAt: session.run.endedAt)
        if let verdict, !verdict.isGood {
            find(Finding(.sessionNotSigned, id, kind, "session \(id) is \(verdict)"))
        }
        let artifacts = session.artifacts
        state.withLock { state in
            state.report.sessions += 1
            if verdict?.isGood == true { state.report.sessionsVerified += 1 }
            state.artifacts += artifacts.map { (id, $0) }
        }
    }

    /// Searches for the objects of the files that sessions name.
    func linkArtifacts() throws {
        let artifacts = state.withLock { $0.artifacts }
        guard !artifacts.isEmpty else { return }
        let found = try repository.findContent(of: Set(artifacts.map(\.artifact.sha256)))
        let links = artifacts.map {
            ArtifactLink(session: $0.session, artifact: $0.artifact, object: found[$0.artifact.sha256])
        }
        state.withLock { state in
            state.report.artifacts = links.sorted { ($0.session, $0.artifact.event) < ($1.session, $1.artifact.event) }
        }
    }
}
