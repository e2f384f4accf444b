"""A book of compound A: Lin puts down, He of the community confirms. Chen owns 2-301 there, Hua
rents it; both as the compound has confirmed."""

import io
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from last500.base import clock
from last500.households.models import Household, Relation
from last500.ledger import actions
from last500.ledger.actions import Draft
from last500.ledger.models import Book, Entry, Posting, Statement
from last500.ledger.rules import Kind
from last500.ledger.vouchers import Picture, re_encode
from tests.cast import Cast

OPENING = 12_345_67


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def opened(cast: Cast, *, opening: int = OPENING, day: date | None = None, by: str = "lin",
           confirmed: bool = True) -> Book:  # fmt: skip
    said = actions.open_book(
        cast.actor(by), cast.a, opening=opening, day=day or ago(400), words="银行对账单"
    )
    if confirmed:
        actions.confirm(cast.actor("he"), said)
    return Book.objects.select_related("place__parent").get(pk=said.book_id)


def draft(**more: Any) -> Draft:
    values: dict[str, Any] = {
        "kind": Kind.ADVERTISING, "amount": 5_000_00, "day": ago(10),
        "counterparty": "城西广告公司", "words": "三号楼电梯广告，第三季度",
    } | more  # fmt: skip
    return Draft(**values)


def posted(cast: Cast, book: Book, by: str = "lin", **more: Any) -> Posting:
    pictures = more.pop("pictures", ())
    return actions.post(cast.actor(by), book, draft(**more), pictures)


def entered(cast: Cast, book: Book, **more: Any) -> Entry:
    return actions.confirm(cast.actor("he"), posted(cast, book, **more))


def reversed_(cast: Cast, entry: Entry) -> Entry:
    said = actions.reverse(cast.actor("lin"), entry, "记重了，冲正")
    return actions.confirm(cast.actor("he"), said)


def again(posting: Posting) -> Posting:
    return Posting.objects.select_related("book__place", "place", "posted_by").get(pk=posting.pk)


def upload(shade: int = 200, name: str = "凭证.jpg", size: tuple[int, int] = (60, 40)):
    file = io.BytesIO()
    Image.new("RGB", size, (shade, shade, shade)).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def picture(shade: int = 200) -> Picture:
    return re_encode(upload(shade))


def household(cast: Cast, door: str = "2-301", area: int | None = 1_273_800) -> Household:
    return Household.objects.create(compound=cast.a, at=cast.building, door=door, area=area)


def lives(cast: Cast, name: str, kind: str, home: Household) -> Relation:
    now = clock.now()
    return Relation.objects.create(
        household=home, person=cast.people[name], kind=kind, state="confirmed", seen="known",
        asked_at=now, decided_at=now, decided_by=cast.lin,
    )  # fmt: skip


def neighbours(cast: Cast) -> Household:
    home = household(cast)
    lives(cast, "chen", "owner", home)
    lives(cast, "hua", "resident", home)
    return home


def stated(cast: Cast, book: Book, *, published: bool = True) -> Statement:
    made = actions.make_statement(cast.actor("lin"), book)
    if published:
        actions.publish_statement(cast.actor("he"), made)
    return Statement.objects.select_related("book__place").get(pk=made.pk)
