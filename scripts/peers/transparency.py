"""RFC 6962 and C2SP notes, read and written without at1: Merkle trees by their definition, checkpoints, cosignatures, proofs."""
import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG, COSIGNATURE = 1, 4


def b64(data):
    return base64.b64encode(data).decode()


def unb64(text):
    return base64.b64decode(text.strip(), validate=True)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(data):
    return sha256(b"\0", data)


def split(count):
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def root(leaves):
    """MTH of RFC 6962, §2.1, over the leaves themselves."""
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    k = split(len(leaves))
    return sha256(b"\1", root(leaves[:k]), root(leaves[k:]))


def path(index, leaves):
    """PATH of RFC 6962, §2.1.1."""
    if len(leaves) <= 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), root(leaves[k:])]
    return [*path(index - k, leaves[k:]), root(leaves[:k])]


def proof(old, leaves, whole=True):
    """SUBPROOF of RFC 6962, §2.1.2."""
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*proof(old, leaves[:k], whole), root(leaves[k:])]
    return [*proof(old - k, leaves[k:], False), root(leaves[:k])]


def key_id(name, kind, public):
    return sha256(name.encode(), b"\n", bytes([kind]), public)[:4]


def vkey(name, kind, public):
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


class Signer:
    """A private key under a name."""

    def __init__(self, name, seed):
        self.name = name
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.private.public_key().public_bytes_raw()

    def line(self, text):
        """The signature of a log."""
        return f"— {self.name} {b64(key_id(self.name, LOG, self.public) + self.private.sign(text.encode()))}\n"

    def cosign(self, text, time):
        signed = self.private.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        return f"— {self.name} {b64(key_id(self.name, COSIGNATURE, self.public) + time.to_bytes(8, 'big') + signed)}\n"


def checkpoint(origin, leaves):
    return f"{origin}\n{len(leaves)}\n{b64(root(leaves))}\n"


class Note:
    """A signed checkpoint that somebody else wrote."""

    def __init__(self, text):
        body, _, lines = text.rpartition("\n\n")
        self.text = body + "\n"
        self.signatures = []
        for line in lines.splitlines():
            dash, name, data = line.split(" ")
            assert dash == "—"
            self.signatures.append((name, unb64(data)))
        origin, size, digest = self.text.splitlines()[:3]
        self.origin, self.size, self.root = origin, int(size), unb64(digest)

    def verify(self, name, kind, public):
        """The time of a good cosignature, or True for a good signature; False if the key did not sign."""
        for named, data in self.signatures:
            if named != name or data[:4] != key_id(name, kind, public):
                continue
            time, signature, text = True, data[4:], self.text
            if kind == COSIGNATURE:
                time, signature = int.from_bytes(data[4:12], "big"), data[12:]
                text = f"cosignature/v1\ntime {time}\n{self.text}"
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
                return time
            except InvalidSignature:
                return False
        return False


class Proof:
    """A tlog-proof with at1's extra data."""

    def __init__(self, text):
        head, _, note = text.partition("\n\n")
        mark, extra, index, *hashes = head.split("\n")
        assert mark == "c2sp.org/tlog-proof@v1"
        self.note = Note(note)
        self.index = int(index.removeprefix("index "))
        self.path = [unb64(line) for line in hashes]
        leaf, _, rest = unb64(extra.removeprefix("extra ")).partition(b"\n")
        self.leaf = leaf.removeprefix(b"leaf ")
        self.since = None
        if rest:
            first, *lines = rest.decode().splitlines()
            _, size, digest = first.split(" ")
            self.since = int(size), unb64(digest), [unb64(line) for line in lines]
