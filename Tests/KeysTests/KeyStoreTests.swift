import Glibc
import Keys
import Objects
import Sodium
import TestSupport
import Testing

extension Scratch {
    fileprivate var store: KeyStore { KeyStore(folder: path + "/at1/keys") }
}

private func secret(_ text: String) -> SecretBytes {
    var bytes = Array(text.utf8)
    return SecretBytes(wiping: &bytes)
}

private let cheap = PasswordHash.Cost(operations: 1, memory: 8 << 10)

@Suite struct KeyStoreTests {
    @Test func aSealedKeyOpensWithItsPassphraseOnly() throws {
        let scratch = try Scratch()
        let key = SigningKey.generate()
        try scratch.store.add(
            "ana", KeyFile(sealing: key, comment: "the\nlaptop", passphrase: secret("correct"), cost: cheap))
        #expect(try scratch.store.open("ana") { () throws(KeysError) in secret("correct") }.publicKey == key.publicKey)
        let wrong = #expect(throws: KeysError.self) {
            try scratch.store.open("ana") { () throws(KeysError) in secret("Correct") }
        }
        #expect(wrong == .wrongPassphrase("ana"))
        let entry = try scratch.store.get("ana")
        #expect(entry.isSealed && entry.comment == "thelaptop" && !entry.isReadableByOthers)

        var status = stat()
        #expect(stat(scratch.path + "/at1/keys/ana.key", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(stat(scratch.path + "/at1/keys", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func aPlainKeyOpensWithoutBeingAskedFor() throws {
        let scratch = try Scratch()
        let key = SigningKey.generate()
        try scratch.store.add("ci", KeyFile(plain: key, comment: ""))
        let opened = try scratch.store.open("ci") { () throws(KeysError) in throw KeysError.noTerminal }
        #expect(opened.sign([1]) == key.sign([1]))
        #expect(try scratch.store.getDefault().publicKey == key.publicKey)
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o610] as [mode_t])
    func aKeyThatOthersCanReadIsRefused(_ mode: mode_t) throws {
        let scratch = try Scratch()
        let key = SigningKey.generate()
        try scratch.store.add("ci", KeyFile(plain: key, comment: ""))
        let file = scratch.path + "/at1/keys/ci.key"
        chmod(file, mode)
        #expect(try scratch.store.get("ci").isReadableByOthers)
        let error = #expect(throws: KeysError.self) { try scratch.store.open("ci", .given("")) }
        #expect(error == .readableByOthers(path: file))
        #expect(try scratch.store.open("ci", allowsReaders: true, .given("")).publicKey == key.publicKey)
    }

    @Test func whoMayReadAnotherToolsKeyIsAskedOfTheFileBehindALink() throws {
        let scratch = try Scratch()
        let key = SigningKey.generate()
        let (file, link) = (scratch.path + "/pass", scratch.path + "/signers")
        try ForeignKeyFile.write(key, as: .openssh, comment: "", to: file)
        #expect(symlink("pass", link) == 0)
        #expect(try ForeignKeyFile.findPrivate(link, .given(""))?.key.publicKey == key.publicKey)
        chmod(file, 0o640)
        for path in [file, link] {
            let error = #expect(throws: KeysError.self) { try ForeignKeyFile.findPrivate(path, .given("")) }
            #expect(error == .readableByOthers(path: path))
            #expect(
                try ForeignKeyFile.findPrivate(path, allowsReaders: true, .given(""))?.key.publicKey == key.publicKey)
        }
    }

    @Test(arguments: [KeyFormat.pem, .openssh])
    func anotherToolsKeyOpensWithItsPassphraseOnly(_ format: KeyFormat) throws {
        let scratch = try Scratch()
        let key = SigningKey.generate()
        let file = scratch.path + "/pass"
        try ForeignKeyFile.write(key, as: format, comment: "", sealed: .given("right"), to: file)
        #expect(try ForeignKeyFile.findPrivate(file, .given("right"))?.key.publicKey == key.publicKey)
        let error = #expect(throws: KeysError.self) { try ForeignKeyFile.findPrivate(file, .given("wrong")) }
        #expect(error == .wrongPassphrase(file))
    }

    @Test func namesAreTakenOnceAndChecked() throws {
        let scratch = try Scratch()
        #expect(try scratch.store.names() == [])
        #expect(throws: KeysError.noDefaultKey(among: [])) { try scratch.store.getDefault() }
        try scratch.store.add("b", KeyFile(plain: .generate(), comment: ""))
        try scratch.store.add("a", KeyFile(plain: .generate(), comment: ""))
        #expect(try scratch.store.names() == ["a", "b"])
        #expect(throws: KeysError.noDefaultKey(among: ["a", "b"])) { try scratch.store.getDefault() }
        let taken = #expect(throws: KeysError.self) {
            try scratch.store.add("a", KeyFile(plain: .generate(), comment: ""))
        }
        #expect(taken == .keyExists("a"))
        for name in ["", ".a", "-a", "a/b", "a b", "é", String(repeating: "a", count: 65)] {
            let bad = #expect(throws: KeysError.self) { try scratch.store.get(name) }
            #expect(bad == .badName(name))
        }
        #expect(throws: KeysError.noSuchKey("c")) { try scratch.store.get("c") }
    }

    @Test func everyFlippedByteOfAKeyFileIsNoticed() throws {
        let key = SigningKey.generate()
        let sealed = try KeyFile(sealing: key, comment: "c", passphrase: secret("p"), cost: cheap).text()
        let bytes = sealed.withUnsafeBytes { Array($0) }
        let comment = try #require(bytes.firstRange(of: Array("comment c".utf8)))
        for index in bytes.indices where !comment.contains(index) {
            for mask: UInt8 in [1, 0x20, 0x80] {
                var changed = bytes
                changed[index] ^= mask
                do {
                    let opened = try KeyFile(parsing: SecretBytes(wiping: &changed)).open(secret("p"))
                    #expect(
                        opened == nil,
                        "byte \(index), mask \(mask), \(String(decoding: bytes[max(0, index - 9)..<min(bytes.count, index + 9)], as: UTF8.self))"
                    )
                } catch {}
            }
        }
    }

    @Test func aKeyFileCannotAskForAllMemory() throws {
        let key = SigningKey.generate()
        let text = try KeyFile(sealing: key, comment: "", passphrase: secret("p"), cost: cheap).text()
        let plain = text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        let greedy = plain.replacing("argon2id13 1 8192", with: "argon2id13 1 1099511627776")
        let reason = #expect(throws: DecodeError.self) { _ = try KeyFile(parsing: secret(greedy)) }?.reason
        #expect(reason == .outOfRange)
    }

    @Test func passphrasesComeFromFilesAndVariables() throws {
        let scratch = try Scratch()
        try SecretFile.write(secret("first line\r\nsecond\n"), to: scratch.path + "/pass")
        let same = try PassphraseSource.file(scratch.path + "/pass").read(for: "x").equals(secret("first line"))
        #expect(same)
        let given = try PassphraseSource.given("é").read(for: "x", confirming: true).equals(secret("é"))
        #expect(given)
        #expect(
            #expect(throws: KeysError.self) { _ = try PassphraseSource.given("").read(for: "x", confirming: true) }
                == .emptyPassphrase)
    }

    @Test func aSignersFileIsReplacedWhole() throws {
        let scratch = try Scratch()
        let file = SignersFile(scratch.path + "/signers")
        #expect(try file.read() == TrustedSigners())
        let signer = try TrustedSigner(principals: ["ana"], key: SigningKey.generate().publicKey)
        try file.change { $0.trust(signer) }
        try file.change { $0.trust(signer) }
        #expect(try file.read().signers == [signer])
        _ = try file.change { $0.revoke(signer.key, from: 5) }
        #expect(try file.read().signers == [signer.revoked(from: 5)])
    }
}
