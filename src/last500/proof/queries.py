"""What pages and papers show of the log."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from markupsafe import Markup

from last500.base.qr import qr_svg
from last500.proof import notes, streams
from last500.proof.models import Checkpoint, Cosignature, Entry

LATEST_MOST = 5  # entries of each stream on a sheet


@dataclass(frozen=True)
class Printed:
    """What a paper carries so that anybody can compare it later; `witnesses` signed it too."""

    size: int
    code: str
    at: datetime
    qr: Markup
    witnesses: tuple[str, ...]

    @property
    def short(self) -> str:
        """The code without its size: sixteen characters in groups of four."""
        return self.code.partition(":")[2]


def note_of(checkpoint: Checkpoint) -> str:
    """The signed head, with the lines of whoever signed it too."""
    return checkpoint.note + "".join(
        one.line for one in checkpoint.cosignatures.order_by("witness", "pk")
    )


def newest() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def printed(checkpoint: Checkpoint | None = None) -> Printed | None:
    """For any page that is printed; None as long as nothing is signed.

    The QR opens the page that checks, with the whole checkpoint behind the `#`, so that it never
    reaches a server.
    """
    shown = checkpoint or newest()
    if shown is None:
        return None
    # Without what others signed: the code stays small enough for a worn sheet.
    address = f"{settings.SITE_URL}/tlog/check/#{quote(shown.note)}"
    names = shown.cosignatures.order_by("witness").values_list("witness", flat=True)
    code = notes.read_head(shown.note).code
    return Printed(shown.size, code, shown.at, qr_svg(address), tuple(dict.fromkeys(names)))


def newest_code() -> str:
    """What stands on today's sheet; empty as long as nothing is signed."""
    head = newest()
    return notes.read_head(head.note).code if head else ""


def last_cosigned() -> Cosignature | None:
    """The newest one, of whatever size."""
    return Cosignature.objects.select_related("checkpoint").order_by("-checkpoint_id").first()


@dataclass(frozen=True)
class Stream:
    """A stream of a place and its newest published entries, newest first."""

    name: str
    word: str
    count: int
    lines: tuple[str, ...]


def streams_of(key: str, size: int) -> list[Stream]:
    """The streams of a place as far as the checkpoint of this size covers them."""
    found = []
    for kind in sorted(streams.KINDS):
        name = f"{kind}:{key}"
        rows = Entry.objects.filter(stream=name, leaf__index__lt=size).order_by("-seq")
        newest = list(rows[:LATEST_MOST])
        if newest:
            lines = tuple(streams.said(name, row.seq, row.kind, row.body) for row in newest)
            found.append(Stream(name, streams.KINDS[kind].word, newest[0].seq, lines))
    return found
