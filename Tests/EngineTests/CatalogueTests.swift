import Objects
import Testing

@testable import Engine

@Suite struct CatalogueTests {
    /// Each wrong call of np_montecarlo, the parameter that the error names, and what it says.
    @Test(arguments: [
        (#"{"seed":-1,"n_paths":1,"n_steps":1}"#, "seed", "must be an integer, 0 or more, of any size, not -1"),
        (#"{"seed":1.5,"n_paths":1,"n_steps":1}"#, "seed", "not 1.5"),
        (#"{"seed":"12","n_paths":1,"n_steps":1}"#, "seed", "not \"12\""),
        (#"{"seed":true,"n_paths":1,"n_steps":1}"#, "seed", "not true"),
        (#"{"n_paths":1,"n_steps":1}"#, "seed", "is missing"),
        (#"{"seed":1,"n_paths":-3,"n_steps":1}"#, "n_paths", "must be an integer, 0 or more, not -3"),
        (#"{"seed":1,"n_paths":9007199254740993,"n_steps":1}"#, "n_paths", "not \"9007199254740993\""),
        (#"{"seed":1,"n_paths":1,"n_steps":null}"#, "n_steps", "not null"),
        (#"{"seed":1,"n_paths":1,"n_steps":1,"process":"wlk"}"#, "process", #""normal" or "walk", not "wlk""#),
        (#"{"seed":1,"n_path":1,"n_steps":1}"#, "n_path", "has no parameter"),
        (#"{"seed":1,"n_paths":9007199254740992,"n_steps":9007199254740992}"#, "n_paths", "more than any file holds"),
    ])
    func wrongParametersAreNamed(text: String, parameter: String, detail: String) throws {
        let params = try ReplayEngine.params(parsing: text, for: "np_montecarlo")
        let error = try #require(throws: ParameterError.self) { try Call.Open("np_montecarlo", params) }
        #expect(error.parameter == parameter)
        #expect(error.detail.contains(detail), "\(error.detail)")
    }

    @Test(arguments: [
        (#"{"seed":NaN}"#, "column 9", "NaN"), (#"{'seed':1}"#, "column 2", "double quotes"),
        ("{\"seed\":1,\n \"n\" 2}", "line 2, column 6", nil), (#"{"seed":1e999}"#, "column 9", nil),
        (#"{"a":1,"a":2}"#, "twice", nil), ("", "column 1", nil), ("[1]", "must be a JSON object", nil),
    ] as [(String, String, String?)])
    func paramsThatAreNotJSONSayWhere(text: String, place: String, mend: String?) throws {
        let error = try #require(throws: ParameterError.self) {
            try ReplayEngine.params(parsing: text, for: "np_montecarlo")
        }
        #expect(error.detail.contains(place), "\(error.detail)")
        if let mend { #expect(error.mend?.contains(mend) == true) }
    }

    @Test func nearNamesAreSuggested() {
        #expect(nearest(to: "n_pahts", among: ["seed", "n_paths", "n_steps"]) == "n_paths")
        #expect(nearest(to: "N-Steps", among: ["seed", "n_paths", "n_steps"]) == "n_steps")
        #expect(nearest(to: "temperature", among: ["seed", "n_paths", "n_steps"]) == nil)
        #expect(UnknownGenerator("np_montcarlo").mend == "did you mean \"np_montecarlo\"?")
    }

    @Test func largeSeedsHaveOneForm() throws {
        let params = try ReplayEngine.params(
            parsing: #"{"seed":170141183460469231731687303715884118073,"n_paths":33,"n_steps":3}"#, for: "np_montecarlo")
        let open = try Call.Open("np_montecarlo", params)
        #expect(open.params["seed"] == "170141183460469231731687303715884118073")
    }

    /// The fingerprint changes when, and only when, the generator's results do.
    @Test func codesStand() throws {
        let codes = Dictionary(uniqueKeysWithValues: Catalogue.generators.map { ($0.name, $0.code.hex) })
        #expect(codes["np_montecarlo"] == "85012d00f0fa7572697cf3aaaf0ceaba9b2170cb8d8ae5e59a6657b8e0ffb471")
    }

    @Test func everyProbeIsExecuted() throws {
        for type in Catalogue.types {
            #expect(!type.probes.isEmpty)
            for probe in type.probes {
                let call = try type.init(Arguments(probe.params, for: type))
                var count = 0
                try call.prepare().arrays(probe.profile).stream(probe.array) { count += $0.byteCount }
                #expect(count > 0)
            }
        }
    }

    @Test func schemasNameEveryParameter() throws {
        for generator in Catalogue.generators {
            guard case .object(let schema) = generator.schema, case .object(let properties) = schema["properties"] else {
                Issue.record("\(generator.name) has no schema")
                continue
            }
            #expect(Set(properties.keys) == Set(generator.parameters.map(\.name)))
        }
    }
}
