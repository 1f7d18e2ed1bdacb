import Foundation
import Objects
import TestSupport
import Testing

/// Recipes that state files of 2^64 - 1 bytes: sums of them end no process.
@Suite struct HugeRecipeTests {
    private func recipe(_ seed: Int) -> SecondWriter.Object {
        let zeros = String(repeating: "0", count: 64)
        let engine = #"{"arithmetic":null,"code":"\#(zeros)","name":"at1"}"#
        let output = #"{"length":"18446744073709551615","sha256":"\#(zeros)"}"#
        let params = #"{"n_paths":1,"n_steps":1,"seed":\#(seed)}"#
        return SecondWriter.Object(
            .recipe,
            Array(
                #"{"array":"X","encoding":"raw","engine":\#(engine),"generator":"np_montecarlo","output":\#(output),"params":\#(params)}"#
                    .utf8))
    }

    @Test func sumsOfTheirLengthsAreSaturated() throws {
        let box = try Sandbox(committed: ["f": Array("words\n".utf8)])
        let recipes = [recipe(1), recipe(2), recipe(3)]
        let tree = SecondWriter.tree(
            recipes.enumerated().map { ("100644", "recipe", "r\($0.offset)", $0.element.id) })
        let commit = SecondWriter.commit(tree: tree.id)
        try SecondWriter.put(recipes + [tree, commit], in: box.files)
        try box.files.write(".at1store/refs/heads/huge", "\(commit.id.hex)\n")

        let usage = try box.ok("du", "--revision", "huge")
        #expect(usage.contains("3 files: stored, and as files"), "\(usage)")
        #expect(try box.ok("du", "--revision", "huge", "--json").contains(#""materialised":"18446744073709551615""#))
        // Each is a finding: nothing was executed by another engine's code.
        let checked = try box.at1("fsck")
        #expect(checked.status == 1, "\(checked.errors)")
        #expect(checked.output.components(separatedBy: "could not run").count == 4, "\(checked.output)")
        for call in [
            ["ls-tree", "-l", "huge"], ["show", "huge"], ["diff", "HEAD", "huge"], ["gc"],
        ] {
            let outcome = try run(at1, call, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 0, "\(call): \(outcome.errors)")
        }
        for (call, status) in [(["switch", "huge"], 4 as Int32), (["cat", "huge:r1"], 3)] {
            let outcome = try run(at1, call, in: box.files.path, environment: box.environment)
            #expect(outcome.status == status, "\(call): \(outcome.errors)")
        }
        let clone = try run(
            at1, ["clone", "-b", "huge", ".", "copy"], in: box.files.path, environment: box.environment)
        #expect(clone.status == 4, "\(clone.errors)")
    }
}
