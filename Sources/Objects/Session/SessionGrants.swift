/// A grant that the events of a session name.
public struct SessionGrant: Hashable, Sendable {
    public let id: String
    /// The events that name it.
    public internal(set) var events: [Int]
    /// The first description of it in an event.
    public let mention: GrantMention
    /// The sealed grant, if an event contains it.
    public internal(set) var sealed: SealedGrant?

    /// A grant and its token. The signature is not checked here.
    public struct SealedGrant: Hashable, Sendable {
        public let token: SealedToken
        public let grant: Grant
    }
}

extension ReplaySession {
    /// The grants that the events name, in the order in which they appear.
    public var grants: [SessionGrant] {
        var grants: [SessionGrant] = []
        var places: [String: Int] = [:]
        for event in events {
            guard let mention = EventReading(event).grant else { continue }
            let place = places[mention.id] ?? grants.count
            if place == grants.count {
                grants.append(SessionGrant(id: mention.id, events: [], mention: mention))
                places[mention.id] = place
            }
            grants[place].events.append(event.index)
            if grants[place].sealed == nil { grants[place].sealed = Self.sealedGrant(in: event, id: mention.id) }
        }
        return grants
    }

    private static func sealedGrant(in event: ReplayEvent, id: String) -> SessionGrant.SealedGrant? {
        guard let payload = try? event.payload.object() else { return nil }
        return payload.first(.grant) { value in
            guard let token = SealedToken(in: value), let grant = try? Grant(parsing: token.payload),
                grant.grantID == id
            else { return nil }
            return SessionGrant.SealedGrant(token: token, grant: grant)
        }
    }
}

extension SealedToken {
    /// The token that a value of a payload is; nil for anything else.
    init?(in value: JSONValue) {
        guard case .string(let string) = value, string.text.utf8.contains(UInt8(ascii: ".")),
            let token = try? SealedToken(parsing: string.text.utf8)
        else { return nil }
        self = token
    }
}
