"""What the verbs of the books share: the book held, who must be who, who is told."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.base.marking import N_
from last500.ledger import rules
from last500.ledger.models import Book, Posting, Statement
from last500.ledger.rules import Sheet
from last500.notify.actions import post as tell
from last500.organisations.queries import calendar, people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place

MOVED_ON = N_("这件事已经处理过了。")
OWN = N_("自己记的由另一个人核对：请副手或者社区来看。")
TOLD_MOST = 6


def held(book: Book) -> Book:
    """The row, held until the transaction ends: entries of a book are appended one by one."""
    rows = Book.objects.select_for_update(of=("self",)).select_related("place__parent")
    return rows.get(pk=book.pk)


def must(actor: Actor, permission: Permission, book: Book) -> None:
    """Raises Forbidden for whoever has no office here, or is no person (the clock)."""
    if actor.person is None or not actor.may(permission, book.place.path):
        raise Forbidden(permission)


def must_be_another(actor: Actor, author: UUID | None) -> None:
    """Raises Refused with the sentence that says who else can do it."""
    if author is not None and author == actor.person:
        raise Refused(_(OWN))


def stated_until(book: Book) -> date | None:
    """The last day of the last published statement. One statement."""
    rows = Statement.objects.filter(book=book, state=Sheet.PUBLISHED).order_by("-last_on")
    return rows.values_list("last_on", flat=True).first()


def must_fit(book: Book, day: date, *, correction: bool, field: str = "day") -> None:
    """Raises Refused where nothing can be put down for this day."""
    rows = Statement.objects.filter(book=book).exclude(state=Sheet.DROPPED)
    newest = rows.order_by("-last_on").values_list("state", "first_on", "last_on")
    stated = None
    for state, first, last in newest[:2]:
        if state == Sheet.MADE and first <= day <= last:
            raise Refused(_(rules.IN_THE_MAKING), field)
        if state == Sheet.PUBLISHED:
            stated = last
            break
    fault = rules.fault_of_day(day, clock.today(), book.opened_on, stated, correction=correction)
    if fault:
        raise Refused(_(fault), field)


def due(days: int) -> datetime:
    return calendar().add_working_days(clock.now(), days)


def told_desk(
    kind: str, place: Place, link: str, *, but: Iterable[UUID | None], of: Place | None = None
) -> None:
    """Whoever confirms at this place, the nearest first."""
    others = [one for one in but if one is not None]
    people = people_who_may(Permission.LEDGER_CONFIRM, place, but=others)[:TOLD_MOST]
    tell(kind, people, link=link, place=(of or place).name)


def told_person(kind: str, person: Person | None, actor: Actor, place: Place, link: str) -> None:
    if person is not None and person.pk != actor.person:
        tell(kind, [person], link=link, place=place.name)


def link_of(posting: Posting) -> str:
    return f"/ledger/postings/{posting.pk}/"
