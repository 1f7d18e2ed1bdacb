import Objects
import Packs
import Store
import XZ

extension DecodeError: TableError {
    var exitStatus: ExitStatus { .no }
}

extension XZError: TableError {
    var exitStatus: ExitStatus { .no }
}

extension TokenError: TableError {
    var exitStatus: ExitStatus { .no }
}

extension KeyFormatError: TableError {
    var exitStatus: ExitStatus { .no }
}

extension ObjectError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .missing, .absent: .no
        case .wrongKind: .usage
        }
    }

    var hint: String? {
        switch self {
        case .missing: Damage.fsckHint
        case .absent: "put the file in its place and 'at1 add' it"
        case .wrongKind: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .missing: "object-missing"
        case .absent: "content-absent"
        case .wrongKind: nil
        }
    }
}

extension Damage: TableError {
    static let fsckHint = "run 'at1 fsck' to see what is damaged, and which files are affected"

    var exitStatus: ExitStatus { .no }
    var hint: String? { Self.fsckHint }
    var stableCode: String? { "damaged" }
}

extension LimitExceeded: TableError {
    var exitStatus: ExitStatus { .refused }
    var stableCode: String? { "too-large" }
}

extension LibraryUnavailable: TableError {
    var exitStatus: ExitStatus { .environment }
}

extension RecipeError: TableError {
    var exitStatus: ExitStatus {
        switch self {
        case .differs: .no
        case .noEvaluator: .refused
        }
    }

    var hint: String? {
        switch self {
        case .differs: "the recipe is kept; run 'at1 fsck' for the whole picture"
        case .noEvaluator: nil
        }
    }

    var stableCode: String? {
        switch self {
        case .differs: "recipe-differs"
        case .noEvaluator: nil
        }
    }
}
