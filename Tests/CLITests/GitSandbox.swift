import Foundation
import TestSupport

extension Sandbox {
    /// With at1 on the path of git, a home of its own, and an empty repository of git in `data`.
    static func withGit() throws -> (box: Sandbox, environment: [String: String]) {
        let box = try Sandbox()
        try box.files.makeFolder("bin")
        try box.files.makeFolder("home")
        try FileManager.default.createSymbolicLink(atPath: box.files["bin/at1"], withDestinationPath: TestSupport.at1)
        let environment = box.environment.merging([
            "PATH": "\(box.files["bin"]):/usr/bin:/bin", "HOME": box.files["home"], "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.org",
        ]) { $1 }
        _ = try run(
            "/usr/bin/env", ["git", "init", "-q", "-b", "main", "data"], in: box.files.path, environment: environment)
        return (box, environment)
    }
}
