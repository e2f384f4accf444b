"""Neighbours are asked in rounds: it begins, a round is asked, the offer is opened further.

Whom to ask and when is decided above (dispatch); here stands what must hold whatever is decided:
the request still wants somebody, the hard rules let each of them be asked, and nobody is asked in
waves for two things at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.people.models import Person
from last500.service_requests import rules
from last500.service_requests.actions.desk import tell_invited, who_fits
from last500.service_requests.actions.step import advance, append, check
from last500.service_requests.models import Invitation, ServiceRequest
from last500.service_requests.rules import LEVELS, Action, Level, Role, State

MOVED_ON = N_("这件事已经往前走了，请看看现在的情况。")


@transaction.atomic
def begin_rounds(actor: Actor, request: ServiceRequest) -> ServiceRequest:
    """The desk has neighbours asked, round after round; nobody is asked yet.

    Raises Forbidden, Refused where it may be an emergency, Conflict when somebody was faster.
    """
    role = check(actor, request, Action.OFFER)
    if request.suspected_emergency:
        raise Refused(_("这件可能是紧急情况。请先打电话核实，再请邻居。"))
    due_at = request.due_at if request.state == State.OFFERED else clock.now() + rules.WIDEN_AFTER
    return advance(
        actor,
        request,
        Action.OFFER,
        role=role,
        to=State.OFFERED,
        due_at=due_at,
        facts={"rounds": True},
    )


@transaction.atomic
def ask_round(
    request: ServiceRequest,
    people: Mapping[UUID, Sequence[str]],
    *,
    number: int,
    open_to: str = "",
) -> list[Person]:
    """Invite these, each with the reasons why, in round `number`; who was really asked.

    The request's row is held while it is looked whether it still wants somebody. Left out is whom
    the hard rules exclude by now and who is being asked in waves for something else already. The
    deadline of an offer stays as it is; `open_to` opens it as far as that level, never less far
    than it was. Raises Conflict when the request looks for nobody any more.
    """
    was, opened = _hold(request, open_to)
    fitting = who_fits(request, list(people)) if people else []
    asked = _invite(request, fitting, people, number)
    if was != State.OFFERED or opened:
        facts: dict[str, object] = {"rounds": True} if was != State.OFFERED else {}
        facts |= {"open_to": open_to} if opened else {}
        append(CLOCK, request, Action.OFFER, was, State.OFFERED, role=Role.CLOCK, facts=facts)
    if asked:
        tell_invited(request, asked)
    return asked


def _hold(request: ServiceRequest, open_to: str) -> tuple[State, bool]:
    """The state it was in, and whether it is open further now; its row is held from here on."""
    was, wider = State(request.state), _is_wider(open_to, request.open_to)
    seeking = ServiceRequest.objects.filter(
        pk=request.pk,
        state=was,
        open_to=request.open_to,
        taken__lt=F("wanted"),
        suspected_emergency="",
    )
    due_at = clock.now() + rules.WIDEN_AFTER
    changed = was in {State.VERIFIED, State.OFFERED} and seeking.update(
        state=State.OFFERED,
        due_at=F("due_at") if was == State.OFFERED else due_at,
        open_to=open_to if wider else request.open_to,
    )
    if not changed:
        raise Conflict(_(MOVED_ON))
    request.refresh_from_db(fields=["state", "due_at", "open_to", "taken", "wanted"])
    return was, wider


def _is_wider(open_to: str, than: str) -> bool:
    if not open_to:
        return False
    return not than or LEVELS.index(Level(open_to)) > LEVELS.index(Level(than))


def _invite(
    request: ServiceRequest,
    people: Sequence[Person],
    reasons: Mapping[UUID, Sequence[str]],
    number: int,
) -> list[Person]:
    """In the order of their keys, so that two rounds at once never wait for each other in turn.
    Of two that ask the same person the later asks them not."""
    now = clock.now()
    rows = [
        Invitation(
            request=request,
            helper=person,
            asked_at=now,
            reasons=list(reasons[person.pk]),
            round=number,
            alone=True,
        )
        for person in sorted(people, key=lambda one: one.pk)
    ]
    if not rows:
        return []
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    made = Invitation.objects.filter(request=request, pk__in=[row.pk for row in rows])
    there = set(made.values_list("helper", flat=True))
    return [row.helper for row in rows if row.helper_id in there]


def let_go_the_silent(before: datetime) -> int:
    """Whoever was asked before this moment and is silent may be asked for other things; no answer
    is due, and what they were asked for stays open to them. One statement."""
    asked = Invitation.objects.filter(answer=Invitation.Answer.ASKED, alone=True)
    return asked.filter(asked_at__lte=before).update(alone=False)


def let_be_asked(requests: Sequence[UUID]) -> int:
    """Whoever is silent on these may be asked for other things again; the invitations stay open."""
    asked = Invitation.objects.filter(request__in=requests, answer=Invitation.Answer.ASKED)
    return asked.filter(alone=True).update(alone=False)
