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
        (
            #"{"seed":1,"n_paths":9007199254740993,"n_steps":1}"#, "n_paths",
            "too large: 9007199254740993, and 9007199254740992 is the most"
        ),
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

    @Test func anArrayHasNoMoreAxesThanNumpyHas() throws {
        for (count, isRight) in [(64, true), (65, false), (100_000, false)] {
            let params: JSONObject = [
                "seed": 1,
                "calls": [
                    ["call": "standard_normal", "size": .array([JSONValue](repeating: 1, count: count))]
                ],
            ]
            if isRight {
                _ = try Call.Open("np_random", params).call(.features, .npy, nil)
            } else {
                let error = try #require(throws: ParameterError.self) { try Call.Open("np_random", params) }
                #expect(error.detail.contains("has \(count) axes; an array of numpy has at most 64"))
            }
        }
    }

    /// What is drawn on the way counts, though nothing of it is kept.
    @Test(arguments: ["np_random", "np_legacy"])
    func drawingWithoutEndIsRefused(generator: String) throws {
        let normals = generator == "np_random" ? "standard_normal" : "randn"
        func open(_ first: JSONValue, _ array: JSONValue) throws -> Call.Open {
            try Call.Open(
                generator,
                [
                    "seed": 1,
                    "calls": [
                        ["call": .string(normals), "size": first, "array": array],
                        ["call": .string(normals), "size": 1, "array": "y"],
                    ],
                ])
        }
        let limits = ReplayEngine.Limits(memory: 1 << 30)
        for array in [JSONValue.null, "X"] {
            try open(1_000_000, array).check(limits)
            let refusal = try #require(throws: RecipeRefusal.self) {
                try open(1_000_000_000_000_000, array).check(limits)
            }
            #expect(refusal.reason == .tooLarge)
            #expect(refusal.detail.contains("draws 8000000000000008 bytes"), "\(refusal.detail)")
        }
    }

    /// The same for scikit-learn's.
    @Test(arguments: [
        ("sk_classification", #"{"seed":4294967296}"#, "seed", "0 to 4294967295, not 4294967296"),
        ("sk_classification", #"{"random_state":1}"#, "random_state", "the seed is called seed"),
        ("sk_classification", #"{"seed":1,"n_samples":0}"#, "n_samples", "not 0"),
        ("sk_classification", #"{"seed":1,"n_informative":19}"#, "n_features", "is 20, but"),
        ("sk_classification", #"{"seed":1,"n_classes":3}"#, "n_informative", "corners are too few"),
        (
            "sk_classification", #"{"seed":1,"n_classes":4294967295,"n_clusters_per_class":4294967295}"#,
            "n_informative", "too few"
        ),
        ("sk_classification", #"{"seed":1,"weights":[0.1,0.2,0.7]}"#, "weights", "lists 3 numbers for n_classes = 2"),
        ("sk_classification", #"{"seed":1,"weights":[1e300]}"#, "weights", "so large"),
        ("sk_classification", #"{"seed":1,"weights":[true]}"#, "weights", "must be a list of numbers or null"),
        ("sk_classification", #"{"seed":1,"flip_y":1.5}"#, "flip_y", "a number, 0 to 1, not 1.5"),
        ("sk_classification", #"{"seed":1,"class_sep":0}"#, "class_sep", "above 0"),
        ("sk_classification", #"{"seed":1,"shift":[1,2]}"#, "shift", "lists 2 numbers for n_features = 20"),
        ("sk_classification", #"{"seed":1,"return_X_y":false}"#, "return_X_y", "true only"),
        ("sk_regression", #"{"seed":1,"effective_rank":5}"#, "effective_rank", "must be null, not 5"),
        ("sk_regression", #"{"seed":1,"noise":-1}"#, "noise", "0 or more"),
        ("sk_regression", #"{"seed":1,"n_sample":1}"#, "n_sample", "has no parameter"),
        ("sk_blobs", #"{"seed":1,"centers":[[1,2],[3]]}"#, "centers", "rows of one length"),
        ("sk_blobs", #"{"seed":1,"centers":[]}"#, "centers", "at least one"),
        ("sk_blobs", #"{"seed":1,"n_samples":[1,2],"centers":2}"#, "centers", "must be a list or null"),
        ("sk_blobs", #"{"seed":1,"n_samples":[1,2],"centers":[[1,2]]}"#, "n_samples", "lists 2 counts for 1 centers"),
        ("sk_blobs", #"{"seed":1,"n_samples":[4294967295,1]}"#, "n_samples", "sums to 4294967296"),
        ("sk_blobs", #"{"seed":1,"cluster_std":[1,2]}"#, "cluster_std", "lists 2 numbers for 3 centers"),
        ("sk_blobs", #"{"seed":1,"center_box":[1,2,3]}"#, "center_box", "2 of them"),
    ])
    func wrongParametersOfScikitLearnAreNamed(generator: String, text: String, parameter: String, detail: String) throws
    {
        let params = try ReplayEngine.params(parsing: text, for: generator)
        let error = try #require(throws: ParameterError.self) { try Call.Open(generator, params) }
        #expect(error.parameter == parameter)
        #expect(error.detail.contains(detail), "\(error.detail)")
    }

    /// Sizes that no machine has, in every way to ask for them.
    @Test(arguments: [
        ("sk_classification", #"{"seed":1,"n_samples":4294967295}"#),
        ("sk_classification", #"{"seed":1,"n_features":4294967295,"n_informative":4294967290}"#),
        (
            "sk_classification",
            #"{"seed":1,"n_features":100,"n_informative":64,"n_classes":4294967295,"n_clusters_per_class":2147483647}"#
        ),
        ("sk_regression", #"{"seed":1,"n_features":4294967295,"n_targets":4294967295,"n_samples":1}"#),
        ("sk_blobs", #"{"seed":1,"n_samples":1,"n_features":4294967295,"centers":4294967295}"#),
    ])
    func absurdSizesAreRefusedAtOnce(generator: String, text: String) throws {
        let engine = ReplayEngine(limits: .init(memory: 1 << 30))
        let params = try ReplayEngine.params(parsing: text, for: generator)
        let made = try #require(throws: RecipeRefusal.self) {
            try engine.makeRecipe(generator: generator, params: params) { _ in }
        }
        let found = try #require(throws: RecipeRefusal.self) {
            try engine.identify(generator: generator, params: params, in: [1, 2, 3])
        }
        #expect(made.reason == .tooLarge && found == made)
    }

    @Test(
        arguments: [
            (#"{"seed":NaN}"#, "column 9", "NaN"), (#"{'seed':1}"#, "column 2", "double quotes"),
            ("{\"seed\":1,\n \"n\" 2}", "line 2, column 6", nil), (#"{"seed":1e999}"#, "column 9", nil),
            (#"{"a":1,"a":2}"#, "twice", nil), ("", "column 1", nil), ("[1]", "must be a JSON object", nil),
        ] as [(String, String, String?)])
    func paramsThatAreNotJSONSayWhere(text: String, place: String, hint: String?) throws {
        let error = try #require(throws: ParameterError.self) {
            try ReplayEngine.params(parsing: text, for: "np_montecarlo")
        }
        #expect(error.detail.contains(place), "\(error.detail)")
        if let hint { #expect(error.hint?.contains(hint) == true) }
    }

    @Test func nearNamesAreSuggested() {
        #expect(nearest(to: "n_pahts", among: ["seed", "n_paths", "n_steps"]) == "n_paths")
        #expect(nearest(to: "N-Steps", among: ["seed", "n_paths", "n_steps"]) == "n_steps")
        #expect(nearest(to: "temperature", among: ["seed", "n_paths", "n_steps"]) == nil)
        #expect(UnknownGenerator("np_montcarlo").hint == "did you mean \"np_montecarlo\"?")
    }

    @Test func largeSeedsHaveOneForm() throws {
        let params = try ReplayEngine.params(
            parsing: #"{"seed":170141183460469231731687303715884118073,"n_paths":33,"n_steps":3}"#, for: "np_montecarlo"
        )
        let open = try Call.Open("np_montecarlo", params)
        #expect(open.params["seed"] == "170141183460469231731687303715884118073")
    }

    /// The fingerprint changes when, and only when, the generator's results do.
    @Test func codesStand() throws {
        let codes = Catalogue.generators.map { "\($0.name) \($0.code.hex)" }
        #expect(
            codes == [
                "np_montecarlo 781bc4e353d454523ed3e53f17e3d1a75c91ce7e0b707550c0342abbcd9a6e5a",
                "np_random 01ad6d6f90a37901cae3720647bf17209ba60087514e0e20585fe247cb039d62",
                "np_legacy 9eb9f99e2619559b96c569d2c556936ee5dfea7b5bf54b131bca429335cd1b2d",
                "sk_classification e415f66ccbac127f097da16c474932187725d970d8f24e061a4b359557bc9f60",
                "sk_regression 5a068a304bfc9d7940072f7ae0f030718c99703c4cb01af0f15239d9bccaf0da",
                "sk_blobs c7de9936a918f461d42a8f9323c14a17ec84e5b925f03a7b4d3dcf85ebc5630a",
                "program ee9eac644646da9d7282cea34201208f39a36c0eda1ce8e7ebedcafc60f44518",
            ])
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
            guard case .object(let schema) = generator.schema, case .object(let properties) = schema["properties"]
            else {
                Issue.record("\(generator.name) has no schema")
                continue
            }
            #expect(Set(properties.keys) == Set(generator.parameters.map(\.name)))
        }
    }
}
