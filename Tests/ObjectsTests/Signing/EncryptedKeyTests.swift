import Objects
import Sodium
import Testing

/// Keys that ssh-keygen 9.2 and openssl 3.0 put under the passphrase "correct horse".
@Suite struct EncryptedKeyTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let publicKey: String
        let comment: String
        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "openssh, aes256-ctr",
            text: """
                -----BEGIN OPENSSH PRIVATE KEY-----
                b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABDaZTTlBh
                PDmff0FNkWQj7+AAAAAwAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIF+3umXEa/o3LNv8
                H7NAQSgwoSLG5tqdbokKrtfcAepQAAAAoI9Fdr7MDsbjMbDEkiOlIYPfEO4sbk8oALX9aO
                CAmH6hhKmrF0IdCaz4jHCNbJxVFQMyLrqbI4vRAxj26EWHla2YhKf6ObmXVxiklOUkeRNg
                3jrjtj5z8A60dA5XGhK/F3iOBLQ3tTfaelGV0kzyppm6HIX4Ni1JmPiGbyJrtpmTmOTSZt
                OrrZ8mETfKVNpdyEbbXqB+w/zSEjNNhKIe2U0=
                -----END OPENSSH PRIVATE KEY-----

                """, publicKey: "X7e6ZcRr+jcs2/wfs0BBKDChIsbm2p1uiQqu19wB6lA=", comment: "ana@example.org"),
        Vector(
            name: "openssh, aes128-cbc",
            text: """
                -----BEGIN OPENSSH PRIVATE KEY-----
                b3BlbnNzaC1rZXktdjEAAAAACmFlczEyOC1jYmMAAAAGYmNyeXB0AAAAGAAAABAsy7aFjN
                ukGQoYMWR8jnECAAAAAwAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIA4fvdzxZ4EhI6jz
                OHPhkHX/y1xcMNpV5mzz93R6evr6AAAAoNlP4bxUe/fxTClGoqhKRyTZ1tiZ1gsig4VN1X
                ZNAKGeeCX1rLHSWNkLrUUj6YLwjRh7IqAbV4T89y1e5aOnJ8ywLw1agBPJ4ZplyKcTw9Hu
                rfXcnk46+2ZSMYX6Rj6CG1t4OtMzXvhRGW6jQ0mFIlZI+uVvlEBntp2+g6Fs55ZMlDmp9z
                SWYNbe4VH7zre0wxjlKlnvojaly7M2SpeukpM=
                -----END OPENSSH PRIVATE KEY-----

                """, publicKey: "Dh+93PFngSEjqPM4c+GQdf/LXFww2lXmbPP3dHp6+vo=", comment: "ana@example.org"),
        Vector(
            name: "openssh, aes256-gcm",
            text: """
                -----BEGIN OPENSSH PRIVATE KEY-----
                b3BlbnNzaC1rZXktdjEAAAAAFmFlczI1Ni1nY21Ab3BlbnNzaC5jb20AAAAGYmNyeXB0AA
                AAGAAAABBVcgsr1btBaVrvT9Q3muIlAAAAAwAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAA
                IF1VIcP/sF9bZCaFwAL7i+e9ObinqykfwDOY41IYwkbzAAAAoMK2xQ1G3Ig+Ta4cfltjuZ
                x9Zc2bx66y/tSxCFwEP7wJ+2xR/Gwe7DAaDSyoN9H/rEbOPNkUl/I7Npjq+TtFimjJ8C5A
                idxTZ1ZIInV1yG93twtIcB1VpOu5sPVLayAPNM7JonolkbaIBngULv/KaNYNr9frAX3H+4
                cc7um2C4RsWsZRe79FCofWKk4z66eAkqi4rc9xSLngWeMrhhCUQ2U3In9DvCvTDCk5am4F
                kkIl
                -----END OPENSSH PRIVATE KEY-----

                """, publicKey: "XVUhw/+wX1tkJoXAAvuL5705uKerKR/AM5jjUhjCRvM=", comment: "ana@example.org"),
        Vector(
            name: "PEM, PBKDF2 with SHA-256",
            text: """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgdPst/w0IWNAICCAAw
                DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEECH6dTftW6BqElAwWpC7ty0EQHuO
                ZmHoUpCiMmZhGiGY9wI/ewGfK3t7wDjyYAvwF9KvHXIKhE8pVQr1MdIfo7/8mcwL
                n9P0elRBUSfZHDR/X58=
                -----END ENCRYPTED PRIVATE KEY-----

                """, publicKey: "jqnV8GNL58BOPlqFkICDsbZ5vmBffrs9TUM9L9CtuVI=", comment: ""),
        Vector(
            name: "PEM, PBKDF2 with SHA-1",
            text: """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIGMMEgGCSqGSIb3DQEFDTA7MBoGCSqGSIb3DQEFDDANBAilLE94S6GLWwIBZDAd
                BglghkgBZQMEAQIEELWgHp7chgDF2max34jAXVoEQCtAxCzCqG3W9cCmW2vpeD1d
                pb1dhnBS8KTl/K3ygd1d+Gnizhpw3PLydedgMq19ZPFwmymYX0zLFY7VSYiaS6A=
                -----END ENCRYPTED PRIVATE KEY-----

                """, publicKey: "jqnV8GNL58BOPlqFkICDsbZ5vmBffrs9TUM9L9CtuVI=", comment: ""),
        Vector(
            name: "PEM, scrypt",
            text: """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAhc4PKUwnyUoQICBAAC
                AQgCAQEwHQYJYIZIAWUDBAEqBBDO6JuLiVVYe6r4XWZlrzGfBECymoFbM5p7UP3c
                Jd0N57pMhSKoK3rpg5PQBYze/ZWI26YeBLgdirfsDSZhxHsgJjf+x89AVjWh2X0Y
                iyX6CsT5
                -----END ENCRYPTED PRIVATE KEY-----

                """, publicKey: "jqnV8GNL58BOPlqFkICDsbZ5vmBffrs9TUM9L9CtuVI=", comment: ""),
    ]

    private static func secret(_ text: String) -> SecretBytes {
        var bytes = Array(text.utf8)
        return SecretBytes(wiping: &bytes)
    }

    @Test(arguments: vectors)
    func opensWithItsPassphraseOnly(_ vector: Vector) throws {
        let text = Self.secret(vector.text)
        let error = #expect(throws: KeyFormatError.self) { try SigningKey.parse(text) }
        #expect(error?.reason == .encrypted)
        let (key, comment) = try #require(try SigningKey.parse(text, passphrase: Self.secret("correct horse")))
        #expect(key.publicKey.description == vector.publicKey)
        #expect(comment == vector.comment)
        #expect(try SigningKey.parse(text, passphrase: Self.secret("correct horses")) == nil)
        #expect(try SigningKey.parse(text, passphrase: Self.secret("")) == nil)
    }

    @Test(arguments: KeyFormat.allCases.filter(\.takesPassphrase))
    func whatIsSealedReadsBack(_ format: KeyFormat) throws {
        let key = SigningKey.generate()
        let text = try key.encoded(as: format, comment: "a comment", passphrase: Self.secret("p"))
        let (again, comment) = try #require(try SigningKey.parse(text, passphrase: Self.secret("p")))
        #expect(again.publicKey == key.publicKey)
        #expect(comment == (format == .openssh ? "a comment" : ""))
        #expect(try SigningKey.parse(text, passphrase: Self.secret("q")) == nil)
    }

    @Test func asksNobodyForTooMuch() throws {
        let lines = Self.vectors[0].text.split(separator: "\n").map(String.init)
        var binary = try #require(Base64.decode(lines.dropFirst().dropLast().joined()))
        let place = try #require(binary.firstRange(of: [0, 0, 0, 3, 0, 0, 0, 1]))
        binary.replaceSubrange(place.lowerBound..<place.lowerBound + 4, with: [0, 0, 0x10, 0x01])
        let text = "\(lines[0])\n\(Base64.encode(binary))\n\(lines[lines.count - 1])\n"
        let error = #expect(throws: KeyFormatError.self) {
            try SigningKey.parse(Self.secret(text), passphrase: Self.secret("p"))
        }
        #expect(error?.detail == "the OpenSSH key asks for 4097 rounds of bcrypt; at most 4096 are done")
    }
}
