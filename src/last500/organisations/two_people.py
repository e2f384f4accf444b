"""Steps that take two people: setting or removing an administrator, resetting a second factor.

One asks with a reason, another agrees; neither is the person concerned. The second person is held
by the statement that decides and by the table's own checks (GB/T 22239-2019, 8.1.4.2: separated
rights of administrators; ASVS 5.0, 2.3.5).
"""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.accounts import may_manage, paths_of, read_reason
from last500.organisations.actions import require, tell_the_log
from last500.organisations.models import Office, TwoPersonStep
from last500.organisations.rules import (
    ADMINISTRATORS,
    ASKS,
    CONFIRMS,
    OFFICES,
    SECOND_PERSON_WAITS,
    Matter,
    OfficeKind,
)
from last500.people.actions import end_sessions
from last500.people.models import Person, RecoveryCode
from last500.places.models import Place
from last500.places.rules import branch
from last500.proof.actions import record
from last500.proof.rules import Plain


def waiting() -> QuerySet[TwoPersonStep]:
    return TwoPersonStep.objects.filter(decided_at=None, ends_at__gt=clock.now())


def waiting_for(actor: Actor) -> QuerySet[TwoPersonStep]:
    """Those that the actor may decide, and those the actor has asked for."""
    seen = Q(asked_by=actor.person)
    for matter, permission in CONFIRMS.items():
        for path in actor.branches(permission):
            seen |= Q(matter=matter, place__path__range=branch(path))
    rows = waiting().filter(seen).exclude(person=actor.person)
    return rows.select_related("person", "place").order_by("asked_at")


@transaction.atomic
def propose_administrator(
    actor: Actor, person: Person, kind: OfficeKind, place: Place, *, reason: str
) -> TwoPersonStep:
    """Propose somebody for one of the three administrations of a place."""
    if kind not in ADMINISTRATORS or place.level not in OFFICES[kind][0]:
        raise Refused(_("这个职务不设在这一级。"), "kind")
    _none_held(person)
    return _ask(actor, Matter.GIVE, person, place, kind, reason)


@transaction.atomic
def propose_end(actor: Actor, office: Office, *, reason: str) -> TwoPersonStep:
    """Propose that an administrator's office ends; the person may lay it down alone."""
    kind = OfficeKind(office.kind)
    if kind not in ADMINISTRATORS:
        raise Refused(_("这个职务不设在这一级。"), "kind")
    return _ask(actor, Matter.END, office.person, office.place, kind, reason)


@transaction.atomic
def ask_factor_reset(actor: Actor, person: Person, *, reason: str) -> TwoPersonStep:
    """Ask that a lost second factor is taken off an account, so that its person sets a new one."""
    if not may_manage(actor, person):
        raise Forbidden(ASKS[Matter.FACTOR])
    if not person.totp_key:
        raise Refused(_("这个账号没有设两步验证。"))
    place = Place.objects.get(path=paths_of(person)[0])
    return _ask(actor, Matter.FACTOR, person, place, "", reason)


def _none_held(person: Person) -> None:
    held = Office.objects.filter(person=person, kind__in=ADMINISTRATORS, to_on=None)
    if held.exists():
        raise Refused(_("三个管理员要分开：这个人已经是其中一个了。"), "phone")


def _ask(
    actor: Actor, matter: Matter, person: Person, place: Place, kind: OfficeKind | str, reason: str
) -> TwoPersonStep:
    require(actor, ASKS[matter], place)
    if person.pk == actor.person:
        raise Refused(_("自己的事要由别人来提。"), "phone")
    same = waiting().filter(matter=matter, person=person, place=place, office_kind=kind)
    if same.exists():
        raise Conflict(_("这件事已经提过，正等第二个人确认。"))
    now = clock.now()
    step = TwoPersonStep.objects.create(
        matter=matter,
        person=person,
        place=place,
        office_kind=kind,
        reason=read_reason(reason),
        asked_by=Person(pk=actor.person),
        asked_at=now,
        ends_at=now + SECOND_PERSON_WAITS,
    )
    _write(actor, step, "asked")
    return step


def may_decide(actor: Actor, step: TwoPersonStep) -> bool:
    own = actor.person in {step.asked_by_id, step.person_id}
    return not own and actor.may(CONFIRMS[Matter(step.matter)], step.place.path)


@transaction.atomic
def agree(actor: Actor, step: TwoPersonStep) -> None:
    """Be the second person: what was asked for happens now."""
    _decide(actor, step, agreed=True)
    _DOES[Matter(step.matter)](actor, step)
    _write(actor, step, "agreed")


@transaction.atomic
def refuse(actor: Actor, step: TwoPersonStep) -> None:
    _decide(actor, step, agreed=False)
    _write(actor, step, "refused")


def _decide(actor: Actor, step: TwoPersonStep, *, agreed: bool) -> None:
    """One statement: of two who decide at once only one does, and never who asked."""
    if not may_decide(actor, step):
        raise Forbidden(CONFIRMS[Matter(step.matter)])
    mine = waiting().filter(pk=step.pk).exclude(asked_by=actor.person)
    if not mine.update(decided_by=actor.person, decided_at=clock.now(), agreed=agreed):
        raise Conflict(_("这件事已经有人定了，或者等得太久作废了。"))


def _give(actor: Actor, step: TwoPersonStep) -> None:
    _none_held(step.person)
    try:
        with transaction.atomic():
            office = Office.objects.create(
                person=step.person,
                kind=step.office_kind,
                place=step.place,
                from_on=clock.today(),
                given_by_id=step.asked_by_id,
            )
    except IntegrityError:  # somebody made them another administrator at the same moment
        _none_held(step.person)
        raise
    tell_the_log("given", office, actor)


def _end(actor: Actor, step: TwoPersonStep) -> None:
    last_day = clock.today() - clock.DAY
    held = Office.objects.filter(
        person=step.person, kind=step.office_kind, place=step.place, to_on=None
    )
    for office in held:
        first = min(office.from_on, last_day)
        held.filter(pk=office.pk).update(from_on=first, to_on=last_day, ended_by=actor.person)
        office.refresh_from_db(fields=["from_on", "to_on"])
        tell_the_log("ended", office, actor)


def _reset_factor(actor: Actor, step: TwoPersonStep) -> None:
    person = step.person
    person.totp_key = ""
    person.save(update_fields=["totp_key"])
    RecoveryCode.objects.filter(person=person).delete()
    end_sessions(person, how="factor_reset")


_DOES: dict[Matter, Callable[[Actor, TwoPersonStep], None]] = {
    Matter.GIVE: _give,
    Matter.END: _end,
    Matter.FACTOR: _reset_factor,
}


# As the log names them.
MATTER_KINDS = {
    Matter.GIVE: "administrator",
    Matter.END: "end of administrator",
    Matter.FACTOR: "second factor reset",
}


def _write(actor: Actor, step: TwoPersonStep, what: str) -> None:
    """Into the log: places and kinds in clear, people only as a commitment."""
    stream = "security" if step.matter == Matter.FACTOR else "offices"
    body: dict[str, Plain] = {
        "step": str(step.pk),
        "place": step.place.pk,
        "kind": step.office_kind,
    }
    who = {"person": str(step.person_id), "by": str(actor.person)}
    record(stream, f"{MATTER_KINDS[Matter(step.matter)]} {what}", body, personal=who)
