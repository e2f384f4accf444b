"""Make the test vectors that both verifiers are held to: `python -m tests.tamper.make_vectors`.

Trees and proofs come from the product's own code, bundles from `place_world`; the published heads
and proofs of Certificate Transparency stand in `src/last500/proof/tests/test_merkle.py`, against
which that code is tested, and are put among them. A test holds the files fresh.
"""

import base64
import json
import random
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from last500.proof import merkle, notes, verify
from last500.proof.tests.test_merkle import CONSISTENCY, HASHED, INCLUSION
from tests.tamper import place_world as world
from tests.tamper import test_property
from tests.tamper.place_world import KEY, rows_of, town, with_rows
from tests.tamper.test_place_tampering import OLD, amount, place_of, rehash

FOLDER = Path(__file__).with_name("vectors")
MOST = 70
Files = dict[str, bytes]


class Table:
    """Values that stand once and are named by their number."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def __call__(self, value: bytes) -> int:
        said = base64.b64encode(value).decode()
        return self.number.setdefault(said, len(self.number))


def trees() -> dict[str, object]:
    """Every inclusion and consistency proof of every tree of fewer than 70 leaves.

    Hashes are named by their number in `hashes`; the first 70 of those are the leaves.
    """
    leaves, table = [merkle.leaf_hash(b"%d" % number) for number in range(MOST)], Table()
    for leaf in leaves:
        table(leaf)
    roots, inclusion, consistency = [], [], []
    for size in range(MOST):
        node = merkle.from_leaves(leaves[:size])
        roots.append(table(merkle.root(size, node)))
        for proofs, prove in ((inclusion, merkle.inclusion), (consistency, merkle.consistency)):
            proofs.append([[table(step) for step in prove(i, size, node)] for i in range(size)])
    return {
        "hashes": list(table.number),
        "roots": roots,
        "inclusion": inclusion,
        "consistency": consistency,
    }


def reference() -> dict[str, object]:
    """The proofs of RFC 6962 as the Certificate Transparency reference has them."""
    return {
        "leaves": [leaf.hex() for leaf in HASHED],
        "inclusion": [{"index": i, "size": n, "path": path} for (i, n), path in INCLUSION.items()],
        "consistency": [{"old": m, "size": n, "path": p} for (m, n), p in CONSISTENCY.items()],
        "signatures": signatures(),
    }


def signatures() -> list[dict[str, object]]:
    """Signatures of the standard library's kind, each also with something wrong."""
    made = []
    for number in range(6):
        key = notes.LogKey("signer.example", bytes([number] * 32))
        said = bytes(range(number * 20))
        signed = Ed25519PrivateKey.from_private_bytes(key.seed).sign(said)
        twin = int.from_bytes(signed[32:], "little") + verify.L  # the same number, written twice
        for text, signature in (
            (said, signed),
            (said + b"x", signed),
            (said, bytes([signed[0] ^ 1]) + signed[1:]),
            (said, signed[:32] + twin.to_bytes(32, "little")),
            (said, signed[:63]),
        ):
            good = (text, signature) == (said, signed)
            row = {"open": key.public, "text": text, "signature": signature}
            made.append({name: data.hex() for name, data in row.items()} | {"good": good})
    return made


WITNESS = notes.witness_line(world.WITNESS)


def cosignature(note: bytes) -> bytes:
    return notes.cosign(world.WITNESS, note.decode(), 1_790_000_000).encode()


def edited(files: Files, change: Callable[[list[dict]], object]) -> Files:
    rows = rows_of(files)
    change(rows)
    return with_rows(files, rows)


def swapped(rows: list[dict]) -> None:
    one, two = place_of(rows, 2), place_of(rows, 4)
    rows[one]["body"], rows[two]["body"] = rows[two]["body"], rows[one]["body"]


def put_in(rows: list[dict]) -> None:
    at = place_of(rows, 3)
    twin = rows[at] | {"index": rows[at]["index"] + 1, "prev": rows[at]["hash"], "seq": 4}
    rows.insert(at + 1, rehash(twin))


def changed(rows: list[dict], seq: int = 3) -> None:
    at = place_of(rows, seq)
    rows[at] = amount(rows[at], 29999)


def flipped(rows: list[dict]) -> None:
    row = rows[place_of(rows, 2)]
    row["path"] = ("B" if row["path"][0] == "A" else "A") + row["path"][1:]


def bundles() -> dict[str, object]:
    """Each class of tampering with what both verifiers must say of it.

    Contents of files, in base64, are named by their number in `contents`.
    """
    log, forged = town(), town(amounts=(50000, -19000, 30000, -1000, 500))
    good, kept, code = log.bundle(older=[OLD]), ("kept", log.note(OLD).encode()), log.code(OLD)
    theirs = world.Log(world.WITNESS)
    theirs.add("offices", "given", {"number": 1})
    foreign = theirs.note().encode()
    wrong = notes.LogKey(KEY.origin, bytes(32)).line
    heavy = town(amounts=[(-1) ** number * number * 100 for number in range(60)])
    whole = test_property.made([(n % 4, n % 5 == 0) for n in range(300)], [1, 256, 299])
    cosigned = {**good, "checkpoint": good["checkpoint"] + cosignature(good["checkpoint"])}
    broken = cosigned["checkpoint"][:-9] + b"AAAAAA==\n"
    tile = bytearray(whole["tile/0/000"])
    tile[40] ^= 1
    cases = [
        ("intact", good, {"checkpoints": [kept], "keys": [KEY.line], "codes": [code]}),
        ("an amount changed", edited(good, changed), {}),
        ("an entry deleted", edited(good, lambda rows: rows.pop(place_of(rows, 3))), {}),
        ("two swapped", edited(good, swapped), {}),
        ("one put in", edited(good, put_in), {}),
        ("the tail dropped", edited(good, lambda rows: rows.pop(place_of(rows, 5))), {}),
        ("the index dropped", edited(good, lambda rows: rows.pop()), {}),
        ("rewritten, signed with the real key", forged.bundle(), {"keys": [KEY.line]}),
        ("rewritten, older held", forged.bundle(older=[OLD]), {"checkpoints": [kept]}),
        ("rewritten, code held", forged.bundle(older=[OLD]), {"codes": [code]}),
        ("a bit in a proof", edited(good, flipped), {}),
        ("a wrong key", good, {"keys": [wrong]}),
        ("another instance's checkpoint", good, {"checkpoints": [("kept", foreign)]}),
        ("a code that is none", good, {"codes": ["9", "9:", "x:y", "999:AAAA"]}),
        ("a checkpoint without a proof", good, {"checkpoints": [("kept", log.note(4).encode())]}),
        ("cosigned", cosigned, {"keys": [KEY.line], "witnesses": [WITNESS]}),
        ("cosigned, a bit changed", {**cosigned, "checkpoint": broken}, {"witnesses": [WITNESS]}),
        ("cosigned by nobody", good, {"witnesses": [WITNESS]}),
        ("many entries", heavy.bundle(older=[1, 64, 128]), {}),
        ("the whole log", whole, {"keys": [test_property.KEY.line]}),
        ("a bit in a tile", {**whole, "tile/0/000": bytes(tile)}, {}),
    ]
    table = Table()
    made = [case(table, *one) for one in [*cases, *by_chance(good)]]
    return {"contents": list(table.number), "cases": made}


def by_chance(good: Files) -> list[tuple[str, Files, dict]]:
    """Random tampering of both kinds of bundle, the same each time."""
    chance, found = random.Random(6962), []
    whole = test_property.made([(n % 4, n % 3 == 0) for n in range(9)], [4])
    for number in range(40):
        files = good if number % 2 else whole
        how = chance.choice(test_property.HOW[1:])
        found.append((f"by chance {number}: {how}", test_property.tampered(files, how, chance), {}))
    return found


def case(table: Table, name: str, files: Files, given: dict) -> dict[str, object]:
    held = [(label, note) for label, note in given.get("checkpoints", [])]
    rest = (given.get("keys", []), given.get("codes", []), given.get("witnesses", []))
    check = verify.Check(dict(files))
    check.run(held, *rest)
    return {
        "name": name,
        "files": {n: table(data) for n, data in sorted(files.items())},
        "checkpoints": [[label, table(note)] for label, note in held],
        "keys": rest[0],
        "codes": rest[1],
        "witnesses": rest[2],
        "problems": check.problems,
        "notes": check.notes,
    }


def texts() -> dict[str, str]:
    made = {"trees": trees(), "reference": reference(), "bundles": bundles()}
    return {f"{name}.json": f"{written(one)}\n" for name, one in made.items()}


def written(one: dict[str, object]) -> str:
    """One value of the outermost name, or of its list, to a line."""
    short = {"ensure_ascii": False, "separators": (",", ":")}
    lists = {name: rows if isinstance(rows, list) else [rows] for name, rows in one.items()}
    parts = [
        f"{json.dumps(name)}:[\n" + ",\n".join(json.dumps(row, **short) for row in rows) + "\n]"
        for name, rows in lists.items()
    ]
    return "{" + ",\n".join(parts) + "}"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
