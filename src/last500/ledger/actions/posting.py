"""One person puts it down, another confirms it: then it is an entry of the book and of the log."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.money import FEN_MOST, NOT_ZERO, TOO_MUCH
from last500.base.pictures import Picture
from last500.ledger import rules, vouchers
from last500.ledger.actions.step import (
    MOVED_ON,
    due,
    held,
    link_of,
    must,
    must_be_another,
    must_fit,
    told_desk,
    told_person,
)
from last500.ledger.models import Book, Entry, Posting, Voucher
from last500.ledger.queries import running
from last500.ledger.rules import Direction, Kind, State
from last500.organisations.actions import require
from last500.organisations.queries import desk_for
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.proof.actions import record


@dataclass(frozen=True)
class Draft:
    """What came in or went out; `amount` in fen. The kind says on which side."""

    kind: Kind
    amount: int
    day: date
    counterparty: str
    words: str


# ---- putting down -----------------------------------------------------------------------------


@transaction.atomic
def open_book(actor: Actor, place: Place, *, opening: int, day: date, words: str) -> Posting:
    """Begin a compound's book with what was there on a day (fen, may be 0); another confirms it.

    After the opening was sent back it is said again. Raises Forbidden, Refused, Conflict.
    """
    require(actor, Permission.LEDGER_CONFIRM, place)
    if place.level != "compound" or place.closed_on:
        raise Refused(_("账是一个小区一本。请选一个小区。"))
    if day > clock.today():
        raise Refused(_(rules.IN_FUTURE), "day")
    if not 0 <= opening <= FEN_MOST:
        raise Refused(_(TOO_MUCH), "amount")
    made = {"opened_on": day, "made_at": clock.now()}
    book, new = Book.objects.get_or_create(place=place, defaults=made)
    book = held(book)
    if not new:
        if Posting.objects.filter(book=book, state__in=[State.WAITING, State.CONFIRMED]).exists():
            raise Conflict(_("这个小区已经有账了。"))
        Book.objects.filter(pk=book.pk).update(opened_on=day)
        book.opened_on = day
    return _put_down(actor, book, Draft(Kind.OPENING, opening, day, _("开账"), words))


@transaction.atomic
def post(
    actor: Actor,
    book: Book,
    draft: Draft,
    pictures: Sequence[Picture] = (),
    *,
    import_index: str | None = None,
) -> Posting:
    """Put down what came in or went out, with photos of its vouchers. Raises Forbidden, Refused."""
    must(actor, Permission.LEDGER_POST, book)
    if draft.kind not in (*rules.INCOME, *rules.SPENDING):
        raise Refused(_("请选是哪一种收入或者支出。"), "kind")
    book = held(book)
    must_be_open(book)
    must_fit(book, draft.day, correction=False)
    posting = _put_down(actor, book, draft, import_index=import_index)
    _keep(posting, pictures)
    return posting


@transaction.atomic
def reverse(actor: Actor, entry: Entry, words: str) -> Posting:
    """Take an entry back by one of the same amount on the other side, of the same day; waits too.

    Raises Forbidden, Refused, Conflict where it is or is about to be reversed.
    """
    must(actor, Permission.LEDGER_POST, entry.book)
    book = held(entry.book)
    if entry.reverses_id is not None:
        raise Refused(_("这一笔本身就是冲正，不能再冲。要改就再记一笔对的。"))
    if entry.kind == Kind.OPENING:
        raise Refused(_("期初余额不冲正。差多少，用“其他收入”或“其他支出”记一笔，写明更正。"))
    if Entry.objects.filter(reverses=entry).exists():
        raise Conflict(_("这一笔已经冲正过了。"))
    must_fit(book, entry.day, correction=True)
    draft = Draft(Kind(entry.kind), entry.amount_fen, entry.day, entry.counterparty, words)
    other = rules.OTHER_WAY[Direction(entry.direction)]
    try:
        with transaction.atomic():
            return _put_down(actor, book, draft, direction=other, reverses=entry)
    except IntegrityError:
        raise Conflict(_("这一笔的冲正已经在等人核对了。")) from None


@transaction.atomic
def replace(actor: Actor, entry: Entry, draft: Draft, pictures: Sequence[Picture] = ()) -> Posting:
    """The right one after an entry was reversed; may be of a day that a statement has covered."""
    must(actor, Permission.LEDGER_POST, entry.book)
    book = held(entry.book)
    if not Entry.objects.filter(reverses=entry).exists():
        raise Refused(_("先冲正记错的那一笔，核对过了，再记对的。"))
    if draft.kind not in (*rules.INCOME, *rules.SPENDING):
        raise Refused(_("请选是哪一种收入或者支出。"), "kind")
    must_fit(book, draft.day, correction=True)
    posting = _put_down(actor, book, draft, replaces=entry)
    _keep(posting, pictures)
    return posting


def must_be_open(book: Book) -> None:
    """Raises Refused until a second person has confirmed the opening balance."""
    if not Entry.objects.filter(book=book, seq=1).exists():
        raise Refused(_("期初余额还没核对。核对以后才能记别的。"))


def check(draft: Draft) -> None:
    """Raises Refused, with the field, for what cannot stand in a book."""
    if draft.amount > FEN_MOST:
        raise Refused(_(TOO_MUCH), "amount")
    if draft.amount < 0 or (not draft.amount and draft.kind != Kind.OPENING):
        raise Refused(_(NOT_ZERO), "amount")
    for field, most in (("counterparty", rules.COUNTERPARTY_MOST), ("words", rules.WORDS_MOST)):
        text = getattr(draft, field)
        if not text.strip():
            raise Refused(_("这一格要写。"), field)
        if len(text) > most:
            raise Refused(_("最多写 %(n)d 个字。") % {"n": most}, field)
        if rules.says_a_number(text):
            raise Refused(_(rules.PRIVATE), field)


def _put_down(
    actor: Actor,
    book: Book,
    draft: Draft,
    *,
    direction: Direction | None = None,
    reverses: Entry | None = None,
    replaces: Entry | None = None,
    import_index: str | None = None,
) -> Posting:
    check(draft)
    desk = desk_for(book.place)
    posting = Posting.objects.create(
        book=book,
        place=book.place,
        kind=draft.kind,
        direction=direction or rules.side_of(draft.kind),
        amount_fen=draft.amount,
        day=draft.day,
        counterparty=draft.counterparty.strip(),
        words=draft.words.strip(),
        reverses=reverses,
        replaces=replaces,
        posted_by_id=actor.person,
        posted_at=clock.now(),
        desk=desk,
        due_at=due(rules.CONFIRM_DAYS),
        import_index=import_index,
    )
    if import_index is None:  # a file tells the desk once, on its own page
        told_desk("ledger_waits", book.place, link_of(posting), but=[actor.person])
    return posting


def _keep(posting: Posting, pictures: Sequence[Picture]) -> None:
    if len(pictures) > rules.VOUCHERS_MOST:
        said = _("一笔最多 %(n)d 张凭证照片。多的请拍在一起。") % {"n": rules.VOUCHERS_MOST}
        raise Refused(said, "photo")
    vouchers.keep(posting, pictures)


# ---- deciding ---------------------------------------------------------------------------------


@transaction.atomic
def take_back(actor: Actor, posting: Posting) -> None:
    """Whoever put it down takes it back, until it is confirmed. Raises Forbidden, Conflict."""
    must(actor, Permission.LEDGER_POST, posting.book)
    if posting.posted_by_id != actor.person:
        raise Refused(_("只有记这一笔的人能收回。你可以退回，写明为什么。"))
    _decide(posting, State.TAKEN_BACK)


@transaction.atomic
def send_back(actor: Actor, posting: Posting, reason: str) -> None:
    """It is not right: a reason for whoever put it down. Raises Forbidden, Refused, Conflict."""
    must(actor, Permission.LEDGER_CONFIRM, posting.book)
    must_be_another(actor, posting.posted_by_id)
    if not reason.strip():
        raise Refused(_("请写一句为什么退回，好让人改。"), "reason")
    _decide(posting, State.SENT_BACK, reason=reason.strip(), decided_by_id=actor.person)
    told_person("ledger_sent_back", posting.posted_by, actor, posting.place, link_of(posting))


@transaction.atomic
def confirm(actor: Actor, posting: Posting) -> Entry:
    """A second person has compared it with the papers: from now on it stands in the book.

    Raises Forbidden, Refused (the author's own, a day that no longer fits), Conflict.
    """
    must(actor, Permission.LEDGER_CONFIRM, posting.book)
    must_be_another(actor, posting.posted_by_id)
    book = held(posting.book)
    correction = posting.reverses_id is not None or posting.replaces_id is not None
    if posting.kind != Kind.OPENING:
        must_fit(book, posting.day, correction=correction)
    _decide(posting, State.CONFIRMED, decided_by_id=actor.person)
    told_person("ledger_confirmed", posting.posted_by, actor, posting.place, link_of(posting))
    return append(actor, book, posting)


def _decide(posting: Posting, state: State, **values: object) -> None:
    rows = Posting.objects.filter(pk=posting.pk, state=State.WAITING)
    values |= {"state": state, "due_at": None, "decided_at": clock.now()}
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    for name, value in values.items():
        setattr(posting, name, value)


def append(actor: Actor, book: Book, posting: Posting) -> Entry:
    """The entry and its line of the log, in the caller's transaction; the book is held."""
    last = Entry.objects.filter(book=book).aggregate(last=Max("seq"))["last"] or 0
    digests = Voucher.objects.filter(posting=posting).order_by("order")
    entry = Entry.objects.create(
        book=book,
        seq=last + 1,
        posting=posting,
        kind=posting.kind,
        direction=posting.direction,
        amount_fen=posting.amount_fen,
        day=posting.day,
        posted_on=clock.local(posting.posted_at).date(),
        at=clock.now(),
        counterparty=posting.counterparty,
        words=posting.words,
        digests=" ".join(digests.values_list("digest", flat=True)),
        reverses_id=posting.reverses_id,
        replaces_id=posting.replaces_id,
    )
    _prove(actor, entry)
    return entry


def _prove(actor: Actor, entry: Entry) -> None:
    """Its line of the log has the same number as it has in the book, or neither is written."""
    written = record(
        f"ledger:{entry.book.place_id}",
        "ledger entry",
        logged(entry),
        personal={
            "posted": str(entry.posting.posted_by_id or ""),
            "confirmed": str(actor.person or ""),
        },
    )
    if written.seq != entry.seq:
        raise Conflict(_("这本账和防改记录对不上了，先不能入账。请告诉管理员。"))


def logged(entry: Entry) -> dict[str, str | int | None]:
    """What the log says of an entry; its words as a digest, for the log forgets nothing."""
    said = f"{entry.counterparty}\n{entry.words}"
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "direction": entry.direction,
        "fen": entry.amount_fen,
        "balance": running(entry.book, entry.seq),
        "day": entry.day.isoformat(),
        "posted": entry.posted_on.isoformat(),
        "words": hashlib.sha256(said.encode()).hexdigest(),
        "vouchers": entry.digests,
        "reverses": entry.reverses.seq if entry.reverses else None,
        "replaces": entry.replaces.seq if entry.replaces else None,
    }
