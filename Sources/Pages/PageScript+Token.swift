extension PageScript {
    /// Opens the token and checks its signature.
    static let token = #"""
        const $ = (id) => document.getElementById(id);
        const facts = JSON.parse($("facts").textContent);

        function bytesOfBase64(text) {
          const standard = text.trim().replace(/-/g, "+").replace(/_/g, "/");
          if (Uint8Array.fromBase64) return Uint8Array.fromBase64(standard);
          const raw = atob(standard);
          const bytes = new Uint8Array(raw.length);
          for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
          return bytes;
        }

        function openToken() {
          const token = $("token").textContent.trim();
          const dot = token.lastIndexOf(".");
          const payload = bytesOfBase64(token.slice(0, dot));
          return { token, payload, signature: bytesOfBase64(token.slice(dot + 1)) };
        }

        /** Whether the signature is the key's: true, false, or null when this browser cannot say. */
        async function isSigned(sealed, key) {
          if (!globalThis.crypto || !crypto.subtle) return null;
          try {
            const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
            return await crypto.subtle.verify({ name: "Ed25519" }, imported, sealed.signature, sealed.payload);
          } catch (error) {
            return error.name === "NotSupportedError" ? null : false;
          }
        }

        const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

        /** The key's name as ssh-keygen shows it: SHA-256 of the key in OpenSSH's form. */
        async function fingerprint(key) {
          if (!globalThis.crypto || !crypto.subtle) return "";
          const name = new TextEncoder().encode("ssh-ed25519");
          const blob = new Uint8Array(4 + name.length + 4 + key.length);
          blob[3] = name.length;
          blob.set(name, 4);
          blob[4 + name.length + 3] = key.length;
          blob.set(key, 8 + name.length);
          const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", blob));
          return "SHA256:" + btoa(String.fromCharCode(...digest)).replace(/=+$/, "");
        }

        """#
}
