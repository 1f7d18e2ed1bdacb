/// The credentials that this side can offer.
package struct GitCredentials: Sendable {
    /// Private keys for ssh, tried in order after those of the agent. Each may have its public key beside it in `.pub`.
    package var keyFiles: [String]
    /// Whether an ssh agent is available.
    package var hasAgent: Bool
    /// The account for ssh if the URL names none.
    package var account: String
    /// Asks for a name and a password; nil if there are none. Called again if they were refused.
    package var ask: @Sendable (_ url: String, _ user: String?) -> (user: String, password: String)?

    package init(
        keyFiles: [String] = [], hasAgent: Bool = false, account: String = "git",
        ask: @escaping @Sendable (_ url: String, _ user: String?) -> (user: String, password: String)? = { _, _ in nil }
    ) {
        self.keyFiles = keyFiles
        self.hasAgent = hasAgent
        self.account = account
        self.ask = ask
    }
}
