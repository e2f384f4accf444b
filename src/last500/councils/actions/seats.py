"""Which bodies a compound has, and who sits in them by their own yes, for a term."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.councils import rules
from last500.councils.actions.step import must_handle
from last500.councils.models import CALLED_MOST, Body, Seat
from last500.councils.rules import Seat as State
from last500.households.queries import is_neighbour
from last500.notify.actions import to_people, write
from last500.organisations.queries import actor_of
from last500.people.models import Person
from last500.places.models import Place
from last500.topics.actions.step import public_text


@transaction.atomic
def choose(actor: Actor, compound: Place, kind: str) -> Body:
    """The compound has this body from today. Raises Forbidden, Refused, Conflict."""
    must_handle(actor, compound)
    if kind not in set(rules.Body) or compound.level != "compound" or compound.closed_on:
        raise Refused(_("请重新选一个。"), "kind")
    if not rules.may_have(kind, compound.kind):
        raise Refused(_("自治委员会是给没有物业、没有业委会的院落的。"), "kind")
    try:
        with transaction.atomic():
            return Body.objects.create(compound=compound, kind=kind, since=clock.today())
    except IntegrityError:
        raise Conflict(_("已经有了。")) from None


@transaction.atomic
def end_body(actor: Actor, body: Body) -> None:
    """It meets no more; its seats end. Past meetings and their minutes stay."""
    must_handle(actor, body.compound)
    if not Body.objects.filter(pk=body.pk, ended_on=None).update(ended_on=clock.today()):
        raise Conflict(_("已经没有了。"))
    open_ = Seat.objects.filter(body=body, state__in=[State.ASKED, State.AGREED])
    open_.update(state=State.LEFT, answered_at=clock.now())


@transaction.atomic
def invite(actor: Actor, body: Body, person: Person, *, since: date, until: date) -> Seat:
    """Ask a neighbour; whether they sit is theirs, and a no costs nothing.

    Raises Forbidden, Refused.
    """
    must_handle(actor, body.compound)
    if not body.is_standing or body.ended_on:
        raise Refused(_("这种会没有固定成员，谁都可以来。"))
    if not is_neighbour(actor_of(person), body.compound):
        raise Refused(_("请选一位住在这里或者是业主的邻居。"), "who")
    if not rules.term_fits(since, until, clock.today()):
        raise Refused(_("任期要有到哪天，最长五年。"), "until")
    sitting = Seat.objects.filter(body=body, state__in=[State.ASKED, State.AGREED])
    if sitting.count() >= rules.SEATS_MOST:
        raise Refused(_("已经请够了。"), "who")
    try:
        with transaction.atomic():
            seat = Seat.objects.create(
                body=body, person=person, from_on=since, until_on=until,
                asked_at=clock.now(), asked_by_id=actor.person,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("已经请过这位邻居了。"), "who") from None
    words = {"place": body.compound.name, "body": body.word}
    write(to_people("council_seat", [person], link=f"/councils/seat/{seat.pk}/", **words))
    return seat


def _own(actor: Actor, seat: Seat) -> Seat:
    """One's own seat, held. Raises Forbidden for whoever it was not offered to."""
    row = Seat.objects.select_for_update(of=("self",)).select_related("body__compound")
    found = row.get(pk=seat.pk)
    if actor.person is None or found.person_id != actor.person:
        raise Forbidden("was not asked")
    return found


@transaction.atomic
def answer(actor: Actor, seat: Seat, *, yes: bool, called: str = "") -> Seat:
    """One's own yes, with the words under which everybody reads it, or no without a reason.

    Raises Forbidden, Refused, Conflict.
    """
    seat = _own(actor, seat)
    if seat.state != State.ASKED:
        raise Conflict(_("你已经答复过了。"))
    said = public_text(called, CALLED_MOST, "called") if yes else ""
    if yes and not said:
        raise Refused(_("请写大家怎么称呼你，比如“三单元李姐”。"), "called")
    seat.called, seat.answered_at = said, clock.now()
    seat.state = State.AGREED if yes else State.DECLINED
    seat.save(update_fields=["called", "answered_at", "state"])
    return seat


@transaction.atomic
def leave(actor: Actor, seat: Seat) -> None:
    """At any time, without a reason. Raises Forbidden, Conflict."""
    seat = _own(actor, seat)
    if seat.state != State.AGREED:
        raise Conflict(_("你不在里面了。"))
    seat.called, seat.state, seat.answered_at = "", State.LEFT, clock.now()
    seat.save(update_fields=["called", "answered_at", "state"])
