import GitFilter
import Objects
import Testing

/// Merges of parameters in three ways.
@Suite struct ParameterMergeTests {
    @Test(arguments: [
        (#"{"a":1,"b":2}"#, #"{"a":3,"b":2}"#, #"{"a":1,"b":4}"#, #"{"a":3,"b":4}"#),
        (#"{"a":1}"#, #"{"a":1,"b":2}"#, #"{"a":1,"c":3}"#, #"{"a":1,"b":2,"c":3}"#),
        (#"{"a":1,"b":2}"#, #"{"b":2}"#, #"{"a":1,"b":3}"#, #"{"b":3}"#),
        (
            #"{"a":[1,{"x":1,"y":2}]}"#, #"{"a":[1,{"x":5,"y":2}]}"#, #"{"a":[0,{"x":1,"y":6}]}"#,
            #"{"a":[0,{"x":5,"y":6}]}"#
        ),
        (#"{"a":1}"#, #"{"a":2}"#, #"{"a":2}"#, #"{"a":2}"#),
    ])
    func whatOneSideChanged(base: String, ours: String, theirs: String, merged: String) throws {
        #expect(try merge(base, ours, theirs) == .merged(JSONValue(parsing: merged)))
        #expect(try merge(base, theirs, ours) == .merged(JSONValue(parsing: merged)))
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#), (#"{"a":1}"#, #"{}"#, #"{"a":3}"#), (#"{}"#, #"{"a":2}"#, #"{"a":3}"#),
        (#"{"a":[1]}"#, #"{"a":[1,2]}"#, #"{"a":[3]}"#), (#"{"a":{"b":1}}"#, #"{"a":2}"#, #"{"a":{"b":3}}"#),
    ])
    func conflicts(base: String, ours: String, theirs: String) throws {
        #expect(try merge(base, ours, theirs) == .conflict)
        #expect(try merge(base, theirs, ours) == .conflict)
    }

    private func merge(_ base: String, _ ours: String, _ theirs: String) throws -> ParameterMerge {
        ParameterMerge(
            base: try JSONValue(parsing: base), ours: try JSONValue(parsing: ours),
            theirs: try JSONValue(parsing: theirs))
    }
}
