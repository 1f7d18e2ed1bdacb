import Computations
import Objects
import Store

extension ComputationRefusal: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .notTrusted, .environmentDiffers: .refused
        case .failed, .unable: .environment
        case .differs: .no
        }
    }

    var hint: String? {
        switch self {
        case .notTrusted(let id, _, _): "read it with 'at1 show \(id.short)', then 'at1 trust \(id.short)'"
        case .environmentDiffers(let id, _):
            "put these files back as they were, or record the outputs again: 'at1 update'; 'at1 show \(id.short)' has the command"
        case .failed: nil
        case .unable(let cause): (cause as? any TableError)?.hint
        case .differs: "the program depends on something that is not recorded: docs/computations.md has a table"
        }
    }

    var stableCode: String? {
        switch self {
        case .notTrusted: "not-trusted"
        case .environmentDiffers: "environment-differs"
        case .failed, .unable: "could-not-run"
        case .differs: "computation-differs"
        }
    }
}

extension ComputationError: TableError {
    var exitStatus: ExitStatus { .environment }

    var hint: String? {
        switch self {
        case .noProgram: "name it by its path, or check PATH"
        case .notInstalled(_, let package): "install it: apt-get install \(package)"
        case .sandbox: "bubblewrap needs user namespaces: see 'sysctl kernel.unprivileged_userns_clone' and AppArmor"
        case .noSandbox:
            "allow user namespaces ('sysctl kernel.unprivileged_userns_clone', AppArmor), or use Linux 6.2 with Landlock"
        case .argumentNamesWorkTree: "name files by their paths from the folder that the program runs in"
        case .strayInput: "name it with --in"
        case .strayOutput: "name it with --out, or remove it"
        case .noOutput: "let it write its result to a file: at1 run -- sh -c 'PROGRAM > FILE'"
        case .outputIsLink: "an output is a regular file"
        case .readThenWritten: "an input must stay as it is: let it write to another file"
        case .writesOutside: "let it write to the working tree, or to /tmp if only it needs the file"
        case .notReadableByAll: "keep private files out of computations; if this one is not private, 'chmod a+r' it"
        case .inputIsOutputOfAnother: "record them one after the other"
        case .changedWhileRecorded: "try again when nothing changes it"
        case .circle: "record one of them again with other inputs"
        case .missingInput(let path):
            "'at1 restore \(path)' brings it back; if the program no longer needs it, record it again with 'at1 run'"
        case .editedByHand(let path):
            "'at1 restore \(path)' discards the change, 'at1 add \(path)' keeps it instead of the program's; or --force"
        case .madeTwice: "remove the files of one of them, or record it again"
        case .trustLine: "remove the line"
        case .noSettingsFolder: "set HOME, or XDG_CONFIG_HOME, to a path that starts with '/'"
        }
    }

    var stableCode: String? { "could-not-run" }
}
