"""Which seats a place has, and what they answer for: the desk's verbs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.grids import rules
from last500.grids.actions.step import advance, append, held, let_go, words
from last500.grids.models import Note, Placement, Seat
from last500.grids.rules import Act, Kind, State
from last500.notify.actions import post as tell
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.places.actions import add as add_place
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.places.rules import Level


@dataclass(frozen=True)
class Plan:
    """What seats of a kind answer for, for how long (days), at what cost (minutes a week)."""

    kind: str
    duties: tuple[str, ...] = rules.DUTIES
    term: int = rules.TERM
    minutes: int = rules.MINUTES_USUAL

    def cleaned(self) -> list[str]:
        """The duties. Raises Refused beside the faulty field."""
        if self.kind not in set(Kind):
            raise Refused(_("请选一种位置。"), "kind")
        if self.term not in rules.TERMS:
            raise Refused(_("请选任期。"), "term")
        if self.minutes not in rules.MINUTES:
            raise Refused(_("请选大约花多少时间。"), "minutes")
        return duties_or_refuse(self.duties)


def duties_or_refuse(lines: Iterable[str]) -> list[str]:
    try:
        return rules.clean_duties(lines)
    except rules.NoDuty as fault:
        said = {"line": fault.line[:30]}
        if rules.watches(fault.line):
            sentence = _("“%(line)s”不能写进来：这里的人管事不管人，不走访、不登记、不报告住户。")
        else:
            sentence = _("“%(line)s”：每条最多 20 个字，最多 8 条。")
        raise Refused(sentence % said, "duties") from None


@transaction.atomic
def set_up(actor: Actor, place: Place, plan: Plan, *, import_index: str | None = None) -> Seat:
    """One more seat of this kind at this place, vacant.

    Raises Forbidden; Refused where the level has no such kind; Conflict where the place has all.
    """
    require(actor, Permission.GRID_ARRANGE, place)
    duties = plan.cleaned()
    kind = Kind(plan.kind)
    if place.closed_on or place.level not in rules.AT[kind]:
        raise Refused(_("这里不设这种位置，请换一个地方或者换一种。"), "kind")
    here = Seat.objects.lasting().filter(place=place, kind=kind)
    number = rules.free_number(set(here.values_list("number", flat=True)), rules.most_of(kind))
    if number is None:
        raise Conflict(_("%(place)s已经设过这个位置了。") % {"place": place.name})
    try:
        with transaction.atomic():
            seat = Seat.objects.create(
                place=place,
                kind=kind,
                number=number,
                duties=duties,
                term=plan.term,
                minutes=plan.minutes,
                made_at=clock.now(),
                import_index=import_index,
            )
    except IntegrityError:
        raise Conflict(_("%(place)s已经设过这个位置了。") % {"place": place.name}) from None
    append(seat, "set_up", actor)
    return seat


@transaction.atomic
def change(actor: Actor, seat: Seat, plan: Plan) -> None:
    """Other duties, term or cost from now on; a term that runs is not shortened. Its holder hears
    of it. Raises Forbidden, Refused, Conflict."""
    require(actor, Permission.GRID_ARRANGE, seat.place)
    duties = plan.cleaned()
    seat = held(seat)
    seat.duties, seat.term, seat.minutes = duties, plan.term, plan.minutes
    seat.save(update_fields=["duties", "term", "minutes"])
    append(seat, "changed", actor)
    holder = Placement.objects.holding().filter(seat=seat).select_related("person").first()
    if holder:
        tell("seat_changed", [holder.person], **words(seat))


@transaction.atomic
def close(actor: Actor, seat: Seat) -> None:
    """The place does without this seat. Whoever holds it or waits hears of it; what neighbours
    told lies at the desk, which answers it first. Raises Forbidden, Refused, Conflict."""
    require(actor, Permission.GRID_ARRANGE, seat.place)
    seat = held(seat)
    if Note.objects.open().filter(seat=seat, at_desk=True).exists():
        raise Refused(_("这里还有邻居告诉的事没有回话，先回了再撤。"))
    for placement in Placement.objects.open().filter(seat=seat).select_related("person"):
        if placement.state == State.HOLDING:
            if Note.objects.open().filter(seat=seat).exists():
                raise Refused(_("在任的人手上还有没回话的事，等回了再撤。"))
            let_go(placement, Act.CLOSE)
        else:
            waiting = placement.state == State.ASKED
            advance(placement, Act.TAKE_BACK if waiting else Act.TURN_DOWN)
        tell("seat_closed", [placement.person], **words(seat))
    if not Seat.objects.lasting().filter(pk=seat.pk).update(closed_at=clock.now()):
        raise Conflict(_("这个位置已经撤了。"))
    append(seat, "closed", actor)


ENTRANCES_MOST = 12


@transaction.atomic
def set_up_many(actor: Actor, places: Iterable[Place], plan: Plan) -> int:
    """One seat at each of these places that may still have one; gives how many.

    Raises Forbidden, and Refused where the plan is faulty.
    """
    plan.cleaned()
    made = 0
    for place in places:
        try:
            with transaction.atomic():
                set_up(actor, place, plan)
            made += 1
        except Conflict:  # it has its seats already
            continue
    return made


@transaction.atomic
def add_entrances(actor: Actor, compound: Place, each: int) -> int:
    """So many entrances (一单元, 二单元 …) to every building that has none; gives how many in all.

    Raises Forbidden, Refused.
    """
    require(actor, Permission.GRID_ARRANGE, compound)
    if not 1 <= each <= ENTRANCES_MOST:
        raise Refused(_("一栋楼 1 到 12 个单元。"), "each")
    here = buildings_of(compound)
    with_some = {place.parent_id for place in here if place.level == Level.ENTRANCE}
    bare = [one for one in here if one.level == Level.BUILDING and one.pk not in with_some]
    for building in bare:
        for number in range(1, each + 1):
            add_place(building, Level.ENTRANCE, f"{number}单元")
    return len(bare) * each
