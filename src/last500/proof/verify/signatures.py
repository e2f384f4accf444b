"""Ed25519, keys and signed tree heads (C2SP signed-note, tlog-checkpoint, tlog-cosignature)."""

import base64
import hashlib


def sha256(data):
    return hashlib.sha256(data).digest()


# Ed25519 (RFC 8032, 5.1.7): verification only, so it may take its time.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(one, two):
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point(encoded):
    number = int.from_bytes(encoded, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public, text, signature):
    key, s = point(public), int.from_bytes(signature[32:], "little")
    if key is None or len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % L
    minus = (P - key[0], key[1], 1, P - key[3])
    both, found = add(BASE, minus), (0, 1, 1, 0)
    for bit in range(252, -1, -1):  # [s]B - [k]A must be R
        found = add(found, found)
        choice = (s >> bit & 1) + 2 * (k >> bit & 1)
        if choice:
            found = add(found, (BASE, minus, both)[choice - 1])
    inverse = pow(found[2], P - 2, P)
    x, y = found[0] * inverse % P, found[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def b64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64")
    return data


def read_key(line, kind=b"\1"):
    """(name, key id, public key) of NAME+ID+KEY; kind 4 is a witness's (tlog-cosignature v1)."""
    name, number, encoded = line.split("+", 2)
    public = b64(encoded)[1:]
    known = sha256(name.encode() + b"\n" + kind + public)[:4]
    if b64(encoded)[:1] != kind or len(public) != 32 or known.hex() != number:
        raise ValueError("key")
    return name, known, public


class Checkpoint:
    """C2SP tlog-checkpoint; every byte of it must be as the format wants it."""

    def __init__(self, label, content):
        text, gap, lines = content.decode().rpartition("\n\n")
        self.label, self.verified, self.text = label, False, (text + "\n").encode()
        self.origin, size, root = text.split("\n")[:3]
        self.size, self.root = int(size), b64(root)
        words = [line.split(" ") for line in lines[:-1].split("\n")]
        form = all(len(word) == 3 and word[0] == "\N{EM DASH}" for word in words)
        if not form or str(self.size) != size or len(self.root) != 32 or lines[-1:] != "\n":
            raise ValueError("checkpoint")
        self.signatures = {(name, b64(line)[:4]): b64(line)[4:] for _dash, name, line in words}

    def signed_by(self, keys):
        mine = [(key[2], self.signatures[key[:2]]) for key in keys if key[:2] in self.signatures]
        return any(signed(public, self.text, signature) for public, signature in mine)

    def cosigned_by(self, witness):
        """Whether a witness's cosignature fits; it covers the moment of signing as well."""
        line = self.signatures[witness[:2]]
        moment = int.from_bytes(line[:8], "big")
        return signed(witness[2], b"cosignature/v1\ntime %d\n" % moment + self.text, line[8:])
