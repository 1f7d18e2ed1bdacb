internal import Files
package import Objects
package import Sodium

/// The user's keys: one file `NAME.key` for each, with its public key in `NAME.pub`, which OpenSSH can read.
package struct KeyStore: Sendable {
    /// The folder of the keys; it need not exist.
    package let folder: String

    package init(folder: String) {
        self.folder = folder
    }

    /// A key in the store.
    package struct Entry: Hashable, Sendable {
        package let name: String
        package let publicKey: PublicKey
        package let comment: String
        package let isSealed: Bool
        /// Whether users other than its owner may read the file.
        package let isReadableByOthers: Bool
    }

    package static func isName(_ name: String) -> Bool {
        1...64 ~= name.utf8.count && !name.hasPrefix(".") && !name.hasPrefix("-")
            && name.utf8.allSatisfy { unit in
                switch unit {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private func path(_ name: String, suffix: String = ".key") throws(KeysError) -> String {
        guard Self.isName(name) else { throw .badName(name) }
        return "\(folder)/\(name)\(suffix)"
    }

    /// The names of all keys, in order.
    package func names() throws(KeysError) -> [String] {
        let files = try KeysError.naming { () throws(FileError) in
            do throws(FileError) { return try Folder(at: folder).names() } catch  where error.isMissing { return [] }
        }
        return files.map(\.description).filter { $0.hasSuffix(".key") }.map { String($0.dropLast(4)) }
            .filter(Self.isName).sorted()
    }

    /// A key file and who may read it; nil if there is none.
    private func load(_ name: String) throws(KeysError) -> Loaded? {
        let path = try path(name)
        guard let contents = try SecretFile.find(path, limit: KeyFile.maximumLength) else { return nil }
        do throws(DecodeError) {
            return Loaded(file: try KeyFile(parsing: contents.bytes), isReadableByOthers: contents.isReadableByOthers)
        } catch {
            throw KeysError.malformed(path: path, error)
        }
    }

    private struct Loaded: ~Copyable {
        let file: KeyFile
        let isReadableByOthers: Bool
    }

    package func find(_ name: String) throws(KeysError) -> Entry? {
        guard let loaded = try load(name) else { return nil }
        return Entry(
            name: name, publicKey: loaded.file.publicKey, comment: loaded.file.comment,
            isSealed: loaded.file.isSealed, isReadableByOthers: loaded.isReadableByOthers)
    }

    package func get(_ name: String) throws(KeysError) -> Entry {
        guard let entry = try find(name) else { throw .noSuchKey(name) }
        return entry
    }

    /// The key to use if none is named: the only one in the store.
    package func getDefault() throws(KeysError) -> Entry {
        let names = try names()
        guard names.count == 1 else { throw .noDefaultKey(among: names) }
        return try get(names[0])
    }

    /// Opens a key. `passphrase` is called only if the key is sealed.
    ///
    /// - Parameter allowsReaders: whether users other than its owner may read the key's file.
    package func open(
        _ name: String, allowsReaders: Bool = false, _ passphrase: () throws(KeysError) -> SecretBytes
    ) throws(KeysError) -> SigningKey {
        guard let loaded = try load(name) else { throw .noSuchKey(name) }
        guard allowsReaders || !loaded.isReadableByOthers else {
            throw .readableByOthers(path: try path(name))
        }
        if let key = try loaded.file.open() { return key }
        guard let key = try loaded.file.open(try passphrase()) else { throw .wrongPassphrase(name) }
        return key
    }

    /// Opens a key. The passphrase is read only if the key is sealed.
    package func open(
        _ name: String, allowsReaders: Bool = false, _ passphrase: PassphraseSource
    ) throws(KeysError) -> SigningKey {
        try open(name, allowsReaders: allowsReaders) { () throws(KeysError) in
            try passphrase.read(for: "the key '\(name)'")
        }
    }

    /// Adds a key under an unused name: sealed, or unsealed if there is no source of a passphrase.
    package func add(
        _ name: String, _ key: SigningKey, comment: String, _ passphrase: PassphraseSource?
    ) throws(KeysError) {
        guard try find(name) == nil else { throw .keyExists(name) }
        guard let passphrase else { return try add(name, KeyFile(plain: key, comment: comment)) }
        let secret = try passphrase.read(for: "the new key '\(name)'", confirming: true)
        try add(name, KeyFile(sealing: key, comment: comment, passphrase: secret))
    }

    /// Adds a key under an unused name. The folder is created if it is missing.
    package func add(_ name: String, _ file: borrowing KeyFile) throws(KeysError) {
        let (keyPath, publicPath) = (try path(name), try path(name, suffix: ".pub"))
        guard try find(name) == nil else { throw .keyExists(name) }
        try SecretFile.createFolder(folder)
        // The key comes last: until it exists, the name is free and the call can be repeated.
        var line = Array(file.publicKey.encoded(as: .openssh, comment: file.comment).utf8)
        try SecretFile.write(SecretBytes(wiping: &line), to: publicPath, mode: 0o644, replacing: true)
        do throws(KeysError) {
            try SecretFile.write(file.text(), to: keyPath)
        } catch {
            if case .file(let error) = error, error.isExisting { throw .keyExists(name) }
            throw error
        }
    }
}
