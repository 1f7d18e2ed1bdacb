internal import Objects

/// A recipe without its result: a generator's call, and the requested form of the file.
struct Call: Sendable {
    let array: ArrayName
    let profile: ArithmeticProfile?
    let file: EncodedFile
    private let open: Open

    /// A generator with checked parameters, before the form of the file is known.
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

        /// Refuses what needs more memory than `limits`. Call it before anything else that depends on the sizes.
        func check(_ limits: ReplayEngine.Limits) throws(RecipeRefusal) {
            guard generator.workingMemory <= limits.memory else {
                throw RecipeRefusal(
                    .tooLarge,
                    "\(description.name) with these parameters takes \(generator.workingMemory) bytes of memory; "
                        + "the limit is \(limits.memory)",
                    hint: "raise engine.memory")
            }
            guard generator.drawnBytes <= limits.output else {
                throw RecipeRefusal(
                    .tooLarge,
                    "\(description.name) with these parameters draws \(generator.drawnBytes) bytes; the limit is \(limits.output)",
                    hint: "raise engine.memory; the limit is 64 times that")
            }
        }

        /// The files that the call could have made, each once.
        var forms: [(array: ArrayName, encoding: Encoding)] {
            if makesFile { return [(.features, .raw)] }
            let names = generator.arrays.map(\.name)
            let single = names.flatMap { name in [(name, Encoding.raw), (name, .npy)] }
            return single + (names.first.map { [($0, .npz)] } ?? [])
        }

        /// Whether the call gives a file, whose length is known only afterwards.
        var makesFile: Bool { type(of: generator).makesFile }

        /// Whether the form's bytes depend on the arithmetic.
        func dependsOnArithmetic(_ array: ArrayName, _ encoding: Encoding) -> Bool {
            let inFile = encoding == .npz ? generator.arrays.map(\.name) : [array]
            return inFile.contains(where: generator.dependsOnArithmetic)
        }

        /// The arithmetic profiles that may give different bytes, the likely ones first; a single nil if there are
        /// none.
        ///
        /// Every family with one thread; then with common numbers of threads, if threads matter.
        func profiles(_ array: ArrayName, _ encoding: Encoding) -> [ArithmeticProfile?] {
            guard dependsOnArithmetic(array, encoding) else { return [nil] }
            let families = ArithmeticProfile.Family.allCases
            let threaded = families.filter(generator.usesThreads)
            return families.map { ArithmeticProfile($0) }
                + [2, 4, 8, 16, 32, 64, 6, 12, 24, 48, 3, 10, 20, 40].flatMap { threads in
                    threaded.map { ArithmeticProfile($0, threads: threads) }
                }
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
                hint: "it gives \(layouts.map(\.name.rawValue).joined(separator: " and "))")
        }
        guard encoding != .npz || array == layouts.first?.name else {
            throw ParameterError(name, nil, "an npz file holds every array of \(name)", hint: "leave the array out")
        }
        guard !open.makesFile || encoding == .raw else {
            throw ParameterError(name, nil, "\(name) gives a file as it is", hint: "leave the encoding out")
        }
        guard let file = EncodedFile(encoding, encoding == .npz ? layouts : [layout]) else {
            throw RecipeRefusal(.tooLarge, "\(name) with these parameters gives more than 2^63 bytes")
        }
        guard open.dependsOnArithmetic(array, encoding) == (profile != nil) else {
            throw ParameterError(
                name, nil,
                profile == nil
                    ? "this output of \(name) depends on the arithmetic, and none is given"
                    : "this output of \(name) does not depend on the arithmetic, but one is given")
        }
        self.open = open
        self.array = array
        self.profile = profile
        self.file = file
    }

    var description: GeneratorDescription { open.description }
    var params: JSONObject { open.params }
    var encoding: Encoding { file.encoding }
    var makesFile: Bool { open.makesFile }

    var cost: RecipeCost {
        RecipeCost(output: file.length, memory: open.generator.workingMemory)
    }

    /// Refuses what costs more than `limits`.
    func check(_ limits: ReplayEngine.Limits) throws(RecipeRefusal) {
        try open.check(limits)
        guard file.length <= limits.output else {
            throw RecipeRefusal(
                .tooLarge,
                "\(description.name) with these parameters gives \(file.length) bytes; the limit is \(limits.output)",
                hint: "raise engine.memory; the limit is 64 times that")
        }
    }

    /// Computes the file and passes its bytes to `consume`, in order.
    func evaluate(_ consume: (RawSpan) throws -> Void) throws {
        try write(open.generator.prepare(), consume)
    }

    /// The array of the file, and its elements from any place; nil for a file that is only computed as a whole.
    var enterable: (array: EncodedFile.NamedLayout, stream: any EnterableStream)? {
        guard encoding != .npz, !makesFile, let layout = file.arrays.first, let stream = open.generator.enterable
        else { return nil }
        return (layout, stream)
    }

    /// The same for a prepared call, whatever its file's form and arithmetic.
    func write(_ prepared: any PreparedCall, _ consume: (RawSpan) throws -> Void) throws {
        try file.write(from: prepared.arrays(profile), consume)
    }

    /// The recipe of this call, given its output.
    func recipe(_ output: Recipe.Output) -> Recipe {
        Recipe(
            generator: description.name, params: params, array: array.rawValue, encoding: encoding.rawValue,
            engine: .init(name: ReplayEngine.name, code: description.code, arithmetic: profile?.name),
            output: output)
    }
}
