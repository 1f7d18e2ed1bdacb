package import Objects

/// The result of merging the values of three versions in one place.
package enum ParameterMerge: Hashable, Sendable {
    /// The value; nil if it was removed.
    case merged(JSONValue?)
    /// Both sides changed it differently.
    case conflict

    /// Merges members and elements recursively; what only one side changed is taken from that side.
    package init(base: JSONValue?, ours: JSONValue?, theirs: JSONValue?) {
        if ours == theirs || theirs == base {
            self = .merged(ours)
        } else if ours == base {
            self = .merged(theirs)
        } else {
            switch (base, ours, theirs) {
            case (.object(let base)?, .object(let ours)?, .object(let theirs)?):
                self.init(base: base, ours: ours, theirs: theirs)
            case (.array(let base)?, .array(let ours)?, .array(let theirs)?):
                self.init(base: base, ours: ours, theirs: theirs)
            default: self = .conflict
            }
        }
    }

    private init(base: JSONObject, ours: JSONObject, theirs: JSONObject) {
        var merged = JSONObject()
        for key in Set(base.keys + ours.keys + theirs.keys) {
            guard case .merged(let value) = Self(base: base[key], ours: ours[key], theirs: theirs[key]) else {
                self = .conflict
                return
            }
            merged[key] = value
        }
        self = .merged(.object(merged))
    }

    private init(base: [JSONValue], ours: [JSONValue], theirs: [JSONValue]) {
        guard base.count == ours.count, base.count == theirs.count else {
            self = .conflict
            return
        }
        var merged: [JSONValue] = []
        for index in base.indices {
            guard case .merged(let value?) = Self(base: base[index], ours: ours[index], theirs: theirs[index]) else {
                self = .conflict
                return
            }
            merged.append(value)
        }
        self = .merged(.array(merged))
    }
}
