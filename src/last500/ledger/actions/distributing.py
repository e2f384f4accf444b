"""A sum is divided by areas: worked out by one, confirmed by another, then spent in the book."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.money import exact
from last500.households.models import Household
from last500.ledger import rules
from last500.ledger.actions.posting import append, must_be_open
from last500.ledger.actions.step import (
    MOVED_ON,
    held,
    must,
    must_be_another,
    must_fit,
    told_desk,
)
from last500.ledger.models import Book, Distribution, Posting, Share
from last500.ledger.queries import balance
from last500.ledger.rules import Basis, DistributionState, Kind, Rounding, State
from last500.organisations.rules import Permission


@transaction.atomic
def work_out(
    actor: Actor, book: Book, *, title: str, basis: Basis, fen: int, rounding: Rounding
) -> Distribution:
    """By the areas of all households of the compound. Raises Forbidden, Refused."""
    must(actor, Permission.LEDGER_POST, book)
    book = held(book)
    must_be_open(book)
    areas = dict(Household.objects.filter(compound=book.place_id).values_list("pk", "area"))
    bare = sum(1 for area in areas.values() if not area)
    if bare:
        raise Refused(_("还有 %(n)d 户没有填专有部分面积。填好再算。") % {"n": bare})
    try:
        made = rules.divide(
            {str(key): area or 0 for key, area in areas.items()}, basis, fen, rounding
        )
    except ValueError as fault:
        raise Refused(_(str(fault)), "amount") from None
    row = Distribution.objects.create(
        book=book, title=title.strip(), basis=basis, rounding=rounding, fen=fen,
        area=sum(area or 0 for area in areas.values()), households=len(areas),
        pool_fen=made.pool, paid_fen=made.paid, rest_fen=made.rest,
        made_by_id=actor.person, made_at=clock.now(),
    )  # fmt: skip
    Share.objects.bulk_create(
        [
            Share(distribution=row, household_id=key, area=area or 0,
                  amount_fen=made.shares[str(key)])
            for key, area in areas.items()
        ],
        batch_size=500,
    )  # fmt: skip
    link = f"/ledger/distributions/{row.pk}/"
    told_desk("ledger_waits", book.place, link, but=[actor.person])
    return row


@transaction.atomic
def confirm_distribution(actor: Actor, row: Distribution) -> None:
    """A second person agrees: an entry of what is paid, and one of the rest for the fund.

    Raises Forbidden, Refused where the book has not that much, Conflict.
    """
    must(actor, Permission.LEDGER_CONFIRM, row.book)
    must_be_another(actor, row.made_by_id)
    book = held(row.book)
    today = clock.today()
    must_fit(book, today, correction=False)
    there = balance(book, today)
    if there < row.paid_fen + row.rest_fen:
        raise Refused(_("账上现在是 %(n)s 元，不够分。") % {"n": exact(there)})
    paid = _posted(actor, row, Kind.DISTRIBUTION, row.paid_fen, _("全体业主"))
    _move(row, DistributionState.CONFIRMED, actor, posting=paid)
    append(actor, book, paid)
    if row.rest_fen:
        rest = _posted(actor, row, Kind.FUND, row.rest_fen, _("专项维修资金"))
        append(actor, book, rest)


def _posted(actor: Actor, row: Distribution, kind: Kind, fen: int, counterparty: str) -> Posting:
    """A posting of both people at once: the one who worked it out, the one who confirms it."""
    now = clock.now()
    return Posting.objects.create(
        book=row.book, place=row.book.place, kind=kind, direction=rules.side_of(kind),
        amount_fen=fen, day=clock.today(), counterparty=counterparty, words=row.title,
        state=State.CONFIRMED, posted_by_id=row.made_by_id, posted_at=now,
        desk=row.book.place, decided_by_id=actor.person, decided_at=now,
    )  # fmt: skip


@transaction.atomic
def drop_distribution(actor: Actor, row: Distribution) -> None:
    """Thrown away before it was confirmed; its shares go. Raises Forbidden, Conflict."""
    must(actor, Permission.LEDGER_POST, row.book)
    _move(row, DistributionState.DROPPED, actor)
    Share.objects.filter(distribution=row).delete()


def _move(
    row: Distribution, state: DistributionState, actor: Actor, posting: Posting | None = None
) -> None:
    rows = Distribution.objects.filter(pk=row.pk, state=DistributionState.MADE)
    values = {
        "state": state, "decided_by_id": actor.person, "decided_at": clock.now(),
        "posting": posting,
    }  # fmt: skip
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    for name, value in values.items():
        setattr(row, name, value)
