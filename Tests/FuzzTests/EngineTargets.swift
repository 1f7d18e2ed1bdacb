import Objects

@testable import Engine

extension FuzzTarget {
    /// The bytes of a head's check (docs/format.md §4).
    private static let checkLength = 6

    /// Small limits: an input that asks for much must be refused, not computed.
    private static let engine = ReplayEngine(limits: .init(memory: 256 << 20, output: 1 << 20))

    static let files: [FuzzTarget] = [
        FuzzTarget(
            name: "at1r",
            fix: { input in
                // The check stands behind the head of a recipe, at the end of the file.
                guard input.count > 12, input[4] == 1 else { return input }
                let body = Array(input.dropLast(checkLength))
                return body + Array(Digest(of: body).bytes.prefix(checkLength))
            }
        ) { input in
            let container = try Container(front: input)
            let head = Container.head(container.content)
            try require(input.starts(with: head), "another head")
        },
        FuzzTarget(
            name: "npy",
            words: ["'descr': '<f8'", "'shape': (3, 2)", "(18446744073709551615,)", "'fortran_order': False"]
        ) {
            input in
            _ = try FileForm.forms(of: input)
            if let layout = NpyHeader.layout(input) {
                try require(input.starts(with: NpyHeader.bytes(layout)), "another header")
            }
        },
        FuzzTarget(name: "npz", words: ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "X.npy", "y.npy"]) {
            _ = try FileForm.forms(of: $0)
        },
        FuzzTarget(
            name: "evaluation", corpora: ["recipe"],
            words: [
                "\"n_paths\":", "9007199254740992", "\"n_steps\":", "\"seed\":", "np_random", "sk_blobs", "\"float32\"",
            ]
        ) { input in
            let recipe = try Recipe(payload: input)
            var length: UInt64 = 0
            try engine.evaluate(recipe) { length += UInt64($0.byteCount) }
            // What the call gives is broken off only where that is more than the recipe says.
            let isRight = try length == recipe.output.length || engine.cost(of: recipe).output > recipe.output.length
            try require(isRight, "\(length) bytes of \(recipe.output.length)")
        },
    ]
}
