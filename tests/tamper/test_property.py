"""For any history and any tampering: the verifier says bad exactly when bytes differ.

The bundle is made here from the rules alone, without a database. Two things nobody can see and
nobody should: an opening that was erased, and an older checkpoint that was left out.
"""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from last500.proof import merkle, notes, rules, tiles, verify

KEY = notes.LogKey("town.example/tlog", bytes(range(32)))
STREAMS = ("offices", "security", "reveals:7", "reveals:8")


def made(history: list[tuple[int, bool]], published: list[int]) -> dict[str, bytes]:
    """`history` says for each entry which stream, and whether it concerns somebody."""
    last: dict[str, tuple[int, str]] = {}
    entries, openings, leaves = [], [], []
    for index, (number, concerns) in enumerate(history):
        stream, body = STREAMS[number], {"number": index}
        seq, prev = last.get(stream, (0, rules.START))
        if concerns:
            salt, personal = bytes([index % 256]) * 32, rules.canonical({"person": f"某人{index}"})
            body["commit"] = rules.commitment(salt, personal)
            openings.append({"index": index, "personal": personal, "salt": salt.hex()})
        text, at = rules.canonical(body), f"2026-11-26T04:00:00.{index:06d}+00:00"
        digest = rules.entry_hash(stream, seq + 1, "happened", at, text, prev)
        entries.append(
            {
                "at": at,
                "body": text,
                "hash": digest,
                "index": index,
                "kind": "happened",
                "prev": prev,
                "seq": seq + 1,
                "stream": stream,
            }
        )
        last[stream] = (seq + 1, digest)
        leaves.append(merkle.leaf_hash(bytes.fromhex(digest)))

    def note(size: int) -> bytes:
        root = merkle.root(size, merkle.from_leaves(leaves[:size]))
        return KEY.sign(notes.Head(KEY.origin, size, root)).encode()

    size = len(entries)
    files = {
        "entries.jsonl": lines(entries),
        "openings.jsonl": lines(openings),
        "checkpoint": note(size),
        "key": f"{KEY.line}\n".encode(),
    }
    files |= {f"checkpoints/{older}": note(older) for older in published if older < size}
    for level, number, width in tiles.of_size(size):
        assert level == 0 or size >= tiles.WIDTH
        hashes = leaves if level == 0 else [merkle.root(256, merkle.from_leaves(leaves[:256]))]
        content = b"".join(hashes[number * 256 : number * 256 + width])
        files[tiles.path_of(level, number, width)] = content
    return files


def lines(rows: list[dict]) -> bytes:
    return "".join(
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        for row in rows
    ).encode()


def said(files: dict[str, bytes]) -> list[str]:
    check = verify.Check(files)
    check.run()
    return [english for _chinese, english in check.problems]


def tampered(files: dict[str, bytes], how: str, chance: random.Random) -> dict[str, bytes]:
    """One act of tampering; it may happen to change nothing."""
    name = chance.choice(sorted(n for n in files if files[n]))
    if how in BYTES:
        if how == "cut" and name == "openings.jsonl":
            return files  # an opening erased is no tampering
        content = bytearray(files[name])
        BYTES[how](content, chance)
        return {**files, name: bytes(content)}
    if how == "drop a file":
        unseen = name.startswith(("checkpoints/", "openings"))
        return files if unseen else {n: f for n, f in files.items() if n != name}
    if how == "a file too many":
        return {**files, "tile/0/999": b"x"}
    return {**files, "entries.jsonl": moved(files.get("entries.jsonl", b""), how, chance)}


def flip(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def write(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] = chance.randrange(256)


def cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def put_in(content: bytearray, chance: random.Random) -> None:
    content.insert(chance.randrange(len(content) + 1), chance.randrange(256))


BYTES = {"flip": flip, "write": write, "cut": cut, "put in": put_in}


def moved(content: bytes, how: str, chance: random.Random) -> bytes:
    rows = content.splitlines(keepends=True)
    if not rows:
        return content
    one, two = chance.randrange(len(rows)), chance.randrange(len(rows))
    if how == "drop a line":
        del rows[one]
    elif how == "swap":
        rows[one], rows[two] = rows[two], rows[one]
    elif how == "twice":
        rows.insert(one, rows[two])
    elif how == "swap bodies":
        first, second = json.loads(rows[one]), json.loads(rows[two])
        first["body"], second["body"] = second["body"], first["body"]
        rows[one], rows[two] = lines([first]), lines([second])
    elif how == "rewrite":
        row = json.loads(rows[one])
        row["body"] = rules.canonical({"number": chance.randrange(9)})
        fields = [row[n] for n in ("stream", "seq", "kind", "at", "body", "prev")]
        row["hash"] = rules.entry_hash(*fields)
        rows[one] = lines([row])
    return b"".join(rows)


HOW = (
    "nothing", "flip", "write", "cut", "put in", "drop a file", "a file too many",
    "drop a line", "swap", "twice", "swap bodies", "rewrite",
)  # fmt: skip
histories = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=40)


@settings(max_examples=80, deadline=None)
@given(
    histories,
    st.lists(st.integers(0, 40), max_size=2),
    st.lists(st.sampled_from(HOW), max_size=2),
    st.randoms(use_true_random=False),
)
def test_the_verifier_says_bad_exactly_when_bytes_differ(history, published, acts, chance):
    files = made(history, published)
    other = files
    for how in sorted(acts, key=lambda how: how in BYTES):  # rows first, while they are readable
        other = tampered(other, how, chance)
    assert bool(said(other)) == (other != files), said(other)


def test_a_flipped_bit_anywhere_in_a_small_bundle_is_found():
    """Every byte of checkpoint and key, every seventh of the rest."""
    files = made([(0, True), (1, False)], [])
    assert said(files) == []
    for name, content in files.items():
        for place in range(0, len(content), 1 if name in {"checkpoint", "key"} else 7):
            changed = bytearray(content)
            changed[place] ^= 1 << (place % 8)
            assert said({**files, name: bytes(changed)}), (name, place)


def test_a_large_bundle_over_the_edge_of_a_tile_is_intact():
    assert said(made([(n % 4, n % 5 == 0) for n in range(300)], [1, 256, 299])) == []
