"""A helper accepts, agrees a time, is late, passes on, gives back, says it is done."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.ids import secret_key
from last500.base.marking import N_
from last500.base.scope import widen
from last500.base.sealing import blind_index
from last500.notify.actions import to_people, write
from last500.people import visit_codes
from last500.people.models import Person
from last500.records import rules as record_rules
from last500.reportin.models import ReportIn
from last500.service_requests import rules, seams
from last500.service_requests.actions.step import (
    KEEP,
    advance,
    append,
    check,
    end_acceptances,
    stop_invitations,
    tell_desk,
    tell_helpers,
    tell_requester,
    to_requester,
    words_for,
)
from last500.service_requests.fitting import candidate, need_of
from last500.service_requests.models import Acceptance, HandOn, Invitation, ServiceRequest
from last500.service_requests.queries import held_by
from last500.service_requests.rules import Action, Role, State

HAND_ON_INDEX = "service_requests.hand_on"
GONE = N_("已经有邻居接了，谢谢你。")


def _check_may_help(actor: Actor, request: ServiceRequest, *, by_link: bool = False) -> ReportIn:
    """The helper's report-in, when the hard rules let them take this. Raises Refused or Conflict.

    `by_link` says that another helper handed it on to whoever has the link.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    found = candidate(request, actor.person)
    if found is None:
        raise Refused(_("要先在小区报到，小区确认之后才能接。"))
    row, facts = found
    if row.holds:  # type: ignore[attr-defined]
        raise Conflict(_("你已经接了这件。"))
    by_name = by_link or row.is_asked  # type: ignore[attr-defined]
    if not by_name and not request.open_to:
        raise Conflict(_(GONE))
    against = set(rules.hindrances(facts, need_of(request)))
    if by_name:
        against -= rules.OWN_CHOICE
    if against:
        raise Refused(_(rules.hindrance_word(against)))
    widen(request=request.pk)
    return row


@transaction.atomic
def accept(actor: Actor, request: ServiceRequest) -> Acceptance:
    """Take a place in the team. Exactly as many win as are wanted, whoever clicks when.

    The counting UPDATE is check and act in one; the slot's unique constraint stands behind it.
    Raises Conflict when the places are gone. Six statements, one more to thank others who were
    asked, one more in a team.
    """
    row = _check_may_help(actor, request)
    helper = row.person
    if not _take_place(request):
        raise Conflict(_(GONE))
    acceptance = _new_acceptance(request, helper)
    old, new = State.OFFERED, State(request.state)
    now = clock.now()
    asked = Invitation.objects.filter(request=request, answer=Invitation.Answer.ASKED)
    if new == old:
        asked.filter(helper=helper).update(answer=Invitation.Answer.ACCEPTED, answered_at=now)
        append(actor, request, Action.ACCEPT, old, old, role=Role.HELPER)
        return acceptance
    mine = When(helper=helper, then=Value(Invitation.Answer.ACCEPTED))
    answered = asked.update(
        answer=Case(mine, default=Value(Invitation.Answer.STOPPED)), answered_at=now
    )
    append(actor, request, Action.ACCEPT, old, new, role=Role.HELPER)
    others = _stopped_at(request, now) if answered > row.is_asked else []  # type: ignore[attr-defined]
    thanks = to_people("no_longer_needed", others, **words_for(request))
    write([*thanks, *to_requester(request)])
    return acceptance


def _stopped_at(request: ServiceRequest, moment: datetime) -> list[Person]:
    """Whom to thank: those whose invitation ended in this step."""
    stopped = Invitation.objects.filter(
        request=request, answer=Invitation.Answer.STOPPED, answered_at=moment
    )
    return [invitation.helper for invitation in stopped.select_related("helper")]


def _take_place(request: ServiceRequest) -> bool:
    """One more place taken, if one was left; the last one makes it accepted, in one statement.

    Afterwards this transaction holds the row.
    """
    now = clock.now()
    full = {
        "state": State.ACCEPTED,
        "accepted_at": now,
        "due_at": now + rules.CONTACT_WITHIN,
        "open_to": "",
    }
    is_last = Q(taken=F("wanted") - 1)
    seeking = ServiceRequest.objects.filter(
        pk=request.pk, state=State.OFFERED, wanted=request.wanted, taken__lt=F("wanted")
    )
    changed = seeking.update(
        taken=F("taken") + 1,
        **{
            name: Case(When(is_last, then=_value(name, full[name])), default=F(name))
            for name in full
        },
    )
    if changed and request.wanted == 1:
        for name, value in (full | {"taken": 1}).items():
            setattr(request, name, value)
    elif changed:
        request.refresh_from_db(fields=["taken", *full])
    return bool(changed)


def _value(name: str, value: object) -> Value:
    return Value(value, ServiceRequest._meta.get_field(name))  # type: ignore[arg-type]


def _new_acceptance(request: ServiceRequest, helper: Person) -> Acceptance:
    here = Acceptance.objects.filter(request=request, ended_at=None)
    team = here.only("slot", "visit_code") if request.wanted > 1 else []
    held = {one.slot: one.visit_code for one in team}
    slot = rules.free_slot(set(held), request.wanted)
    if slot is None:
        raise Conflict(_(GONE))
    return Acceptance.objects.create(
        request=request,
        helper=helper,
        slot=slot,
        accepted_at=clock.now(),
        visit_code=next(iter(held.values()), None) or visit_codes.draw(),
    )


@transaction.atomic
def refuse(actor: Actor, invitation: Invitation) -> None:
    """ "This time not": no reason asked, nothing kept but that this ask is over."""
    if invitation.helper_id != actor.person:
        raise Forbidden("not your own")
    asked = Invitation.objects.filter(pk=invitation.pk, answer=Invitation.Answer.ASKED)
    if not asked.update(answer=Invitation.Answer.REFUSED, answered_at=clock.now()):
        raise Conflict(_("这次邀请已经结束了。"))
    seams.refused(invitation.request_id)


def _held(actor: Actor, request: ServiceRequest) -> Acceptance:
    acceptance = held_by(actor.person, request) if actor.person else None
    if acceptance is None:
        raise Forbidden("not yours")
    return acceptance


def _let_go(acceptance: Acceptance, how: str) -> None:
    """Free the place. Raises Conflict when it was already free."""
    held = Acceptance.objects.filter(pk=acceptance.pk, ended_at=None)
    if not held.update(ended_at=clock.now(), ended_how=how):
        raise Conflict(_("这件你已经退了。"))
    ServiceRequest.objects.filter(pk=acceptance.request_id).update(taken=F("taken") - 1)


@transaction.atomic
def release(actor: Actor, request: ServiceRequest, *, note: str = "") -> None:
    """Give it back, without harm: the desk has it again, others of the team keep their place."""
    acceptance = _held(actor, request)
    check(actor, request, Action.RELEASE)
    _let_go(acceptance, Acceptance.Ended.RELEASED)
    request.refresh_from_db(fields=["taken", "state"])
    to = State.OFFERED if request.taken else State.VERIFIED
    advance(
        actor,
        request,
        Action.RELEASE,
        role=Role.ACCEPTED,
        note=note,
        to=to,
        agreed_at=None,
        due_at=clock.now() + rules.WIDEN_AFTER if to == State.OFFERED else KEEP,
    )
    tell_desk("desk_returned", request)
    tell_requester(request)
    seams.given_back(request.pk)


@transaction.atomic
def say_late(actor: Actor, request: ServiceRequest, *, minutes: int) -> None:
    """Tell the one who waits; nothing else follows from it."""
    _held(actor, request)
    role = check(actor, request, Action.SAY_LATE)
    if not 5 <= minutes <= 24 * 60:
        raise Refused(_("请写大概晚多少分钟。"), "minutes")
    append(
        actor,
        request,
        Action.SAY_LATE,
        request.state,
        request.state,
        role=role,
        facts={"minutes": minutes},
    )
    tell_requester(request)


@transaction.atomic
def contact_agreed(
    actor: Actor, request: ServiceRequest, *, at: datetime | None = None, note: str = ""
) -> ServiceRequest:
    """Spoken to the resident; `at` is when they will meet."""
    _held(actor, request)
    role = check(actor, request, Action.CONTACT)
    if at is not None and at < clock.now() - clock.HOUR:
        raise Refused(_("约的时间已经过去了，请再看看。"), "at")
    advance(actor, request, Action.CONTACT, role=role, note=note, agreed_at=at)
    tell_requester(request)
    return request


@transaction.atomic
def report_done(
    actor: Actor, request: ServiceRequest, *, note: str = "", minutes: int | None = None
) -> ServiceRequest:
    """The helper's word that it is done; whether it is solved, only the resident says.

    `minutes` were actually served, without the way there; None: what was expected.
    """
    acceptance = _held(actor, request)
    role = check(actor, request, Action.REPORT_DONE)
    if minutes is not None:
        _check_minutes(minutes)
        Acceptance.objects.filter(pk=acceptance.pk).update(minutes=minutes)
    advance(actor, request, Action.REPORT_DONE, role=role, note=note, done_at=clock.now())
    tell_requester(request)
    return request


def _check_minutes(minutes: int) -> None:
    if not record_rules.LEAST <= minutes <= record_rules.MOST:
        raise Refused(_("请写实际用了多少分钟，最多 10 小时。"), "minutes")


@transaction.atomic
def say_minutes(actor: Actor, request: ServiceRequest, *, minutes: int) -> None:
    """One's own minutes of what several do together, whoever of them says that it is done.

    Once it is done the resident reads the minutes of each and confirms them: from then on they can
    only become fewer, or somebody would confirm more than they have read. Raises Forbidden,
    Refused, Conflict.
    """
    acceptance = _held(actor, request)
    _check_minutes(minutes)
    if request.state == State.DONE and minutes > (acceptance.minutes or request.minutes):
        raise Refused(_("已经说办完了，时间只能改短。长了的话，请跟值守说。"), "minutes")
    held = Acceptance.objects.filter(
        pk=acceptance.pk,
        ended_at=None,
        minutes=acceptance.minutes,
        request__state=request.state,
    )
    if request.state not in rules.WITH_HELPER | {State.DONE} or not held.update(minutes=minutes):
        raise Conflict(_("这件已经有了结果，时间不能再改。"))


@transaction.atomic
def begin_hand_on(actor: Actor, request: ServiceRequest) -> str:
    """A one-time key, good for a day, for another neighbour to take over; no list of names."""
    acceptance = _held(actor, request)
    check(actor, request, Action.HAND_ON)
    key = secret_key()
    HandOn.objects.create(
        acceptance=acceptance,
        key_index=blind_index(HAND_ON_INDEX, key),
        made_at=clock.now(),
        ends_at=clock.now() + clock.DAY,
    )
    return key


def hand_on_by_key(key: str) -> HandOn | None:
    index = blind_index(HAND_ON_INDEX, key)
    widen(link=index)
    rows = HandOn.objects.filter(
        key_index=index,
        used_at=None,
        ends_at__gt=clock.now(),
        acceptance__ended_at=None,
    )
    return rows.select_related("acceptance__request__place", "acceptance__request__contact").first()


@transaction.atomic
def take_over(actor: Actor, key: str) -> Acceptance:
    """Take the place of whoever handed it on; theirs ends in the same moment."""
    hand_on = hand_on_by_key(key)
    if hand_on is None:
        raise Conflict(_("这条转接链接已经用过或者过期了。"))
    request = hand_on.acceptance.request
    helper = _check_may_help(actor, request, by_link=True).person
    live = HandOn.objects.filter(pk=hand_on.pk, used_at=None)
    if not live.update(used_at=clock.now()):
        raise Conflict(_("这条转接链接已经用过或者过期了。"))
    _let_go(hand_on.acceptance, Acceptance.Ended.HANDED_ON)
    if not ServiceRequest.objects.filter(
        pk=request.pk, taken__lt=F("wanted"), state__in=[*rules.WITH_HELPER, State.OFFERED]
    ).update(taken=F("taken") + 1):
        raise Conflict(_(GONE))
    request.refresh_from_db(fields=["taken", "wanted", "state"])
    acceptance = _new_acceptance(request, helper)
    append(actor, request, Action.HAND_ON, request.state, request.state, role=Role.ACCEPTED)
    tell_requester(request)
    return acceptance


def close_helpers(request: ServiceRequest, how: str, kind: str = "") -> None:
    """End invitations and acceptances when a request ends; tell those who were still to come."""
    asked, held = stop_invitations(request), end_acceptances(request, how)
    if kind:
        tell_helpers(kind, request, [*asked, *held])
