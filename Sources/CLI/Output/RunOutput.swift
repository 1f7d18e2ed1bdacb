import Computations
import Objects
import Store

/// The results of recording programs, for people or as JSON.
struct RunOutput {
    let report: ReportOptions
    let console: Console

    /// - Returns: 1 if one of them gave different results.
    func print(_ done: Recorder.Report) -> ExitStatus {
        var isReproducible = true
        if report.json { console.print(json(done)) }
        for result in done.results {
            let computation = result.computation
            let names = computation.outputs.prefix(4).map(\.path.quoted).joined(separator: ", ")
            let outputs =
                computation.outputs.count > 4 ? "\(names) and \(computation.outputs.count - 4) more" : names
            switch result {
            case .recorded:
                console.message(
                    "recorded \(outputs): computation \(computation.id.short), \(Figures.count(computation.inputs.count, "input")), made twice with the same bytes"
                )
            case .differs(_, let what, let why):
                isReproducible = false
                console.message("not reproducible: \(what)")
                console.message("  \(why)")
                console.message(
                    "\(outputs): staged as bytes instead; docs/computations.md says how to make it reproducible")
            }
        }
        if done.hasNoNamespaces {
            console.message(
                "no namespaces here: confined by Landlock, without another user and host name (docs/computations.md)")
        }
        if done.raisedFormat { console.message("the repository has format 2 now: an older at1 cannot read it") }
        return isReproducible ? .done : .no
    }

    private func json(_ done: Recorder.Report) -> JSONValue {
        [
            "computations": .array(
                done.results.map { result in
                    let computation = result.computation
                    var object: JSONObject = [
                        "arguments": .array(computation.arguments.map { .string($0) }),
                        "inputs": computation.inputs.map(\.path).json,
                        "outputs": .array(
                            computation.outputs.map { output in
                                var object: JSONObject = [
                                    "length": .integer(output.length), "sha256": .string(output.sha256.hex),
                                ]
                                output.path.add(to: &object)
                                return .object(object)
                            }),
                        "environment": .string(computation.environment.hex),
                    ]
                    switch result {
                    case .recorded:
                        object["computation"] = .string(computation.id.hex)
                        object["reproducible"] = true
                    case .differs(_, let what, let why):
                        object["computation"] = .null
                        object["reproducible"] = false
                        object["differs"] = .string(what)
                        object["because"] = .string(why)
                    }
                    return .object(object)
                }),
            "not_varied": .array(done.notVaried.map { .string($0) }),
            "staged": .array(done.outputs.map(\.json)),
        ]
    }
}
