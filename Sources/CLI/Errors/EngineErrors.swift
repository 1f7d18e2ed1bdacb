import Engine
import Objects

extension UnknownGenerator: TableError {
    var exitStatus: ExitStatus { .usage }
    var hint: String? { mend }
}

extension ParameterError: TableError {
    var exitStatus: ExitStatus { .usage }
    var hint: String? { mend }
}

extension SeedPoolError: TableError {
    var exitStatus: ExitStatus { .usage }
}

extension RecipeRefusal: TableError {
    var exitStatus: ExitStatus { .refused }
    var hint: String? { mend }
}

extension OutputDiffers: TableError {
    var exitStatus: ExitStatus { .no }
}

extension SourceChanged: TableError {
    var exitStatus: ExitStatus { .environment }
    var hint: String? { "try again when it is at rest" }
}
