"""A district says how long statements hang; a book is reminded of the one it owes."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.scope import everything
from last500.ledger import queries, rules
from last500.ledger.actions.step import told_desk
from last500.ledger.models import Book, PostingTerm, StatementNotice
from last500.ledger.rules import Notice, Sheet
from last500.notify.actions import post as tell
from last500.organisations.actions import require
from last500.organisations.queries import people_who_may
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import SETS_MODE

TOLD_MOST, BOOKS_MOST = 6, 500


@transaction.atomic
def set_posting_term(actor: Actor, place: Place, *, days: int, seen: int) -> PostingTerm:
    """From now on a statement of the place's compounds hangs at least so many days; those that
    hang already keep theirs. A district's own goes before the city's.

    `seen` is the number of the row that the page showed (0: none). Raises Forbidden, Conflict,
    Refused.
    """
    require(actor, Permission.MODE_SET, place)
    if place.level not in SETS_MODE or place.closed_on:
        raise Refused(_("只有区县和市能定这个。"))
    if not rules.LEAST_POSTED <= days <= rules.MOST_POSTED:
        said = _("写 %(a)d 到 %(b)d 天。") % {"a": rules.LEAST_POSTED, "b": rules.MOST_POSTED}
        raise Refused(said, "days")
    known = queries.terms_of(place)
    if (known[0].number if known else 0) != seen:
        raise Conflict(_("有人刚改过，请看看现在的情况。"))
    office = actor.office_at(Permission.MODE_SET, place.path)
    try:
        with transaction.atomic():
            return PostingTerm.objects.create(
                place=place, number=seen + 1, days=days, since=clock.now(), office=office
            )
    except IntegrityError:
        raise Conflict(_("有人刚改过，请看看现在的情况。")) from None


def remind_statements() -> int:
    """Ten days before a half-year's statement should hang, and once more when it is late; to those
    who keep the book, and when it is late to the community too. Returns how many were told."""
    done = 0
    with everything("statements that books owe"):
        published = Q(statements__state=Sheet.PUBLISHED)
        books = Book.objects.annotate(stated=Max("statements__last_on", filter=published))
        for book in books.select_related("place__parent").order_by("pk")[:BOOKS_MOST]:
            _first, last = rules.next_period(book.opened_on, book.stated)
            notice = rules.notice_on(last, clock.today())
            if notice is not None:
                done += _noted(book, last, notice)
    return done


@transaction.atomic
def _noted(book: Book, last: date, notice: Notice) -> int:
    values = {"book": book, "last_on": last, "notice": notice}
    _row, made = StatementNotice.objects.get_or_create(**values, defaults={"at": clock.now()})
    if not made:
        return 0
    link = f"/ledger/desk/{book.place_id}/"
    if notice == Notice.LATE:
        told_desk("ledger_statement_late", book.place, link, but=[])
        return 1
    people = people_who_may(Permission.LEDGER_POST, book.place, but=[])[:TOLD_MOST]
    day = rules.due_on(last).isoformat()
    tell("ledger_statement_due", people, link=link, place=book.place.name, day=day)
    return 1
