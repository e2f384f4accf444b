"""A compound's bundle made from the rules alone, and the ways to tamper with it.

The rows are the product's own form; `tests/tamper/vectors/` and the property test are made of it.
"""

import base64
import json
from collections.abc import Mapping, Sequence

from last500.proof import merkle, notes, rules, verify
from last500.proof.notes import LogKey

KEY = LogKey("town.example/tlog", bytes(range(32)))
WITNESS = LogKey("next.example/tlog", bytes(range(1, 33)))
PLACE = "17"
Row = dict[str, str | int]


def canonical(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text(hashes: Sequence[bytes]) -> str:
    return base64.b64encode(b"".join(hashes)).decode()


def money(amounts: Sequence[int]) -> list[tuple[str, dict[str, str | int]]]:
    """Entries of a ledger, positive amounts come in; in fen."""
    balance, entries = 0, []
    for seq, amount in enumerate(amounts, 1):
        balance += amount
        way = "in" if amount >= 0 else "out"
        body = {"seq": seq, "direction": way, "fen": abs(amount), "balance": balance}
        entries.append(("ledger entry", body | {"kind": "parking", "posted": "2026-11-26"}))
    return entries


RESULT = {
    "item": "5", "units": 10, "persons": 9, "area": 9000, "took_persons": 7, "took_area": 6500,
    "for_persons": 4, "for_area": 4000, "against_persons": 2, "against_area": 2000,
    "abstain_persons": 1, "abstain_area": 500, "passed": True,
}  # fmt: skip


class Log:
    """A log in memory. What belongs to the compound stands among what does not."""

    def __init__(self, key: LogKey = KEY) -> None:
        self.key, self.rows, self.leaves = key, [], []
        self.last: dict[str, tuple[int, str]] = {}

    def add(self, stream: str, kind: str, body: Mapping[str, str | int | bool]) -> None:
        seq, prev = self.last.get(stream, (0, rules.START))
        index = len(self.rows)
        said, at = rules.canonical(body), f"2026-11-26T04:00:00.{index:06d}+00:00"
        digest = rules.entry_hash(stream, seq + 1, kind, at, said, prev)
        self.rows.append(
            {"at": at, "body": said, "hash": digest, "index": index, "kind": kind, "prev": prev,
             "seq": seq + 1, "stream": stream}
        )  # fmt: skip
        self.last[stream] = (seq + 1, digest)
        self.leaves.append(merkle.leaf_hash(bytes.fromhex(digest)))

    def ends(self) -> dict[str, dict[str, str]]:
        keys = sorted({name.partition(":")[2] for name in self.last} - {""})
        table: dict[str, dict[str, str]] = {key: {} for key in keys}
        for name, (seq, digest) in self.last.items():
            if name != "heads":
                for key in [name.partition(":")[2]] if ":" in name else keys:
                    table[key][name] = f"{seq} {digest}"
        return table

    def close(self) -> int:
        """The index over all streams, as the checkpointer writes it; returns the size."""
        hashes = [merkle.leaf_hash(canonical(one).encode()) for one in self.ends().values()]
        root = merkle.root(len(hashes), merkle.from_leaves(hashes)).hex()
        self.table = self.ends()
        self.add("heads", "heads", {"places": len(hashes), "root": root})
        return len(self.rows)

    def note(self, size: int | None = None) -> str:
        size = len(self.rows) if size is None else size
        root = merkle.root(size, merkle.from_leaves(self.leaves[:size]))
        return self.key.sign(notes.Head(self.key.origin, size, root))

    def code(self, size: int) -> str:
        return notes.read_head(self.note(size)).code

    def bundle(self, older: Sequence[int] = (), place: str = PLACE) -> dict[str, bytes]:
        size, node = len(self.rows), merkle.from_leaves(self.leaves)
        mine = [row for row in self.rows if row["stream"] in self.table[place]] + [self.rows[-1]]
        rows = [row | {"path": text(merkle.inclusion(row["index"], size, node))} for row in mine]
        hashes = [merkle.leaf_hash(canonical(one).encode()) for one in self.table.values()]
        index = list(self.table).index(place)
        path = text(merkle.inclusion(index, len(hashes), merkle.from_leaves(hashes)))
        roots = {one: merkle.root(one, merkle.from_leaves(self.leaves[:one])) for one in older}
        proofs = [
            {"index": one, "path": text(merkle.consistency(one, size, node)), "root": text([root])}
            for one, root in sorted(roots.items())
        ]
        files = {
            "checkpoint": self.note(),
            "entries.jsonl": "".join(f"{canonical(row)}\n" for row in rows),
            "heads.jsonl": canonical(
                {"heads": canonical(self.table[place]), "index": index, "path": path}
            )
            + "\n",
            "key": f"{self.key.line}\n",
            "older.jsonl": "".join(f"{canonical(row)}\n" for row in proofs),
        }
        files |= {f"checkpoints/{one}": self.note(one) for one in older}
        return {name: said.encode() for name, said in files.items()}


def town(amounts: Sequence[int] = (50000, -20000, 30000, -1000, 500), later: int = 3) -> Log:
    """Two compounds and an office; between the compound's entries stand those of others."""
    log = Log()
    for number, (kind, body) in enumerate(money(amounts)):
        log.add("offices", "given", {"number": number})
        log.add(f"ledger:{PLACE}", kind, body)
        log.add("ledger:9", kind, body)
    log.add(f"votes:{PLACE}", "vote outcome", RESULT)
    log.add("log", "key in use", {"key": KEY.line})
    for number in range(later):
        log.add("offices", "given", {"number": number})
    log.close()
    return log


def rows_of(files: Mapping[str, bytes]) -> list[Row]:
    return [json.loads(line) for line in files["entries.jsonl"].splitlines()]


def with_rows(files: Mapping[str, bytes], rows: Sequence[Mapping[str, object]]) -> dict[str, bytes]:
    lines = "".join(f"{canonical(row)}\n" for row in rows)
    return {**files, "entries.jsonl": lines.encode()}


def said(
    files: Mapping[str, bytes],
    older: Sequence[tuple[str, bytes]] = (),
    keys: Sequence[str] = (),
    codes: Sequence[str] = (),
    witnesses: Sequence[str] = (),
) -> list[str]:
    """What verify.py finds wrong, in English; the Chinese beside it must never be empty."""
    check = verify.Check(dict(files))
    check.run(older, keys, codes, witnesses)
    assert all(chinese and english for chinese, english in check.problems)
    return [english for _chinese, english in check.problems]
