import Store

/// The version of this build.
enum Version {
    static let number = "0.1.0"
    /// The name of the verifier in an attestation.
    static let text = "at1 \(number)"
    /// The output of `at1 --version`.
    static let report = "\(text)\nrepository format \(Repository.format)"
}
