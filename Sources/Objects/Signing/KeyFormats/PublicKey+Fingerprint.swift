extension PublicKey {
    /// The key's fingerprint, as `ssh-keygen -l` shows it: `SHA256:` and base64 without padding.
    public var fingerprint: String {
        let text = Base64.encode(Digest(of: OpenSSHKey.publicBlob(bytes)).bytes)
        return "SHA256:" + text.prefix { $0 != "=" }
    }
}
