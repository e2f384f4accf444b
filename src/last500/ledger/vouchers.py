"""Files of vouchers: re-encoded as all pictures are, hashed as they lie on the disk."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from last500.base import clock, pictures
from last500.base.pictures import Picture, re_encode
from last500.ledger.models import Posting, Voucher

__all__ = ["Picture", "re_encode"]


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "vouchers"


def path_of(voucher: Voucher) -> Path:
    return folder() / voucher.file


def keep(posting: Posting, found: Iterable[Picture]) -> None:
    """Each file first, then the rows."""
    now = clock.now()
    rows = [
        Voucher(
            posting=posting,
            order=order,
            file=pictures.store(picture, folder()),
            digest=pictures.digest_of(picture.data),
            width=picture.width,
            height=picture.height,
            added_at=now,
        )
        for order, picture in enumerate(found, 1)
    ]
    Voucher.objects.bulk_create(rows)


def sound(voucher: Voucher) -> bytes | None:
    """The picture as it was stored; None when the file is gone or no longer what it was."""
    return pictures.sound(path_of(voucher), voucher.digest)


def damaged() -> list[Voucher]:
    """Vouchers whose file is missing or has changed, or whose row no longer says what its entry
    says: an entry's list of digests is the one in the log.

    In a transaction: outside of one PostgreSQL walls no cursor of its own (base/wall.py).
    """
    with transaction.atomic():
        every = Voucher.objects.order_by("pk").select_related("posting__entry").iterator()
        return [one for one in every if sound(one) is None or not _as_in_the_book(one)]


def _as_in_the_book(voucher: Voucher) -> bool:
    entry = getattr(voucher.posting, "entry", None)
    return entry is None or voucher.digest in entry.voucher_digests


def lost(edge: datetime) -> Iterator[Path]:
    """Files older than `edge` without a row: the form was refused after all, or a run was cut."""
    known = Voucher.objects.filter
    return pictures.without_row(folder(), edge, lambda name: known(file=name).exists())


def unlink(vouchers: Iterable[Voucher]) -> None:
    for voucher in vouchers:
        path_of(voucher).unlink(missing_ok=True)
