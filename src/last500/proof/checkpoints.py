"""The checkpointer: gives new entries their place in the tree, and signs its head.

It never signs a tree that is not the old one continued. Before it signs it counts the chain of
everything new afresh, and proves the new tree consistent with every head it knows to be signed:
the last in the database and the one that lies published. What does not fit is refused, loudly.
"""

import logging
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from last500.base import clock
from last500.base.scope import everything
from last500.proof import bundle, ends, guards, merkle, notes, queries, tiles, verify
from last500.proof.actions import hold, record
from last500.proof.models import Checkpoint, Cosignature, Entry, Leaf
from last500.proof.notes import Head, LogKey
from last500.proof.rules import START

log = logging.getLogger(__name__)
_CHECKPOINT_LOCKS = 501
CHUNK = 5000


class NotSigned(Exception):
    """The log is not what it was: nothing was signed. The sentence says where."""


def publish() -> int:
    """Publish what is new and sign the head of it; returns how many entries were added.

    Raises NotSigned. Without a key nothing is done: the entries wait in their chains.
    """
    if not settings.LOG_KEY_FILE.exists():
        log.warning("the log is not signed: no key at %s (proof key)", settings.LOG_KEY_FILE)
        return 0
    with everything("the log's checkpoint covers everybody's entries"):
        try:
            return sign(notes.read_key(settings.LOG_KEY_FILE), Path(settings.LOG_FOLDER))
        except NotSigned as refusal:
            log.critical("THE LOG IS NOT SIGNED: %s", refusal)
            raise


def check_own_log() -> int:
    """Check the whole log as a stranger would, and the guards; what is wrong goes to the error log.

    Returns how many entries were checked. The checkpointer counts only what is new.
    """
    for table in unguarded():
        log.critical("THE LOG IS NOT GUARDED: %s lost its triggers", table)
    if not settings.LOG_KEY_FILE.exists():
        return 0  # it is signed, and checked, on another machine
    with everything("the house checks its own log"), tempfile.TemporaryFile() as file:
        try:
            bundle.write(file)
        except bundle.NothingSigned:
            return 0
        with zipfile.ZipFile(file) as files:
            check = verify.Check({name: files.read(name) for name in files.namelist()})
    check.run()
    for _chinese, english in check.problems[: verify.SHOWN]:
        log.critical("THE LOG WAS TAMPERED WITH: %s", english)
    return len(check.rows)


def unguarded() -> list[str]:
    """Tables of the log whose guards are not all in place."""
    wanted = {model._meta.db_table for model in (Checkpoint, Cosignature, Entry, Leaf)}
    return sorted(wanted - set(guards.guarded(connection)))


def sign(key: LogKey, folder: Path) -> int:
    give_places()
    with transaction.atomic():
        hold(_CHECKPOINT_LOCKS, "sign")
        size = count_leaves()
        last = Checkpoint.objects.order_by("-size").first()
        signed = _signed_before(last, folder, key.origin)
        old = last.size if last else 0
        if size < max((head.size for head in signed), default=0):
            raise NotSigned("a longer log was signed before; was an older database restored?")
        if not size:
            return 0
        if size > old:
            size = ends.write_down(size)
            _check_chain(old)
        tree = _grown(folder, old, size, signed)
        if last is None or size > old:
            root = merkle.root(size, tree.node)
            note = key.sign(Head(key.origin, size, root))
            last = Checkpoint.objects.create(size=size, root=root.hex(), note=note, at=clock.now())
    # Only what is in the database for good is shown; a crash before this line is made up for.
    ends.show(folder, size)
    show_newest(folder)
    tree.drop_partial()
    return size - old


def give_places() -> int:
    """Give every entry that has none its index. An entry never comes before the one it follows:
    whoever reads a stream's entry here can read all before it, for they were written under a lock.
    """
    given = 0
    with transaction.atomic():
        hold(_CHECKPOINT_LOCKS, "sign")
        waiting = Entry.objects.filter(leaf=None).order_by("pk")
        while keys := list(waiting.values_list("pk", flat=True)[:CHUNK]):
            start = count_leaves()
            Leaf.objects.bulk_create(
                Leaf(index=start + place, entry_id=key) for place, key in enumerate(keys)
            )
            given += len(keys)
    return given


def count_leaves() -> int:
    last = Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else int(last) + 1


def leaves_from(index: int) -> Iterator[Leaf]:
    rows = Leaf.objects.filter(index__gte=index).order_by("index").select_related("entry")
    return rows.iterator(CHUNK)


def _signed_before(last: Checkpoint | None, folder: Path, origin: str) -> list[Head]:
    """Every head that we know to have been signed. Raises NotSigned for another log's."""
    known = [notes.read_head(last.note)] if last else []
    shown = folder / "checkpoint"
    if shown.exists():
        try:
            known.append(notes.read_head(shown.read_text(encoding="utf-8")))
        except (notes.BadNote, UnicodeDecodeError) as fault:
            raise NotSigned(f"{shown} cannot be read: {fault}") from None
        if known[-1].origin != origin:
            raise NotSigned(f"{shown} is of {known[-1].origin}, the key is for {origin}")
    return known


def _check_chain(old: int) -> None:
    """Count every entry since the last checkpoint afresh, and its link to the one before."""
    last_of: dict[str, tuple[int, str]] = {}
    expected = old
    for leaf in leaves_from(old):
        entry = leaf.entry
        if leaf.index != expected:
            raise NotSigned(f"leaf {expected} is missing")
        seq, before = last_of.get(entry.stream) or _published_before(entry, leaf.index)
        if entry.seq != seq + 1:
            raise NotSigned(f"after {entry.stream}/{seq} comes {entry.seq}")
        if entry.prev_hash != before:
            raise NotSigned(f"{entry} does not follow from the entry before it")
        if entry.entry_hash != entry.counted_hash():
            raise NotSigned(f"{entry} was changed")
        last_of[entry.stream] = (entry.seq, entry.entry_hash)
        expected += 1


def _published_before(entry: Entry, index: int) -> tuple[int, str]:
    before = Entry.objects.filter(stream=entry.stream, leaf__index__lt=index)
    found = before.order_by("-seq").values_list("seq", "entry_hash").first()
    return found or (0, START)


def _grown(folder: Path, old: int, size: int, signed: list[Head]) -> tiles.Tiles:
    """The tiles of the new tree on the disk, proved to continue every signed one."""
    first = old - old % tiles.WIDTH
    tree = tiles.Tiles(folder, size)
    try:
        tree.grow(_data_from(first), first)
        if _continues(size, signed, tree.node):
            return tree
    except (OSError, ValueError) as fault:
        log.warning("the tiles cannot be continued (%s): counting the whole tree", fault)
    return _grown_afresh(folder, size, signed)


def _grown_afresh(folder: Path, size: int, signed: list[Head]) -> tiles.Tiles:
    """From the database alone, where tiles are damaged; it must still be the tree that was signed.

    Nothing on the disk is touched before that is proved.
    """
    try:
        data = _data_from(0)
    except ValueError as fault:
        raise NotSigned(f"an entry's hash is none: {fault}") from None
    hashes = [merkle.leaf_hash(entry) for entry in data]
    if not _continues(size, signed, merkle.from_leaves(hashes)):
        sizes = ", ".join(str(head.size) for head in signed)
        raise NotSigned(f"the log is not the one that was signed at {sizes} entries")
    tree = tiles.Tiles(folder, size)
    tree.grow(data, 0)
    return tree


def _data_from(index: int) -> list[bytes]:
    """What is hashed into the tree: of each entry the 32 bytes of its own hash."""
    data = [bytes.fromhex(leaf.entry.entry_hash) for leaf in leaves_from(index)]
    if any(len(entry) != tiles.HASH for entry in data):
        raise ValueError("an entry's hash is cut short")
    return data


def _continues(size: int, signed: list[Head], node: merkle.Node) -> bool:
    root = merkle.root(size, node)
    return all(
        merkle.verify_consistency(
            head.size, size, head.root, root, merkle.consistency(head.size, size, node)
        )
        for head in signed
    )


@transaction.atomic
def show_newest(folder: Path) -> None:
    """Under the lock, or a slower checkpointer would put an older one back."""
    hold(_CHECKPOINT_LOCKS, "sign")
    shown = folder / "checkpoint"
    content = queries.note_of(Checkpoint.objects.latest("size")).encode()
    if not shown.exists() or shown.read_bytes() != content:
        tiles.write(shown, content)


def renew_key(path: Path, folder: Path) -> LogKey:
    """Put a new key in the place of the old one, announced by an entry that the old one signs.

    The new key waits beside the old one until then, so that a crash loses neither; at the end it
    signs too, so that the newest checkpoint is the active key's.
    """
    old, waiting = notes.read_key(path), path.with_name(f"{path.name}.next")
    if not waiting.exists():
        notes.write_key(waiting, notes.new_key(old.origin))
    new = notes.read_key(waiting)
    record("log", "key", {"old": old.line, "new": new.line})
    sign(old, folder)
    waiting.replace(path)
    record("log", "key in use", {"key": new.line})
    sign(new, folder)
    return new
