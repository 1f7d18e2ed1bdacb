import Objects
import Sodium
import Testing

/// Key files made by openssl 3.0 and OpenSSH 9.2, and what is wrong with their damaged copies.
@Suite struct KeyFormatTests {
    static let pemPrivate = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIO1ttbzCwW95GnI8ja3XlaPYg/b2nFJyfV1+fSi/wckp
        -----END PRIVATE KEY-----

        """
    static let pemPublic = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEANzyg6vsKsQKcteFsceLxX6e2zZddgDDkR7uJIN86QwI=
        -----END PUBLIC KEY-----

        """
    static let opensshPrivate = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        QyNTUxOQAAACDmDxtkmVVNteaHmnbLSSWTsioGsyatYy4kJKvY/J8aOgAAAJiuZ1/Rrmdf
        0QAAAAtzc2gtZWQyNTUxOQAAACDmDxtkmVVNteaHmnbLSSWTsioGsyatYy4kJKvY/J8aOg
        AAAEBn2+VR+0Sf0IeuDEclLSbIFRx2fofY8QdImUXbD3E/BOYPG2SZVU215oeadstJJZOy
        KgazJq1jLiQkq9j8nxo6AAAAD2FuYUBleGFtcGxlLm9yZwECAwQFBg==
        -----END OPENSSH PRIVATE KEY-----

        """
    static let opensshPublic =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOYPG2SZVU215oeadstJJZOyKgazJq1jLiQkq9j8nxo6 ana@example.org\n"
    static let opensshEncrypted = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABDUFMljtZ
        97fgGiplJ7rlwCAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIAP+EYo9MTA1MFSm
        7UAerSKqxZdk0YQbi67UIRd2UJOfAAAAkPjbnonNsGQSBsoA8Qio5racc2EHhyywn3C7sF
        KA18b+wImOUzmeyhHDTuM+dVuAQAzpw5ROindzyw/WND/j86Sffwy0rEWZnZADJifXb8tQ
        24uy7KfXHB7BywigQfHnpTlRpBKNDKTMcjBLG2fwmhnC+XReMoXRZpig73cGPvnDChlynd
        ngCXC5vqXWNtm6oQ==
        -----END OPENSSH PRIVATE KEY-----

        """
    static let opensshECDSA = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS
        1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQSi0GrTRtRa4hlVobwmoXicLiZ8da03
        rL7OD0RWC7/5UU2wMb1vVejL09pU40/lgXIe1nZk84DLyu9qIhW8oR24AAAAoNYjjffWI4
        33AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKLQatNG1FriGVWh
        vCaheJwuJnx1rTesvs4PRFYLv/lRTbAxvW9V6MvT2lTjT+WBch7WdmTzgMvK72oiFbyhHb
        gAAAAhAKxCl5gy18X8QnszkT47tagdEdLRxmWT6/ypxMWVT6RcAAAAAXgBAgMEBQY=
        -----END OPENSSH PRIVATE KEY-----

        """
    static let pemEncrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh1vtazo309OAICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBnlsBAQ34A88eaW8R7T7qYEQIk8
        HVYVvuzdo7RZbb4gZQb92JCSsjArZgFaZIuZv6HWizfBaDynnXjhh1s8R+2AZf48
        OlGDtOYH4WwgjDG63uk=
        -----END ENCRYPTED PRIVATE KEY-----

        """
    /// agent-rerun's fixed test key.
    static let json = """
        {
          "privateKey": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
          "publicKey": "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=",
          "note": "anything"
        }
        """

    func parsePrivate(_ text: String) throws(KeyFormatError) -> (key: SigningKey, comment: String) {
        var bytes = Array(text.utf8)
        return try SigningKey.parse(SecretBytes(wiping: &bytes))
    }

    func text(_ secret: borrowing SecretBytes) -> String {
        secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test func readsOtherPeoplesPrivateKeys() throws {
        let pem = try parsePrivate(Self.pemPrivate)
        #expect(
            Hex.encode(pem.key.publicKey.bytes) == "373ca0eafb0ab1029cb5e16c71e2f15fa7b6cd975d8030e447bb8920df3a4302")
        let ssh = try parsePrivate(Self.opensshPrivate)
        #expect(ssh.key.publicKey.description == "5g8bZJlVTbXmh5p2y0klk7IqBrMmrWMuJCSr2PyfGjo=")
        #expect(ssh.comment == "ana@example.org")
        #expect(text(ssh.key.encoded(as: .raw)) == "Z9vlUftEn9CHrgxHJS0myBUcdn6H2PEHSJlF2w9xPwQ=\n")
        let json = try parsePrivate(Self.json)
        #expect(json.key.publicKey.description == "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=")
    }

    @Test func readsOtherPeoplesPublicKeys() throws {
        let pem = try PublicKey.parse(Array(Self.pemPublic.utf8))
        #expect(pem.key == (try parsePrivate(Self.pemPrivate)).key.publicKey)
        let ssh = try PublicKey.parse(Array(Self.opensshPublic.utf8))
        #expect(ssh.key == (try parsePrivate(Self.opensshPrivate)).key.publicKey)
        #expect(ssh.comment == "ana@example.org")
        // ssh-keygen -lf
        #expect(ssh.key.fingerprint == "SHA256:G2ibc6ENnAv6rL6e1VVoic086zTxRtZRIvJ+IAdgxWc")
        #expect(try PublicKey.parse(Array(Self.json.utf8)).key == (try parsePrivate(Self.json)).key.publicKey)
    }

    @Test(arguments: KeyFormat.allCases)
    func everyFormatReadsBack(_ format: KeyFormat) throws {
        let key = SigningKey.generate()
        let file = key.encoded(as: format, comment: "a comment")
        let read = try SigningKey.parse(file)
        #expect(read.key.publicKey == key.publicKey)
        #expect(read.comment == (format == .openssh ? "a comment" : ""))
        let publicFile = key.publicKey.encoded(as: format, comment: "a comment")
        #expect(try PublicKey.parse(Array(publicFile.utf8)).key == key.publicKey)
    }

    @Test func writesWhatOpensslWrites() throws {
        let (key, _) = try parsePrivate(Self.pemPrivate)
        #expect(text(key.encoded(as: .pem)) == Self.pemPrivate)
        #expect(key.publicKey.encoded(as: .pem) == Self.pemPublic)
        let (ssh, _) = try parsePrivate(Self.opensshPrivate)
        #expect(ssh.publicKey.encoded(as: .openssh, comment: "ana@example.org") == Self.opensshPublic)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let reason: KeyFormatError.Reason
        var testDescription: String { name }
    }

    static let badPrivateKeys = [
        Bad(name: "OpenSSH with a passphrase", text: opensshEncrypted, reason: .encrypted),
        Bad(name: "PEM with a passphrase", text: pemEncrypted, reason: .encrypted),
        Bad(name: "ECDSA", text: opensshECDSA, reason: .otherAlgorithm),
        Bad(name: "a PEM public key", text: pemPublic, reason: .otherHalf),
        Bad(name: "an OpenSSH public key", text: opensshPublic, reason: .otherHalf),
        Bad(name: "JSON without a private key", text: #"{"publicKey":"AAAA"}"#, reason: .otherHalf),
        Bad(name: "JSON, loose bits in base64", text: json.replacing("BAQE=", with: "BAQF="), reason: .malformed),
        Bad(name: "JSON, another's public key", text: json.replacing("iojj", with: "iojk"), reason: .badKey),
        Bad(name: "JSON, a short key", text: #"{"privateKey":"AQEB"}"#, reason: .malformed),
        Bad(name: "JSON cut short", text: #"{"privateKey":"AQEB"#, reason: .malformed),
        Bad(name: "raw, 31 bytes", text: Base64.encode([UInt8](repeating: 1, count: 31)), reason: .malformed),
        Bad(name: "raw, no padding", text: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE", reason: .unknownFormat),
        Bad(name: "raw, loose bits", text: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQF=", reason: .unknownFormat),
        Bad(name: "raw, a space in it", text: "AQEBAQEBAQEBAQEBAQEB AQEBAQEBAQEBAQEBAQEBAQE=", reason: .unknownFormat),
        Bad(name: "nothing", text: "", reason: .malformed),
        Bad(name: "prose", text: "this is not a key", reason: .unknownFormat),
        Bad(name: "PEM, other bytes after it", text: pemPrivate + "more", reason: .malformed),
        Bad(name: "PEM, no end", text: String(pemPrivate.dropLast(30)), reason: .malformed),
        Bad(name: "PEM, version 2", text: pemPrivate.replacing("MC4CAQAw", with: "MC4CAQIw"), reason: .otherAlgorithm),
        Bad(
            name: "OpenSSH, padding", text: opensshPrivate.replacing("AwQFBg==", with: "AwQFBw=="), reason: .malformed),
        Bad(
            name: "OpenSSH, another's public key", text: opensshPrivate.replacing("CDmDxtk", with: "CDmDxtl"),
            reason: .badKey),
        Bad(
            name: "a certificate", text: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            reason: .unknownFormat),
    ]

    @Test(arguments: badPrivateKeys)
    func refusesBadPrivateKeys(_ bad: Bad) {
        let error = #expect(throws: KeyFormatError.self) { try parsePrivate(bad.text) }
        #expect(error?.reason == bad.reason)
    }

    @Test(arguments: [
        Bad(name: "private PEM", text: pemPrivate, reason: .otherHalf),
        Bad(name: "private OpenSSH", text: opensshPrivate, reason: .otherHalf),
        Bad(name: "RSA", text: "ssh-rsa AAAAB3NzaC1yc2E= x", reason: .otherAlgorithm),
        Bad(name: "another length", text: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==", reason: .malformed),
        Bad(name: "raw, small order", text: "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", reason: .badKey),
        Bad(name: "raw, short", text: "AQAA", reason: .malformed),
        Bad(name: "not UTF-8 at heart", text: "\u{fffd}", reason: .unknownFormat),
    ])
    func refusesBadPublicKeys(_ bad: Bad) {
        let error = #expect(throws: KeyFormatError.self) { try PublicKey.parse(Array(bad.text.utf8)) }
        #expect(error?.reason == bad.reason)
    }

    @Test func survivesEveryFlippedByte() {
        for file in [Self.opensshPrivate, Self.pemPrivate, Self.json, Self.opensshPublic, Self.pemPublic] {
            let bytes = Array(file.utf8)
            for index in bytes.indices {
                for mask: UInt8 in [0x01, 0x20, 0xff] {
                    var changed = bytes
                    changed[index] ^= mask
                    _ = try? PublicKey.parse(changed)
                    _ = try? SigningKey.parse(SecretBytes(wiping: &changed))
                }
            }
        }
    }
}
