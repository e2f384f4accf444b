#!/usr/bin/env python3
"""核验包检查 · Check a bundle of the log, offline: Python 3.9 or newer and nothing else.

    python3 verify.py bundle.zip [--checkpoint FILE …] [--key LINE_OR_FILE …] [--code SIZE:CODE …]

0 完整 intact · 1 有问题 something is wrong, and where · 2 打不开 cannot be read
It shows that nothing was changed after it was published; not that what was written is true.
"""

import argparse
import base64
import hashlib
import hmac
import json
import sys
import zipfile
from pathlib import Path

WIDTH, SHOWN, MOST_LOST = 256, 20, 1_000_000
PLAIN = {"README.md", "verify.py", "entries.jsonl", "openings.jsonl", "checkpoint", "key"}
WORDS = ("at", "body", "hash", "index", "kind", "prev", "seq", "stream")
ENTRY = [(word, int if word in {"index", "seq"} else str) for word in WORDS]
OPENING = [("index", int), ("personal", str), ("salt", str)]


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


class Tree:
    """The Merkle tree of RFC 6962 over leaf hashes."""

    def __init__(self, leaves):
        self.levels, self.size = [leaves], len(leaves)
        while len(self.levels[-1]) > 1:
            row = self.levels[-1]
            pairs = range(0, len(row) - 1, 2)
            self.levels.append([sha256(b"\1" + row[at] + row[at + 1]) for at in pairs])

    def root(self, size):
        right = None
        for height, row in enumerate(self.levels if size <= self.size else ()):
            if size >> height & 1:
                node = row[(size >> height) - 1]
                right = node if right is None else sha256(b"\1" + node + right)
        return right or sha256(b"")

    def agrees(self, point):
        return point.size <= self.size and self.root(point.size) == point.root


def tile_names(size):
    """Every tile of a tree of this size (C2SP tlog-tiles): name → (level, number, width)."""
    names, level = {}, 0
    while size:
        for number in range(-(-size // WIDTH)):
            width, rest, steps = min(WIDTH, size - number * WIDTH), number // 1000, ""
            while rest:
                steps, rest = f"x{rest % 1000:03d}/{steps}", rest // 1000
            end = "" if width == WIDTH else f".p/{width}"
            names[f"tile/{level}/{steps}{number % 1000:03d}{end}"] = (level, number, width)
        size, level = size // WIDTH, level + 1
    return names


def canonical(row):
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry_hash(row):
    head = canonical({word: row[word] for word in ("at", "kind", "prev", "seq", "stream")})
    return sha256(f"{head}\n{row['body']}".encode())


def b64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64")
    return data


def read_key(line):
    """(name, key id, public key) of NAME+ID+KEY (C2SP signed-note)."""
    name, number, encoded = line.split("+", 2)
    kind, public = b64(encoded)[:1], b64(encoded)[1:]
    known = sha256(name.encode() + b"\n" + kind + public)[:4]
    if kind != b"\1" or len(public) != 32 or known.hex() != number:
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


class Check:
    """One bundle. `problems` and `notes` are pairs of sentences, Chinese and English."""

    def __init__(self, files):
        self.files, self.problems, self.notes = files, [], []
        self.rows, self.leaves, self.changed = {}, {}, set()

    def bad(self, words, first=None, last=None, into=None):
        """`words` is 'Chinese | English'; entries in {} are counted from 1 for the reader."""
        chinese, english = words.split(" | ")
        if first is not None:
            span = f"{first + 1}–{last + 1}" if last and last > first else f"{first + 1}"
            chinese, english = chinese.format(f"第 {span} 条"), english.format(f"entry {span}")
        (self.problems if into is None else into).append((chinese, english))

    def attempt(self, words, make, *given):
        try:
            return [make(*given)]
        except ValueError:
            return self.bad(words) or []

    def ranges(self, words, indexes):
        row = sorted(set(indexes))
        starts = [at for at, i in enumerate(row) if not at or row[at - 1] != i - 1]
        for start, after in zip(starts, [*starts[1:], len(row)]):  # noqa: B905
            self.bad(words, row[start], row[after - 1])

    def run(self, checkpoints=(), keys=(), codes=()):
        words = "核验包里没有可读的校验码 | no readable checkpoint in the bundle"
        heads = self.attempt(words, Checkpoint, "checkpoint", self.files.get("checkpoint", b""))
        if not heads:
            return
        head = heads[0]
        self.read_entries()
        if head.size > len(self.rows) + MOST_LOST:
            self.bad(f"只有 {len(self.rows)} 条，应有 {head.size} 条 | {len(self.rows)} entries of"
                     f" {head.size} are here: the rest is missing")  # fmt: skip
            return
        self.check_chains()
        tree = self.check_tree(head)
        inside = sorted(name for name in self.files if name.startswith("checkpoints/"))
        older = [(name, self.files[name]) for name in inside]
        self.check_checkpoints(head, [*older, *checkpoints], keys, tree)
        self.check_codes(codes, tree)
        self.check_openings()
        for name in sorted(self.files.keys() - PLAIN - {*inside} - tile_names(head.size).keys()):
            self.bad(f"多出文件 {name} | {name} does not belong here")

    def rows_of(self, name, form):
        last, lines = -1, self.files.get(name, b"").split(b"\n")
        for number, raw in enumerate(lines[:-1], 1):
            try:
                row = json.loads(raw)
                if canonical(row).encode() != raw or [(w, type(row[w])) for w in row] != form:
                    raise ValueError("form")
            except (ValueError, TypeError, RecursionError):
                self.bad(f"{name} 第 {number} 行读不出来 | {name} line {number} is unreadable")
                continue
            if row["index"] <= last:
                self.bad("{}的位置不对 | {} stands in the wrong place", row["index"])
            last = max(last, row["index"])
            yield row
        if lines[-1]:
            self.bad(f"{name} 的结尾不完整 | the end of {name} is cut off")

    def read_entries(self):
        for row in self.rows_of("entries.jsonl", ENTRY):
            index, digest = row["index"], entry_hash(row)
            if digest.hex() != row["hash"]:
                self.changed.add(index)
            self.rows[index], self.leaves[index] = row, sha256(b"\0" + digest)

    def check_chains(self):
        last = {}
        for index, row in sorted(self.rows.items()):
            stream, seq = row["stream"], row["seq"]
            before, link = last.get(stream, (0, "0" * 64))
            gone = f"{stream}/{before + 1}"
            if seq <= before:
                self.bad("{}是插进来的，或者换了位置 | {} was put in or moved", index)
            elif seq > before + 1:
                self.bad(f"{{}}之前缺少 {gone} | {gone} is missing before {{}}", index)
            elif row["prev"] != link:
                self.bad("{}和前一条接不上 | {} does not follow from the one before", index)
            last[stream] = (max(seq, before), row["hash"])

    def check_tree(self, head):
        """The tree the checkpoint speaks of, from the entries or else from the tiles."""
        size, names = head.size, tile_names(head.size)
        missing = [index for index in range(size) if index not in self.leaves]
        own = None if missing else Tree([self.leaves[index] for index in range(size)])
        row = b"".join(self.files.get(name, b"") for name in names if name[:7] == "tile/0/")
        shown = Tree([row[at : at + 32] for at in range(0, len(row), 32)])
        tree = next((tree for tree in (own, shown) if tree and tree.agrees(head)), None)
        if tree is None:
            self.bad("内容和校验码对不上 | the contents do not give the checkpoint's root")
        if tree is None or tree is not own:
            missing = self.compare(shown.levels[0][:size], missing)
        self.ranges("缺少{} | {} missing", missing)
        self.ranges("{}被改 | {} changed", self.changed)
        self.ranges("多出{} | {} not in the checkpoint", (i for i in self.leaves if i >= size))
        self.check_tiles(names, (tree or own or shown).levels)
        return tree or own or shown

    def compare(self, published, missing):
        """Where the entries are not what was published; returns all that are missing."""
        here, there = set(self.leaves.values()), set(published)
        differ = {i for i, leaf in enumerate(published) if self.leaves.get(i, leaf) != leaf}
        moved = {index for index in differ if self.leaves[index] in there}
        self.changed |= differ - moved
        self.ranges("{}换了位置 | {} moved", moved - self.changed)
        return [*missing, *(index for index in moved if published[index] not in here)]

    def check_tiles(self, names, levels):
        for name, (level, number, width) in names.items():
            row = levels[8 * level] if 8 * level < len(levels) else []
            want, found = row[number * WIDTH :][:width], self.files.get(name)
            if found is None:
                self.bad(f"缺少文件 {name} | {name} is missing")
            elif found != b"".join(want):
                same = [found[32 * at :][:32] == hash for at, hash in enumerate(want)]
                at = (same.index(False) if False in same else width) + 1
                self.bad(f"文件 {name} 第 {at} 个值坏了 | {name} is broken at hash {at}")

    def check_checkpoints(self, head, older, keys, tree):
        points, trusted = [head], self.read_keys(keys)
        for label, content in older:
            words = f"校验码 {label} 读不出来 | the checkpoint {label} is unreadable"
            points += self.attempt(words, Checkpoint, label, content)
        while fresh := [p for p in points if not p.verified and p.signed_by(trusted)]:
            for one in fresh:
                one.verified = True
                trusted |= self.announced(one.size, tree) if tree.agrees(one) else set()
        for one in points:
            self.judge(one, points[1:], trusted, tree)

    def read_keys(self, keys):
        if not keys:
            self.bad("公钥取自核验包本身，请和公示的核对 | the key is the bundle's own: compare it"
                     " with the one on the notice board", into=self.notes)  # fmt: skip
        words = "公钥读不出来 | the public key is unreadable"
        lines = keys or [self.files.get("key", b"").decode("utf-8", "replace")]
        lines = [line[:-1] if line[-1:] == "\n" else line for line in lines]
        return {key for line in lines for key in self.attempt(words, read_key, line)}

    def announced(self, size, tree):
        """A change of the key is itself an entry: it names the old key and the new one."""
        rows = [row for row in self.rows.values() if row["stream"] == "log" and row["index"] < size]
        told = [row for row in rows if self.leaves[row["index"]] == tree.levels[0][row["index"]]]
        bodies = [json.loads(row["body"]) for row in told if row["kind"] == "key"]
        return {read_key(line) for body in bodies for line in body.values()}

    def judge(self, one, older, trusted, tree):
        label, size = one.label, one.size
        if one.origin not in {key[0] for key in trusted}:
            self.bad(f"{label} 是另一个日志（{one.origin}）的 | {label} is of another origin")
        elif not one.verified and not {key[:2] for key in trusted} & one.signatures.keys():
            self.bad(f"{label} 是别的钥匙签的 | {label} is signed with another key (wrong key)")
        elif not one.verified:
            self.bad(f"{label} 的签名不对 | the signature of {label} is wrong")
        elif one in older and not tree.agrees(one):
            good = [p.size for p in older if p.verified and p.size < size and tree.agrees(p)]
            self.bad(f"与旧的校验码 {label}（{size} 条）不一致，改动在{{}} | not consistent with"
                     f" the older checkpoint {label} (size {size}): the change lies in {{}}",
                     max(good, default=0), size - 1)  # fmt: skip

    def check_codes(self, codes, tree):
        """What stands on a notice board: the size, and 16 characters of the root in base 32."""
        for posted in codes:
            size, code = posted.upper().replace("-", "").split(":")
            known = base64.b32encode(tree.root(int(size))).decode()[:16]
            if int(size) > tree.size or code != known:
                self.bad(f"与公示的 {posted} 不一致 | not what was posted: {posted}")

    def check_openings(self):
        promised = {i: row["body"] for i, row in self.rows.items() if '"commit":"' in row["body"]}
        for row in self.rows_of("openings.jsonl", OPENING):
            try:
                salt, body = bytes.fromhex(row["salt"]), promised.pop(row["index"])
            except (ValueError, KeyError):
                salt, body = b"", ""
            said = hmac.new(salt, row["personal"].encode(), "sha256").hexdigest()
            if f'"commit":"{said}"' not in body or salt.hex() != row["salt"]:
                self.bad("{}的附注和承诺对不上 | the opening of {} does not fit", row["index"])
        if promised and "openings.jsonl" in self.files:
            self.bad(f"{len(promised)} 条的当事人已抹去，记录仍有效 | {len(promised)} entries are"
                     " valid though who they concern was erased", into=self.notes)  # fmt: skip


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle")
    for name in ("--checkpoint", "--key", "--code"):
        parser.add_argument(name, action="append", default=[])
    given = parser.parse_args(words)
    try:
        with zipfile.ZipFile(given.bundle) as bundle:
            check = Check({name: bundle.read(name) for name in bundle.namelist()})
        older = [(name, Path(name).read_bytes()) for name in given.checkpoint]
        keys = [Path(k).read_text("utf-8") if Path(k).exists() else k for k in given.key]
        check.run(older, keys, given.code)
    except (OSError, ValueError, zipfile.BadZipFile) as fault:
        sys.stdout.write(f"打不开 · cannot be read: {fault}\n")
        return 2
    said = [f"{chinese}。 {english}." for chinese, english in check.problems[:SHOWN] + check.notes]
    more, count = len(check.problems) - SHOWN, len(check.rows)
    said += [f"还有 {more} 处。 … and {more} more."] if more > 0 else []
    good = f"完整：{count} 条，没有改动。 Intact: {count} entries, none changed."
    said.append("有问题。 Something is wrong." if check.problems else good)
    sys.stdout.write("\n".join([*said, ""]))
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
