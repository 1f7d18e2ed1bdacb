import Store

/// Which build this is.
enum Version {
    static let number = "0.1.0"
    /// What an attestation names as its verifier.
    static let text = "at1 \(number)"
    /// What `at1 --version` says.
    static let report = "\(text)\nrepository format \(Repository.format)"
}
