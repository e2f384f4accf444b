"""Move to another compound, end, take back the consent."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.scope import everything
from last500.notify.actions import post
from last500.organisations.models import Organisation
from last500.organisations.queries import desk_for, desk_holders
from last500.people.models import Person
from last500.people.rights import end_consent
from last500.places.models import Place
from last500.reportin import rules
from last500.reportin.actions.step import advance, end_slip, give_slip, note
from last500.reportin.actions.unit import forget_unit, unit_after_return
from last500.reportin.actions.wishes import carry_over
from last500.reportin.models import Avoidance, HelperNumber, Proof, ReportIn

SEALED_WISHES = (
    "kind", "unit", "skills", "other_skills", "unwanted", "free", "differing", "nearby", "gender",
    "age",
)  # fmt: skip


def _own(actor: Actor, report_in: ReportIn) -> None:
    if report_in.person_id != actor.person:
        raise Forbidden("not your own")


@transaction.atomic
def move(
    actor: Actor,
    report_in: ReportIn,
    place: Place,
    *,
    building: Place | None = None,
    unit: Organisation | None = None,
) -> ReportIn:
    """One act: the report-in here ends, and there one is asked for with the same wishes.

    What is accepted stays accepted. `unit` is theirs where it is reported in there as well, else
    they are counted by none until they say so. Raises Refused, Conflict.
    """
    _own(actor, report_in)
    if place.level != "compound" or place.closed_on:
        raise Refused(_("请选你住的小区。"), "place")
    if place.pk == report_in.place_id:
        raise Refused(_("你已经在这个小区报到了。"), "place")
    now = clock.now()
    advance(report_in, actor.person, rules.State.ENDED, ended_at=now)
    end_slip(report_in)
    new = ReportIn(
        person=report_in.person,
        place=place,
        building=building,
        kind=report_in.kind,
        unit=report_in.unit,
        organisation=unit,
        state=rules.State.ASKED,
        paused_until=report_in.paused_until,
        asked_at=now,
        moved_from=report_in,
    )
    try:
        with transaction.atomic():
            carry_over(report_in, new)
    except IntegrityError:
        raise Conflict(_("这份报到已经处理过了。")) from None
    note(new, actor.person, "", rules.State.ASKED)
    post("desk_report_in", desk_holders(desk_for(place).pk), place=place.name)
    return new


def come_back(refused: ReportIn) -> ReportIn | None:
    """A move that was refused is no move: what it began with is in force again, with the wishes
    as they are now. None where the refused one was no move.

    In the house's name: the desk that refused has no part in the other compound.
    """
    if refused.moved_from_id is None:
        return None
    with everything("a refused move is undone"):
        rows = ReportIn.objects.select_related("person", "place")
        old = rows.get(pk=refused.moved_from_id)
        state = rules.comes_back_as(old.decided_at is not None)
        back = ReportIn.objects.filter(pk=old.pk, state=rules.State.ENDED)
        if not back.update(state=state, ended_at=None, paused_until=refused.paused_until):
            raise Conflict(_("这份报到已经处理过了。"))
        old.refresh_from_db()
        old.organisation = unit_after_return(old, refused)
        carry_over(refused, old)
        note(old, None, rules.State.ENDED, state)
        if state == rules.State.CONFIRMED:
            give_slip(old)
        return old


@transaction.atomic
def end(actor: Actor, report_in: ReportIn) -> None:
    _own(actor, report_in)
    advance(report_in, actor.person, rules.State.ENDED, ended_at=clock.now())
    end_slip(report_in)


@transaction.atomic
def take_back_consent(actor: Actor) -> None:
    """Take back the consent to be reported in: it ends, and what one wished is erased at once.

    That one was reported in here, from when to when, stays for its term; so does the number.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    person = Person.objects.get(pk=actor.person)
    rows = ReportIn.objects.filter(person=person)
    for report_in in rows.filter(state__in=rules.ACTIVE).select_related("slip"):
        end(actor, report_in)
    Avoidance.objects.filter(report_in__in=rows).delete()
    rows.update(building=None, **dict.fromkeys(SEALED_WISHES, b""))
    Proof.objects.filter(person=person).delete()
    HelperNumber.objects.filter(person=person).update(other_number=b"", other_system=b"")
    forget_unit(actor)
    end_consent("report_in", person=person)
