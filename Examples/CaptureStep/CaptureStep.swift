// Captures a step of an agent in a signed bundle (rerun.json v0.1), and verifies another run of the step by it.
//
//     CaptureStep BUNDLE ANSWER
import Foundation
import Objects

@main
enum CaptureStep {
    static func main() throws {
        guard CommandLine.arguments.count == 3 else {
            print("usage: CaptureStep BUNDLE ANSWER")
            exit(2)
        }
        let file = URL(fileURLWithPath: CommandLine.arguments[1])
        let inputs = RerunInputs(
            systemPrompt: "Answer in one word.",
            messages: [["role": "user", "content": "What is the capital of France?"]])
        let step = RerunStep(
            model: RerunModel(vendor: "example", id: "small-1"), sampling: RerunSampling(temperature: 0, topP: 1),
            inputs: inputs, runtime: RerunRuntime(class: .cloud), transcript: transcript("Paris"), tolerance: .byte)
        let bundle = try RerunBundle.capture(step, signedBy: .generate())
        try Data(bundle.bytes).write(to: file, options: .withoutOverwriting)

        let kept = try RerunBundle(payload: Array(Data(contentsOf: file)))
        let result = try kept.verify(RerunActual(inputs: inputs, transcript: transcript(CommandLine.arguments[2])))
        for finding in result.errors + result.warnings { print(finding) }
        print(result.verified ? "verified" : "not verified")
        exit(result.verified ? 0 : 1)
    }

    static func transcript(_ answer: String) -> JSONValue {
        [["role": "assistant", "content": .string(answer)]]
    }
}
