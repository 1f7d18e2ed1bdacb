public import Objects
internal import Synchronization

/// The generators of this build.
public enum Catalogue {
    static let types: [any Generator.Type] = [
        MonteCarlo.self, DefaultRandomCalls.self, RandomStateCalls.self,
        Classification.self, Regression.self, Blobs.self, ProgramGenerator.self,
    ]

    /// All generators, in the order in which they are listed.
    public static let generators: [GeneratorDescription] = types.map(GeneratorDescription.init)

    /// The generator of that name; nil if there is none.
    public static func find(_ name: String) -> GeneratorDescription? {
        generators.first { $0.name == name }
    }

    static func get(_ name: String) throws(UnknownGenerator) -> any Generator.Type {
        guard let type = types.first(where: { $0.name == name }) else { throw UnknownGenerator(name) }
        return type
    }

    fileprivate static let codes = Mutex<[String: Digest]>([:])
}

/// No generator has the name.
public struct UnknownGenerator: Error, Hashable, Sendable, CustomStringConvertible {
    public let name: String
    /// What to do about it.
    public let hint: String?

    init(_ name: String) {
        self.name = name
        let names = Catalogue.types.map { $0.name }
        hint =
            nearest(to: name, among: names).map { "did you mean \"\($0)\"?" }
            ?? "the generators are \(names.joined(separator: ", "))"
    }

    public var description: String {
        "there is no generator \(JSONValue.string(String(name.prefix(64))).canonicalText)"
    }
}

/// A description of a generator.
public struct GeneratorDescription: Sendable {
    private let type: any Generator.Type

    init(_ type: any Generator.Type) {
        self.type = type
    }

    public var name: String { type.name }
    /// The equivalent call, in the notation of its library.
    public var call: String { type.call }
    public var parameters: [DocumentedParameter] { type.parameters }
    /// Parameters of the original that are refused, and the reasons.
    public var refused: [String: String] { type.refused }

    /// Identifies the behaviour of the code: SHA-256 over the generator's name, its revision and its output for its
    /// probes.
    ///
    /// Computed on first use, which executes the probes.
    public var code: Digest {
        if let known = Catalogue.codes.withLock({ $0[name] }) { return known }
        let code = probe()
        Catalogue.codes.withLock { $0[name] = code }
        return code
    }

    private func probe() -> Digest {
        var hasher = ContentHasher()
        func field(_ text: String) { hasher.update(Array("\(text)\0".utf8)) }
        field("at1 generator")
        field(name)
        field("\(type.revision)")
        for probe in type.probes {
            field(JSONValue.object(probe.params).canonicalText)
            field(probe.array.rawValue)
            field(probe.profile?.name ?? "")
            do {
                let call = try type.init(Arguments(probe.params, for: type))
                var output = ContentHasher()
                try call.prepare().arrays(probe.profile).stream(probe.array) { output.update($0) }
                hasher.update(output.finish().bytes)
            } catch {
                // A probe that this code cannot execute distinguishes it from code that can.
                field("failed")
            }
        }
        return hasher.finish()
    }
}
