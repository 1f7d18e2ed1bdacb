extension PageScript {
    /// Reads keys that the viewer provides: a key in any of the usual forms, or a signers file (docs/format.md §9.3).
    static let signers = #"""
        const bytesOfHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
        const opensshHead = bytesOfHex("0000000b7373682d6564323535313900000020");
        const derHead = bytesOfHex("302a300506032b6570032100");

        /** The 32 bytes of a key behind a fixed head; throws when there is another. */
        function keyBehind(head, bytes) {
          if (bytes.length !== head.length + 32 || head.some((byte, i) => byte !== bytes[i])) throw new Error("no Ed25519 public key");
          return bytes.slice(head.length);
        }

        /** The first moment of a valid-before option, in seconds since 1970. */
        function revocationTime(text) {
          const parts = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z$/.exec(text);
          if (!parts) throw new Error("no date: " + text);
          return Date.UTC(parts[1], parts[2] - 1, parts[3], parts[4] || 0, parts[5] || 0, parts[6] || 0) / 1000;
        }

        function signerOfLine(line) {
          const found = /^(.*?)(?:^|\s)ssh-ed25519\s+(\S+)/.exec(line);
          if (!found) return { key: rawKey(line) };
          const signer = { key: keyBehind(opensshHead, bytesOfBase64(found[2])) };
          const [principals, ...options] = found[1].trim().split(/\s+/);
          if (principals) signer.principal = principals.split(",")[0];
          const text = options.join(" ");
          if (text && !/^[a-z-]+="[^"]*"(,[a-z-]+="[^"]*")*$/.test(text)) throw new Error("no options: " + text);
          for (const [, name, value] of text.matchAll(/([a-z-]+)="([^"]*)"/g)) {
            if (name === "namespaces") signer.namespaces = value.split(",");
            else if (name === "valid-before") signer.revokedFrom = revocationTime(value);
            else throw new Error("an unknown option: " + name);
          }
          return signer;
        }

        function rawKey(text) {
          const bytes = bytesOfBase64(text.trim().replace(/^base64:/, ""));
          if (bytes.length !== 32) throw new Error("an Ed25519 public key is 32 bytes in base64");
          return bytes;
        }

        /** The signers in a text: {key, principal, namespaces, revokedFrom}, all but the key perhaps undefined. */
        function readSigners(text) {
          const pem = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(text);
          if (pem) return [{ key: keyBehind(derHead, bytesOfBase64(pem[1].replace(/\s/g, ""))) }];
          if (/^\s*\{/.test(text)) return [{ key: rawKey(String(JSON.parse(text).publicKey)) }];
          const lines = text.split(/\r?\n/).filter((line) => line.trim() && !line.trim().startsWith("#"));
          if (!lines.length) throw new Error("there is no key in it");
          return lines.map(signerOfLine);
        }

        /** The verdict on the signature for a user who trusts these signers (docs/format.md §9.4). */
        async function judge(sealed, signers) {
          for (const { key } of signers) {
            const signed = await isSigned(sealed, key);
            if (signed === null) return { verdict: "unchecked" };
            if (!signed) continue;
            const lines = signers.filter((other) => other.key.every((byte, i) => byte === key[i]));
            const revoked = lines.filter((line) => line.revokedFrom !== undefined).sort((a, b) => a.revokedFrom - b.revokedFrom)[0];
            const good = lines.find((line) => !line.namespaces || line.namespaces.includes("session"));
            const isLate = revoked && (!sealed.endedAt || sealed.endedAt >= revoked.revokedFrom);
            if (isLate) return { verdict: "revoked", key, principal: revoked.principal, from: revoked.revokedFrom };
            return good ? { verdict: "good", key, principal: good.principal } : { verdict: "unknown", key };
          }
          return { verdict: signers.length === 1 ? "bad" : "none", key: signers.length === 1 ? signers[0].key : undefined };
        }

        """#
}
