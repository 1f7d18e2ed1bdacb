import Engine
import Objects

extension UnknownGenerator: TableError {
    var exitStatus: ExitStatus { .usage }
}

extension ParameterError: TableError {
    var exitStatus: ExitStatus { .usage }
}

extension SeedPoolError: TableError {
    var exitStatus: ExitStatus { .usage }
}

extension RecipeRefusal: TableError {
    var exitStatus: ExitStatus { .refused }
}

extension OutputDiffers: TableError {
    var exitStatus: ExitStatus { .no }
}

extension SourceChanged: TableError {
    var exitStatus: ExitStatus { .environment }
    var hint: String? { "try again when nothing changes it" }
}
