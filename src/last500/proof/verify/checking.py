"""The checks themselves. One bundle is a mapping of names to contents."""

import base64
import hmac
import json

from last500.proof.verify.signatures import Checkpoint, b64, read_key, sha256
from last500.proof.verify.sums import adds_up, wrong_balances
from last500.proof.verify.trees import WIDTH, Proved, Tree, climbed, tile_names

SHOWN, MOST_LOST = 20, 1_000_000
PLAIN = {"README.md", "verify.py", "entries.jsonl", "openings.jsonl", "checkpoint", "key"}
PLACE = {"heads.jsonl", "older.jsonl"}
WORDS = ("at", "body", "hash", "index", "kind", "prev", "seq", "stream")
ENTRY = [(word, int if word in {"index", "seq"} else str) for word in WORDS]
OPENING = [("index", int), ("personal", str), ("salt", str)]
OLDER = [("index", int), ("path", str), ("root", str)]
HEADS = [("heads", str), ("index", int), ("path", str)]


def canonical(row):
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry_hash(row):
    head = canonical({word: row[word] for word in ("at", "kind", "prev", "seq", "stream")})
    return sha256(f"{head}\n{row['body']}".encode())


def hashes(text):
    """The 32-byte hashes that stand one after the other in base64; none where it is not that."""
    try:
        row = b64(text)
    except ValueError:
        return None
    return None if len(row) % 32 else [row[at : at + 32] for at in range(0, len(row), 32)]


def numbers(row):
    """What an entry says, if it can be read as names and values."""
    try:
        body = json.loads(row["body"])
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


class Check:
    """One bundle. `problems` and `notes` are pairs of sentences, Chinese and English."""

    def __init__(self, files):
        self.files, self.problems, self.notes = files, [], []
        self.rows, self.leaves, self.changed = {}, {}, set()
        self.place = "heads.jsonl" in files  # a compound's own bundle: some streams, with proofs

    def bad(self, words, first=None, last=None, into=None):
        """`words` is 'Chinese | English'; entries in {} are counted from 1 for the reader."""
        chinese, _gap, english = words.partition(" | ")
        row = self.rows.get(first) if self.place and last in (None, first) else None
        if row:
            named = f"{row['stream']} 第 {row['seq']} 条", f"entry {row['seq']} of {row['stream']}"
        else:
            first = first or 0
            span = f"{first + 1}–{last + 1}" if last and last > first else f"{first + 1}"
            named = f"第 {span} 条", f"entry {span}"
        chinese, english = chinese.replace("{}", named[0]), english.replace("{}", named[1])
        (self.problems if into is None else into).append((chinese, english))

    def attempt(self, words, make, *given):
        try:
            return [make(*given)]
        except ValueError:
            return self.bad(words) or []

    def ranges(self, words, indexes):
        row = sorted(set(indexes))
        starts = [at for at, i in enumerate(row) if not at or self.place or row[at - 1] != i - 1]
        for start, after in zip(starts, [*starts[1:], len(row)]):  # noqa: B905
            self.bad(words, row[start], row[after - 1])

    def run(self, checkpoints=(), keys=(), codes=(), witnesses=()):
        words = "核验包里没有可读的校验码 | no readable checkpoint in the bundle"
        heads = self.attempt(words, Checkpoint, "checkpoint", self.files.get("checkpoint", b""))
        if not heads:
            return
        head = heads[0]
        self.read_entries()
        if not self.place and head.size > len(self.rows) + MOST_LOST:
            self.bad(f"只有 {len(self.rows)} 条，应有 {head.size} 条 | {len(self.rows)} entries of"
                     f" {head.size} are here: the rest is missing")  # fmt: skip
            return
        self.check_chains()
        tree = self.check_place(head) if self.place else self.check_tree(head)
        inside = sorted(name for name in self.files if name.startswith("checkpoints/"))
        older = [(name, self.files[name]) for name in inside]
        points = self.check_checkpoints(head, [*older, *checkpoints], keys, tree)
        self.check_witnesses(points, witnesses)
        self.check_codes(codes, tree)
        self.check_openings()
        self.check_sums()
        own = PLACE if self.place else tile_names(head.size).keys()
        for name in sorted(self.files.keys() - PLAIN - {*inside} - own):
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
        form = sorted([*ENTRY, ("path", str)]) if self.place else ENTRY
        for row in self.rows_of("entries.jsonl", form):
            index, digest = row["index"], entry_hash(row)
            if digest.hex() != row["hash"]:
                self.changed.add(index)
            self.rows[index], self.leaves[index] = row, sha256(b"\0" + digest)

    def check_chains(self):
        last = {}
        for index, row in sorted(self.rows.items()):
            stream, seq = row["stream"], row["seq"]
            if self.place and stream == "heads":
                continue
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

    def check_place(self, head):
        """Each entry has its own way to the root, and the last one says which streams end where."""
        tree, broken = Proved(head), set()
        for index, row in self.rows.items():
            path = hashes(row["path"])
            if path is None or not tree.take_leaf(index, self.leaves[index], path):
                broken.add(index)
        self.ranges("{}被改 | {} changed", self.changed)
        self.ranges("{}到不了校验码：它被改过，或者证明坏了 | {} does not lead to the checkpoint:"
                    " it was changed, or its proof is broken", broken - self.changed)  # fmt: skip
        for row in self.rows_of("older.jsonl", OLDER):
            size, root, path = row["index"], hashes(row["root"]), hashes(row["path"])
            if not root or len(root) != 1 or path is None or not tree.take_root(size, *root, path):
                self.bad(f"到 {size} 条的旧校验码的证明不成立 | the proof from the older checkpoint"
                         f" of size {size} does not hold")  # fmt: skip
        self.check_heads(head, tree)
        return tree

    def check_heads(self, head, tree):
        """The last entry under a checkpoint holds the root over where every stream ends."""
        row, found = self.rows.get(head.size - 1), list(self.rows_of("heads.jsonl", HEADS))
        body = numbers(row) if row and row["stream"] == "heads" else {}
        path = hashes(found[0]["path"]) if len(found) == 1 else None
        if path is not None and type(body.get("places")) is int:
            leaf = sha256(b"\0" + found[0]["heads"].encode())
            root = climbed(found[0]["index"], body["places"] - 1, path, [leaf])
            if root and root[0].hex() == body.get("root") and tree.holds(*self.leaf_of(row)):
                return self.compare_ends(numbers({"body": found[0]["heads"]}))
        return self.bad("不知道有没有缺：各本账的末条目录对不上 | nobody can tell whether something"
                        " is missing: the index of where streams end does not fit")  # fmt: skip

    def leaf_of(self, row):
        return row["index"], self.leaves[row["index"]]

    def compare_ends(self, told):
        ends = {}
        for index, row in sorted(self.rows.items()):
            if row["stream"] != "heads" or index != max(self.rows):
                ends[row["stream"]] = row["seq"], row["hash"]
        for stream in sorted({*told, *ends}):
            seq, digest = ends.get(stream, (0, ""))
            last, want = int(told.get(stream, "0 ").split(" ")[0]), told.get(stream, "0 ")
            if seq < last:
                span = f"{seq + 1}–{last}" if last > seq + 1 else f"{last}"
                self.bad(f"缺少 {stream} 第 {span} 条 | entry {span} of {stream} missing")
            elif seq > last:
                self.bad(f"多出 {stream} 的记录 | entries of {stream} do not belong here")
            elif want != f"{seq} {digest}":
                self.bad(f"{stream} 的末条和目录不一样 | the last entry of {stream} is another one")

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
        return points

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
        told = [row for row in rows if tree.holds(*self.leaf_of(row))]
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
        elif one in older and tree.root(size) is None and size <= tree.size:
            self.bad(f"没有到 {label}（{size} 条）的证明，没法对照：下载时填上 {size} | no proof"
                     f" from the older checkpoint {label} here: ask for size {size}")  # fmt: skip
        elif one in older and not tree.agrees(one):
            good = [p.size for p in older if p.verified and p.size < size and tree.agrees(p)]
            self.bad(f"与旧的校验码 {label}（{size} 条）不一致，改动在{{}} | not consistent with"
                     f" the older checkpoint {label} (size {size}): the change lies in {{}}",
                     max(good, default=0), size - 1)  # fmt: skip

    def check_witnesses(self, points, witnesses):
        """Who else signed: a neighbour that had seen that the log only grew until then."""
        words = "联署方的公钥读不出来 | the witness's key is unreadable"
        for witness in [
            w for line in witnesses for w in self.attempt(words, read_key, line, b"\4")
        ]:
            name, signed = witness[0], [p for p in points if witness[:2] in p.signatures]
            for one in [p for p in signed if not p.cosigned_by(witness)]:
                self.bad(f"{name} 在 {one.label} 上的联署不对 | the cosignature of {name} on"
                         f" {one.label} is wrong")  # fmt: skip
            if not signed:
                self.bad(f"没有 {name} 的联署 | {name} cosigned nothing here")
            for one in signed:
                self.bad(f"由 {name} 一起签过：{one.size} 条 | {name} cosigned {one.size} entries",
                         into=self.notes)  # fmt: skip

    def check_codes(self, codes, tree):
        """What stands on a notice board: the size, and 16 characters of the root in base 32."""
        for posted in codes:
            size, _gap, code = "".join(c for c in posted.upper() if c not in "- ").partition(":")
            size = int(size) if size.isascii() and size.isdigit() and len(size) < 16 else -1
            root = tree.root(size) if 0 <= size <= tree.size else b""
            if root is None:
                self.bad(f"没有到 {posted} 的证明，没法对照：下载时填上 {size} | no proof from"
                         f" {posted} in this bundle: ask for size {size}")  # fmt: skip
            elif not root or code != base64.b32encode(root).decode()[:16]:
                self.bad(f"与公示的校验码 {posted} 不一致 | not what was posted: {posted}")

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

    def check_sums(self):
        rows = [
            (i, row["stream"], row["kind"], numbers(row)) for i, row in sorted(self.rows.items())
        ]
        money = [(i, stream, body) for i, stream, kind, body in rows if kind == "ledger entry"]
        self.ranges("{}写的余额和收支加起来不一样 | the balance in {} is not what the amounts give",
                    wrong_balances(money))  # fmt: skip
        votes = [
            i for i, _stream, kind, body in rows if kind == "vote outcome" and not adds_up(body)
        ]
        self.ranges("{}的表决结果加不起来 | the result of the vote in {} does not add up", votes)
