/// A receipt that a session names.
public struct SessionReceipt: Hashable, Sendable {
    public let id: String
    /// Whether it is the receipt of the whole run.
    public let isOfRun: Bool
    /// The events that name it.
    public internal(set) var events: [Int]
    /// The sealed receipt, if an event contains it.
    public internal(set) var sealed: SealedReceipt?

    /// A receipt and its token. The signature is not checked here.
    public struct SealedReceipt: Hashable, Sendable {
        public let token: SealedToken
        public let receipt: Receipt
    }
}

extension ReplaySession {
    /// The receipts that the run and its events name: that of the run first, then in the order in which they appear.
    public var receipts: [SessionReceipt] {
        var receipts: [SessionReceipt] = []
        var places: [String: Int] = [:]
        func place(_ id: String) -> Int {
            if let place = places[id] { return place }
            receipts.append(SessionReceipt(id: id, isOfRun: id == run.receiptID, events: []))
            places[id] = receipts.count - 1
            return receipts.count - 1
        }
        if !run.receiptID.isEmpty { _ = place(run.receiptID) }
        for event in events {
            guard let payload = try? event.payload.object(),
                let (id, sealed) = payload.first(.receipt, Self.receipt)
            else { continue }
            let place = place(id)
            receipts[place].events.append(event.index)
            if receipts[place].sealed == nil { receipts[place].sealed = sealed }
        }
        return receipts
    }

    /// The receipt that a value names by its id, or contains as a token.
    private static func receipt(_ value: JSONValue) -> (id: String, SessionReceipt.SealedReceipt?)? {
        if let token = SealedToken(in: value), let receipt = try? Receipt(parsing: token.payload) {
            return (receipt.receiptID, SessionReceipt.SealedReceipt(token: token, receipt: receipt))
        }
        guard case .string(let string) = value, !string.text.isEmpty else { return nil }
        return (string.text, nil)
    }
}

extension Receipt {
    /// The members in which the receipt and a session differ that both have: `agent_name`, and so on.
    ///
    /// A member that one of the two leaves empty, and a session's times, which are not those of the receipt's clock, are
    /// not compared.
    public func differences(from session: ReplaySession) -> [String] {
        let run = session.run
        let pairs = [
            ("receipt_id", receiptID, run.receiptID), ("agent_name", agentName, run.agentName),
            ("agent_version", agentVersion, run.agentVersion), ("caller", caller, run.caller),
            ("task_id", taskID, run.taskID), ("skill_name", skillName, run.skillName),
            ("input_hash", inputHash, run.inputHash),
        ]
        var names = pairs.filter { _, a, b in a != b && !a.isEmpty && !b.isEmpty }.map(\.0)
        let known = Set(session.grants.map(\.id))
        if !known.isEmpty, !known.isSuperset(of: grantIDs) { names.append("grant_ids") }
        return names
    }
}
