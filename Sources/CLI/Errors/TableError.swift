/// An error that the command line knows: what its exit code is, what to do about it, and by which word programs tell it
/// from others.
///
/// Errors carry facts, and describe themselves. The conformances in this folder, one file for each room, are the only
/// place that gives advice.
protocol TableError: Error {
    var exitStatus: ExitStatus { get }
    /// What to do about it, where there is something.
    var hint: String? { get }
    /// The stable word of docs/json.md ("Errors"); nil for that of the exit code.
    var stableCode: String? { get }
}

extension TableError {
    var hint: String? { nil }
    var stableCode: String? { nil }
}
