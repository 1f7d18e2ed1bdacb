/// An error that the command line knows: its exit code, what to do about it, and the stable code by which programs
/// recognise it.
///
/// Errors carry facts, and describe themselves. The conformances in this folder, one file for each target, are the only
/// place that gives advice.
protocol TableError: Error {
    var exitStatus: ExitStatus { get }
    /// What to do about it, if anything.
    var hint: String? { get }
    /// The stable code of docs/json.md ("Errors"); nil for that of the exit code.
    var stableCode: String? { get }
}

extension TableError {
    var hint: String? { nil }
    var stableCode: String? { nil }
}
