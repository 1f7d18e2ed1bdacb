internal import Objects

/// A recipe's question without its answer: a generator's call, and the file form that its arrays are wanted in.
struct Call: Sendable {
    let description: GeneratorDescription
    let params: JSONObject
    let array: ArrayName
    let profile: ArithmeticProfile?
    let file: EncodedFile
    private let generator: any Generator

    /// A generator with checked parameters, before it is known which file is meant.
    struct Open: Sendable {
        let description: GeneratorDescription
        let params: JSONObject
        let generator: any Generator

        init(_ name: String, _ params: JSONObject) throws {
            let type = try Catalogue.get(name)
            let arguments = try Arguments(params, for: type)
            description = GeneratorDescription(type)
            self.params = arguments.object
            generator = try type.init(arguments)
        }

        /// The files that the call could have made, each once.
        var forms: [(array: ArrayName, encoding: Encoding)] {
            let names = generator.arrays.map(\.name)
            let single = names.flatMap { name in [(name, Encoding.raw), (name, .npy)] }
            return single + (names.first.map { [($0, .npz)] } ?? [])
        }

        /// The arithmetic profiles that give different bytes: none when the form does not depend on them.
        func profiles(_ array: ArrayName, _ encoding: Encoding) -> [ArithmeticProfile?] {
            let inFile = encoding == .npz ? generator.arrays.map(\.name) : [array]
            return inFile.contains(where: generator.dependsOnArithmetic) ? ArithmeticProfile.Family.allCases.map { ArithmeticProfile($0) } : [nil]
        }

        func call(_ array: ArrayName, _ encoding: Encoding, _ profile: ArithmeticProfile?) throws -> Call {
            try Call(self, array, encoding, profile)
        }
    }

    private init(
        _ open: Open, _ array: ArrayName, _ encoding: Encoding, _ profile: ArithmeticProfile?
    ) throws {
        let name = open.description.name
        let layouts = open.generator.arrays
        guard let layout = layouts.first(where: { $0.name == array }) else {
            throw ParameterError(
                name, nil, "\(name) gives no array \(array.rawValue)",
                mend: "it gives \(layouts.map(\.name.rawValue).joined(separator: " and "))")
        }
        guard encoding != .npz || array == layouts.first?.name else {
            throw ParameterError(name, nil, "an npz file holds every array of \(name)", mend: "leave the array out")
        }
        guard let file = EncodedFile(encoding, encoding == .npz ? layouts : [layout]) else {
            throw RecipeRefusal(.tooLarge, "\(name) with these parameters gives more than 2^63 bytes")
        }
        let profiles = open.profiles(array, encoding)
        guard profiles.contains(profile) else {
            throw ParameterError(
                name, nil,
                profile == nil
                    ? "this output of \(name) depends on the arithmetic, and none is given"
                    : "this output of \(name) does not depend on the arithmetic, but one is given")
        }
        description = open.description
        params = open.params
        generator = open.generator
        self.array = array
        self.profile = profile
        self.file = file
    }

    var encoding: Encoding { file.encoding }

    var cost: RecipeCost {
        RecipeCost(output: file.length, memory: generator.workingMemory)
    }

    /// Refuses what costs more than `limits`.
    func check(_ limits: ReplayEngine.Limits) throws(RecipeRefusal) {
        let cost = cost
        let name = description.name
        guard cost.memory <= limits.memory else {
            throw RecipeRefusal(
                .tooLarge,
                "\(name) with these parameters takes \(cost.memory) bytes of memory; the limit is \(limits.memory)",
                mend: "raise engine.memory")
        }
        guard cost.output <= limits.output else {
            throw RecipeRefusal(
                .tooLarge,
                "\(name) with these parameters gives \(cost.output) bytes; the limit is \(limits.output)",
                mend: "raise engine.memory, 64 times which is the limit")
        }
    }

    /// Computes the file and passes its bytes to `consume`, in order.
    func evaluate(_ consume: (RawSpan) throws -> Void) throws {
        try file.write(from: generator.evaluate(profile), consume)
    }

    /// The recipe of this call, given what comes out of it.
    func recipe(_ output: Recipe.Output) -> Recipe {
        Recipe(
            generator: description.name, params: params, array: array.rawValue, encoding: encoding.rawValue,
            engine: .init(name: ReplayEngine.name, code: description.code, arithmetic: profile?.name),
            output: output)
    }
}
