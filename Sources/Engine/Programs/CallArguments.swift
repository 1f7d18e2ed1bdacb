/// The arguments of a call, by position and by name.
struct CallArguments {
    let function: String
    var positional: [Value]
    var named: [(name: String, value: Value)]

    init(_ function: String, _ positional: [Value], _ named: [(name: String, value: Value)] = []) {
        self.function = function
        self.positional = positional
        self.named = named
    }

    /// The arguments in the order of `names`; refuses unknown ones, and too many.
    func bind(_ names: String...) throws(ProgramError) -> [Value?] {
        guard positional.count <= names.count else {
            throw .refused("\(function) takes at most \(names.count) arguments, not \(positional.count)")
        }
        var values: [Value?] = positional.map { $0 }
        values += [Value?](repeating: nil, count: names.count - positional.count)
        for (name, value) in named {
            guard let index = names.firstIndex(of: name) else {
                throw .unsupported("the argument \(name) of \(function) is not reproduced")
            }
            guard values[index] == nil else { throw .refused("\(function) got \(name) twice") }
            values[index] = value
        }
        return values
    }

    /// The same arguments without the named ones that have no effect.
    func without(_ names: String...) -> CallArguments {
        CallArguments(function, positional, named.filter { !names.contains($0.name) })
    }
}

extension Optional<Value> {
    /// The value; nil for an argument that was omitted or is None.
    var given: Value? {
        guard let self else { return nil }
        if case .none = self { return nil }
        return self
    }
}
