// Checks every byte, object, link and recipe of a repository, and prints what is wrong. Exits with 1 when something is.
//
//     CheckStore FOLDER
import Engine
import Foundation
import Store

@main
enum CheckStore {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: CheckStore FOLDER")
            exit(2)
        }
        let repository = try Repository.open(
            at: CommandLine.arguments[1], Repository.Options(evaluator: { _ in ReplayEngine() }))
        let report = try Fsck(repository).run()
        for finding in report.findings {
            print("\(finding.code.rawValue): \(finding.what)")
            for path in finding.paths { print("  in \(path)") }
        }
        let objects = report.objects.values.reduce(0, +)
        print("\(objects) objects, \(report.executed) recipes executed, \(report.findings.count) findings")
        exit(report.isClean ? 0 : 1)
    }
}
