internal import Objects

/// Python source that may have made a file: a script, or the code of a notebook.
public struct SourceText: Sendable {
    /// Its name in messages.
    public let name: String
    let text: String

    /// A script, or a notebook if `name` ends with `.ipynb`.
    ///
    /// - Throws: a `DecodeError` if a notebook is not JSON.
    public init(name: String, bytes: [UInt8]) throws {
        self.name = name
        guard name.hasSuffix(".ipynb") else {
            text = Self.withoutMagic(String(decoding: bytes, as: UTF8.self))
            return
        }
        var cells: [String] = []
        if case .object(let notebook) = try JSONValue(parsing: bytes), case .array(let all)? = notebook["cells"] {
            for case .object(let cell) in all where cell["cell_type"] == "code" {
                switch cell["source"] {
                case .string(let source)?: cells.append(source.text)
                case .array(let lines)?:
                    cells.append(lines.map { if case .string(let line) = $0 { line.text } else { "" } }.joined())
                default: break
                }
            }
        }
        text = Self.withoutMagic(cells.joined(separator: "\n"))
    }

    /// The source in a file; if it is too long, only its beginning, which is then refused.
    public init(reading path: String) throws {
        let file = try InputFile(path)
        try self.init(
            name: path, bytes: file.bytes(at: 0, count: Int(min(file.length, UInt64(Lexer.maximumLength + 1)))))
    }

    /// The same with IPython's own commands blanked out, so that lines keep their numbers.
    private static func withoutMagic(_ text: String) -> String {
        text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let first = line.drop { $0 == " " || $0 == "\t" }.first
            return first == "%" || first == "!" || first == "?" ? "" : String(line)
        }.joined(separator: "\n")
    }
}

extension ReplayEngine {
    /// Finds the lines of `sources` that make the bytes of `source`: they are read and evaluated natively, never
    /// executed.
    public func discover(in source: some ByteSource, from sources: [SourceText]) throws -> Discovery {
        var untranslated: [String] = []
        for text in sources {
            let slice: ProgramSlice
            do {
                slice = try ProgramSlice(text.text)
            } catch {
                untranslated.append("\(text.name), \(error)")
                continue
            }
            for save in slice.saves {
                if let recipe = try recipe(
                    slice.text(leadingTo: save.index), source, text.name, save.line, &untranslated)
                {
                    return Discovery(
                        recipe: recipe, call: PythonCall(recipe).text, tried: [], passedOver: [],
                        untranslated: untranslated)
                }
            }
        }
        return Discovery(recipe: nil, call: nil, tried: [], passedOver: [], untranslated: untranslated)
    }

    func recipe(
        _ code: String, _ source: some ByteSource, _ name: String, _ line: Int, _ untranslated: inout [String]
    ) throws -> Recipe? {
        guard code.utf8.count < Recipe.maximumLength / 2 else { return nil }
        for version in StreamVersion.thatMatter(to: code) {
            var params: JSONObject = ["code": .string(code)]
            if version != .newest { params["numpy"] = .string(version.rawValue) }
            if let recipe = try recipe(params, source, "\(name), line \(line)", &untranslated) { return recipe }
        }
        return nil
    }

    private func recipe(
        _ params: JSONObject, _ source: some ByteSource, _ place: String, _ untranslated: inout [String]
    ) throws -> Recipe? {
        let open: Call.Open
        do {
            open = try Call.Open(ProgramGenerator.name, params)
            try open.check(limits)
        } catch {
            untranslated.append("\(place): \(error)")
            return nil
        }
        guard let program = open.generator as? ProgramGenerator, source.length <= UInt64(program.memory) else {
            return nil
        }
        let bytes = try source.bytes(at: 0, count: Int(source.length))
        for profile in open.profiles(.features, .raw) {
            do {
                let interpreter = try program.evaluated(profile)
                guard interpreter.isSeeded else { return nil }
                let files = interpreter.files
                guard let file = files.last(where: { $0.bytes == bytes }) else { continue }
                let isOnly = files.last?.path == file.path && Set(files.map(\.path)).count == 1
                var params = params
                if !isOnly { params["file"] = .string(file.path) }
                let call = try Call.Open(ProgramGenerator.name, params).call(.features, .raw, profile)
                return call.recipe(.init(length: source.length, sha256: Digest(of: bytes)))
            } catch let error as ProgramError {
                let inner = error.line > 0 ? " (line \(error.line) of the lines that lead to it)" : ""
                untranslated.append("\(place): \(error.detail)\(inner)")
                return nil
            }
        }
        return nil
    }
}
