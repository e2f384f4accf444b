"""Who speaks for a unit: asked by somebody else, made by their own yes, laid down at any time."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.models import Liaison, Organisation
from last500.organisations.queries import capacity, is_liaison
from last500.organisations.rules import Permission
from last500.people import looks
from last500.people.actions import phone_index, read_phone
from last500.people.models import Person
from last500.people.rules import clean_line
from last500.proof.actions import record
from last500.units.actions import step
from last500.units.models import LiaisonInvitation, UnitReportIn
from last500.units.rules import Action, Side, State

NAME_MOST, REASON_MOST = 40, 120
EMPTY = {"name": b"", "phone": b"", "phone_index": ""}


def invite_for(
    actor: Actor, report_in: UnitReportIn, *, name: str, phone: str
) -> LiaisonInvitation:
    """A community asks somebody to speak for a unit that it has entered. Raises Refused."""
    require(actor, Permission.UNIT_MANAGE, report_in.community)
    return _invite(actor, report_in.organisation, name, phone, report_in=report_in)


@transaction.atomic
def invite_colleague(
    actor: Actor, organisation: Organisation, *, name: str, phone: str, hands_over: bool
) -> LiaisonInvitation:
    """A liaison asks a colleague to join them, or to take their place: then the colleague says
    yes first, and until then nothing changes."""
    if not is_liaison(actor, organisation):
        raise Forbidden("not a liaison of this unit")
    return _invite(actor, organisation, name, phone, hands_over=hands_over)


def _invite(
    actor: Actor,
    organisation: Organisation,
    name: str,
    phone: str,
    *,
    report_in: UnitReportIn | None = None,
    hands_over: bool = False,
) -> LiaisonInvitation:
    called, number = clean_line(name)[:NAME_MOST], read_phone(phone, "liaison_phone")
    if not called:
        raise Refused(_("请写联络员的姓名。"), "liaison_name")
    if actor.person:
        limits.hit("liaison", str(actor.person), limits.LIAISONS_ASKED_PER_PERSON)
    # An older one of the same number that lapsed gives way.
    LiaisonInvitation.objects.filter(
        organisation=organisation, phone_index=phone_index(number), answered_at=None
    ).exclude(pk__in=LiaisonInvitation.objects.waiting().values("pk")).delete()
    made = LiaisonInvitation(
        organisation=organisation,
        report_in=report_in,
        name=called,
        phone=number,
        phone_index=phone_index(number),
        made_by_id=actor.person,
        made_at=clock.now(),
        hands_over=hands_over,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("已经请过 TA 了，正等着答复。")) from None
    # Whether the number has an account is told to nobody: the page says the same either way.
    told = Person.objects.filter(phone_index=made.phone_index, is_active=True)
    post("liaison_invited", told, unit=organisation.name, link=f"/units/invitations/{made.pk}/")
    return made


def drop_invitations(report_in: UnitReportIn) -> None:
    """What the report-in was waiting for is over: names and numbers go with it."""
    LiaisonInvitation.objects.filter(report_in=report_in, answered_at=None).delete()


@transaction.atomic
def step_down(actor: Actor, organisation: Organisation) -> None:
    """Lay it down at once, whoever is left; the communities are told."""
    if actor.person is None or not is_liaison(actor, organisation):
        raise Forbidden("not a liaison of this unit")
    tell_communities(actor, organisation, Action.LIAISON_LEFT)
    lay_down(organisation, actor.person)


def lay_down(organisation: Organisation, person: object) -> None:
    """As of yesterday, as an office ends: what it allowed is gone with the next click."""
    last_day = clock.today() - clock.DAY
    for row in Liaison.objects.acting(clock.today()).filter(
        organisation=organisation, person=person
    ):
        from_on = min(row.from_on, last_day)
        Liaison.objects.filter(pk=row.pk).update(from_on=from_on, to_on=last_day)


def tell_communities(actor: Actor, organisation: Organisation, action: Action) -> None:
    """History and a message at each community where the unit is reported in."""
    rows = UnitReportIn.objects.active().filter(organisation=organisation)
    for report_in in rows.select_related("organisation", "community")[:50]:
        step.note(actor, report_in, action, Side.UNIT, report_in.state)
        told = step.officers_of(report_in.community, actor)
        post("liaison_changed", told, **step.words(report_in))


@transaction.atomic
def reveal(
    actor: Actor, report_in: UnitReportIn, liaison: Liaison, *, reason: str
) -> tuple[str, str]:
    """Name and number of a liaison, for the community that works with the unit.

    With a reason and within limits; written down, and the liaison sees that it was looked at.
    """
    require(actor, Permission.UNIT_MANAGE, report_in.community)
    if liaison.organisation_id != report_in.organisation_id or report_in.state not in {
        State.ASKED,
        State.AGREED,
    }:
        raise Forbidden("not the unit's liaison here")
    said = clean_line(reason)[:REASON_MOST]
    if not said:
        raise Refused(_("请说明为什么要看。"), "reason")
    limits.hit("reveal", str(actor.person), limits.REVEALS_PER_PERSON)
    person = liaison.person
    look = looks.Look(report_in.pk, "name,phone", person=person.pk)
    as_what = capacity(actor, Permission.UNIT_MANAGE, report_in.community)
    looks.note_reveals(actor, [look], reason=said, as_what=as_what)
    record(
        f"reveals:{report_in.community_id}",
        "revealed",
        {"field": "name,phone", "role": "desk"},
        personal={
            "by": str(actor.person or ""),
            "office": str(as_what.office or ""),
            "person": str(person.pk),
            "about": str(report_in.pk),
            "reason": said,
        },
    )
    return person.name or person.called, person.phone
