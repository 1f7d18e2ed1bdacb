extension ReplaySession {
    /// The session of a run and its events, in the bytes that a2a_pack would sign for it.
    ///
    /// An event's index is its position: the index it had before is ignored.
    public init(_ run: ReplayRun, events: some Sequence<ReplayEvent>) {
        var entries: [ReplayEvents.Entry] = []
        let bytes = run.text { bytes in
            for event in events {
                if !entries.isEmpty { bytes.append(UInt8(ascii: ",")) }
                let event = ReplayEvent(
                    index: entries.count, kind: event.kind, timestamp: event.timestamp, payload: event.payload)
                let payload = event.append(to: &bytes)
                entries.append(.init(kind: event.kind, timestamp: event.timestamp, payload: payload))
            }
        }
        self.init(bytes: bytes, run: run, entries: entries)
    }
}

extension ReplayRun {
    /// The JSON of a session of this run; `appendEvents` writes its events, with commas between them.
    func text(_ appendEvents: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in Field.allCases {
            bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
            JSONString(field.rawValue).appendCanonical(to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            switch field.place {
            case .text(let path): JSONString(self[keyPath: path]).appendCanonical(to: &bytes)
            case .number(let path): bytes.append(contentsOf: "\(self[keyPath: path])".utf8)
            case .events:
                bytes.append(UInt8(ascii: "["))
                appendEvents(&bytes)
                bytes.append(UInt8(ascii: "]"))
            }
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
