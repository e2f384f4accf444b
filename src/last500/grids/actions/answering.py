"""One's own press: yes, no or later to an ask; an offer of oneself; willing in general."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.grids import queries, rules
from last500.grids.actions.step import (
    CHANGED,
    advance,
    append,
    held,
    me,
    seat_down,
    tell_desk,
)
from last500.grids.models import Placement, Seat, Willing
from last500.grids.rules import Act, Answer, State
from last500.people.models import Person
from last500.people.rules import clean_line

CALLED_MOST = 12


@dataclass(frozen=True)
class Showing:
    """What hangs at the gate, as the holder ticks it. Nothing is ticked beforehand."""

    name: bool = False
    notes: bool = False
    phone: bool = False
    called: str = ""

    def put_on(self, placement: Placement, person: Person) -> None:
        """Raises Refused beside the field that is missing."""
        called = clean_line(self.called)[:CALLED_MOST]
        if self.name and not called:
            raise Refused(_("请写挂出来怎么称呼你，比如“王师傅”。"), "called")
        if self.phone and not self.name:
            raise Refused(_("挂电话的话，称呼也要挂，邻居才知道打给谁。"), "phone")
        if self.phone and not person.phone:
            raise Refused(_("你的账号里没有电话。"), "phone")
        placement.shows_name, placement.takes_notes = self.name, self.notes
        placement.called = called if self.name else ""
        placement.phone = person.phone if self.phone else ""


def own_or_forbid(actor: Actor, placement: Placement) -> Person:
    if actor.person is None or placement.person_id != actor.person:
        raise Forbidden("only the person says so")
    return me(actor)


@transaction.atomic
def answer(
    actor: Actor, placement: Placement, said: Answer, showing: Showing | None = None
) -> None:
    """Yes, no or later. A no costs nothing and needs no reason.

    Raises Forbidden; Refused; Conflict when the seat went to somebody else, or time ran out.
    """
    person = own_or_forbid(actor, placement)
    placement.seat = held(placement.seat)
    placement.refresh_from_db(fields=["state", "answer_by"])
    if placement.state != State.ASKED:
        raise Conflict(_(CHANGED))
    if placement.answer_by is None or placement.answer_by <= clock.now():
        raise Conflict(_("这次邀请过了期限。还愿意的话，在小区那一页点“我愿意”。"))
    if said != Answer.YES:
        advance(placement, Act.NO if said == Answer.NO else Act.LATER)
        append(placement.seat, str(said))
        tell_desk("seat_answered", placement.seat)
        return
    seat_down(placement, Act.YES, said_yes_at=clock.now())
    (showing or Showing()).put_on(placement, person)
    placement.save(update_fields=["shows_name", "takes_notes", "called", "phone"])
    append(placement.seat, "yes")
    tell_desk("seat_held", placement.seat)


@transaction.atomic
def offer(actor: Actor, seat: Seat, showing: Showing | None = None) -> Placement:
    """“我愿意”: anybody who lives there by their own word; the desk confirms.

    Raises Forbidden, Refused, Conflict.
    """
    person = me(actor)
    if person.restricted_at:
        raise Refused(_("你的资料锁着。先到“我的资料”里打开，再来。"))
    limits.hit("seat-offer", str(person.pk), limits.SEATS_OFFERED_PER_PERSON)
    seat = held(seat)
    if Placement.objects.holding().filter(seat=seat).exists():
        raise Conflict(_("这个位置已经有人了。"))
    _may_offer(actor, seat)
    if Placement.objects.holding().filter(person=person).count() >= rules.SEATS_OF_A_PERSON:
        raise Refused(_("一个人最多两个位置。先离开一个，再来这个。"))
    now = clock.now()
    placement = Placement(
        seat=seat, person=person, state=State.OFFERED, by_desk=False, asked_at=now, said_yes_at=now
    )
    (showing or Showing()).put_on(placement, person)
    try:
        with transaction.atomic():
            placement.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("你已经说过了，或者小区正在请你，见“我联系的楼栋”。")) from None
    append(seat, "offered")
    tell_desk("seat_offered", seat)
    return placement


def _may_offer(actor: Actor, seat: Seat) -> None:
    if not queries.lives_at(actor, seat):
        raise Refused(_("先在你住的小区报到，选上你住的楼栋，再来点“我愿意”。"))
    if seat.kind in rules.OF_MEMBERS and not queries.is_member(actor):
        raise Refused(_("这个位置请报到的党员来做。别的位置你都可以来。"))


@transaction.atomic
def withdraw(actor: Actor, placement: Placement) -> None:
    """Take one's offer back. Raises Forbidden; Conflict when it was answered meanwhile."""
    own_or_forbid(actor, placement)
    advance(placement, Act.WITHDRAW)
    append(placement.seat, "withdrawn")


def say_willing(actor: Actor, *, willing: bool) -> None:
    """May be asked first for a seat of one's building; taken back by the same press."""
    person = me(actor)
    if willing:
        Willing.objects.get_or_create(person=person, defaults={"since": clock.now()})
    else:
        Willing.objects.filter(person=person).delete()
