"""Turns: laid out ahead, placed as requests, offered to whose turn it is, then to the next.

All of it is the house's own work and done in its name: nobody sees anything by it, and nobody is
made to come. A turn's helpers are invited as for any request, and accept by their own press.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor, Door
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.organisations.queries import calendar
from last500.rotas import queries, rules
from last500.rotas.actions.step import hold, tell_desk
from last500.rotas.models import Planned, Rota, RotaMember, Turn
from last500.rotas.rules import Seat, State, TurnState
from last500.rotas.words import turn_title
from last500.service_requests import actions as requests
from last500.service_requests import rules as request_rules
from last500.service_requests.actions import Placing
from last500.service_requests.actions.placing import keep_apart
from last500.service_requests.categories import BY_CODE
from last500.service_requests.fitting import candidates, need_of
from last500.service_requests.models import (
    Acceptance,
    Channel,
    Invitation,
    KeptApart,
    ServiceRequest,
)
from last500.service_requests.rules import State as RequestState

_PARTS = ((12 * 60, "morning"), (18 * 60, "afternoon"), (24 * 60, "evening"))
MOVED_ON = N_("这一次已经变了，请看看现在的情况。")


# ---- laying out ----------------------------------------------------------------------------------


def lay_out(rota: Rota) -> None:
    """Write down the days ahead and plan whose turn each is. Run twice, or by two workers at
    once, it changes nothing the second time: one turn for each day is a constraint."""
    with everything("a rota lays out its turns"), transaction.atomic():
        today = clock.today()
        until = min(today + rules.HORIZON, rota.ends_on)
        known = set(Turn.objects.filter(rota=rota).values_list("on", flat=True))
        free = [on for on in rules.days(rota.pattern, today, until) if _comes(rota, on)]
        fresh = [on for on in free if on not in known][: rules.MOST_TURNS]
        Turn.objects.bulk_create(
            [Turn(rota=rota, on=on, state=TurnState.PLANNED) for on in fresh],
            ignore_conflicts=True,
        )
        Rota.objects.filter(pk=rota.pk).update(planned_to=today + rules.HORIZON)
        Turn.objects.filter(rota=rota, on__lt=today, state=TurnState.PLANNED).update(
            state=TurnState.SKIPPED
        )
        replan(rota)


def _comes(rota: Rota, on: date) -> bool:
    """Not on a public holiday, where the household wants it so."""
    return not (rota.skips_holidays and calendar().special.get(on) is False)


def replan(rota: Rota) -> None:
    """Plan anew whose turn the days ahead are; those that two have swapped stay as they are."""
    with everything("a rota plans whose turn it is"), transaction.atomic():
        ahead = list(queries.planned_turns(rota))
        if not ahead:
            return
        wanted = {turn.pk: {one.member_id for one in turn.planned.all()} for turn in ahead}
        members = queries.members_to_plan(rota, [turn.on for turn in ahead])
        found = rules.plan(
            [turn.on for turn in ahead],
            members,
            rota.wanted,
            just_done=queries.who_had_the_last(rota),
            fixed={turn.on: tuple(wanted[turn.pk]) for turn in ahead if turn.is_fixed},
        )
        changed = [turn for turn in ahead if set(found[turn.on]) != wanted[turn.pk]]
        Planned.objects.filter(turn__in=[turn.pk for turn in changed]).delete()
        Planned.objects.bulk_create(
            Planned(turn=turn, member_id=key) for turn in changed for key in found[turn.on]
        )


# ---- placing -------------------------------------------------------------------------------------


def place_turn(key: UUID) -> ServiceRequest:
    """Place the request of one turn and ask whose turn it is; exactly once whoever tries.

    Holding the rota's row means that its household has not paused or ended it meanwhile. Raises
    Conflict when it has, when the day is past, or when somebody was faster.
    """
    with everything("a rota places a turn"), transaction.atomic():
        rows = Turn.objects.select_related("rota__place", "rota__building", "rota__contact")
        turn = rows.get(pk=key)
        hold(turn.rota, State.RUNNING)
        if not clock.today() <= turn.on <= turn.rota.ends_on:
            raise Conflict(_(MOVED_ON))
        if not _is_still_planned(turn):
            raise Conflict(_(MOVED_ON))
        request = requests.place(_household(turn.rota), turn.rota.place, _placing(turn))
        keep_apart(request, _not_to_meet(turn.rota))
        _claim(turn, request)
        _verify(turn, request)
        ask_members(turn, request)
        if request.state != RequestState.OFFERED:
            tell_desk("rota_needs_somebody", turn.rota)
        return request


def _is_still_planned(turn: Turn) -> bool:
    """Read again once the rota is held: of two workers the second finds it placed."""
    return Turn.objects.filter(pk=turn.pk, state=TurnState.PLANNED).exists()


def _claim(turn: Turn, request: ServiceRequest) -> None:
    planned = Turn.objects.filter(pk=turn.pk, state=TurnState.PLANNED)
    if not planned.update(state=TurnState.PLACED, request=request):
        raise Conflict(_(MOVED_ON))
    turn.state, turn.request = TurnState.PLACED, request


def _household(rota: Rota) -> Actor:
    """Whose request it is: the household's, by its account where it has one."""
    return Actor(person=rota.contact.person_id, door=Door.CLOCK)


def _placing(turn: Turn) -> Placing:
    rota = turn.rota
    contact = rota.contact
    title = turn_title(rota)
    return Placing(
        text=f"{title}\n{rota.text}" if rota.text else title,
        category=rota.category,
        spot=rota.spot,
        building=rota.building,
        door=contact.door,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        wished_on=turn.on,
        wished_part=next(part for end, part in _PARTS if rota.start < end),
        channel=Channel.WEB if contact.person_id else rota.channel,
        consent=rota.agreed_how,
        helper_gender=str(rota.visit_wish.get("helper", "")),
        in_pairs=bool(rota.visit_wish.get("pairs")),
        not_emergency=True,  # looked at when it was arranged
        by_rota=True,
    )


def _not_to_meet(rota: Rota) -> list[str]:
    """Whom the household would rather not meet, by the keyed hashes of its earlier requests: each
    turn says it again, so that it lasts as long as the rota."""
    index = rota.contact.phone_index
    known = Q(by_index=index) if index else Q(request__turn__rota=rota)
    if rota.from_request_id:
        known |= Q(request=rota.from_request_id)
    rows = KeptApart.objects.filter(known).order_by("pk")
    return list(rows.values_list("phone_index", flat=True)[:50])


def _verify(turn: Turn, request: ServiceRequest) -> None:
    """Its need was verified when the rota was arranged; its deadline reaches past its own day."""
    rota = turn.rota
    requests.verify(
        CLOCK,
        request,
        how="rota",
        summary=turn_title(rota),
        risk_note=rota.risk_note,
        minutes=rota.minutes,
        wanted=rota.wanted,
    )
    days = max(BY_CODE[rota.category].days, _working_days_to(turn.on) + 1)
    ServiceRequest.objects.filter(pk=request.pk).update(days=days)
    request.days = days


def _working_days_to(on: date) -> int:
    known, today = calendar(), clock.today()
    return sum(known.works(today + timedelta(n)) for n in range(1, (on - today).days + 1))


# ---- asking --------------------------------------------------------------------------------------


def ask_members(turn: Turn, request: ServiceRequest, *, reason: str = "rota") -> int:
    """Invite as many as are still missing, first those planned, then the next in order who fit.

    Whoever was asked for this turn already is not asked again. How many were asked now.
    """
    waiting = Invitation.objects.filter(request=request, answer=Invitation.Answer.ASKED).count()
    missing = request.wanted - request.taken - waiting
    return _invite_next(turn, request, missing, reason) if missing > 0 else 0


def _invite_next(turn: Turn, request: ServiceRequest, most: int, reason: str) -> int:
    order = _order(turn, request)
    need = need_of(request)
    people = {member.person_id: member for member in order}
    fits = {
        row.person_id
        for row, facts in candidates(request, list(people))
        if not request_rules.hindrances(facts, need)
    }
    chosen = [member for member in order if member.person_id in fits][:most]
    if not chosen:
        return 0
    asked = [member.person_id for member in chosen]
    requests.offer(CLOCK, request, helpers=asked, reasons={key: [reason] for key in asked})
    request.due_at = _due(turn, stand_in=reason != "rota")
    offered = ServiceRequest.objects.filter(pk=request.pk, state=RequestState.OFFERED)
    offered.update(due_at=request.due_at)
    _note_asked(turn, chosen)
    return len(chosen)


def _order(turn: Turn, request: ServiceRequest) -> list[RotaMember]:
    """Who may still be asked for this turn: those planned first, then as the rota goes."""
    asked = set(Invitation.objects.filter(request=request).values_list("helper", flat=True))
    asked |= set(Acceptance.objects.filter(request=request).values_list("helper", flat=True))
    seats = queries.seats(turn.rota)
    planned = set(Planned.objects.filter(turn=turn).values_list("member", flat=True))
    members = queries.members_to_plan(turn.rota, [turn.on], leave_out=turn.pk)
    just_done = queries.who_had_the_last(turn.rota, before=turn.on)
    in_order = [one.person for one in rules.in_order(members, turn.on, just_done)]
    keys = [key for key in in_order if key in planned] + [k for k in in_order if k not in planned]
    return [seats[key] for key in keys if seats[key].person_id not in asked]


def _due(turn: Turn, *, stand_in: bool) -> datetime:
    """Until when those who are asked may think it over, before it goes on without them."""
    pattern = turn.rota.pattern
    days = 1 if stand_in else rules.answer_days(pattern)
    placed = clock.start_of(turn.on - timedelta(rules.lead_days(pattern)))
    return max(clock.now(), placed) + days * clock.DAY


def _note_asked(turn: Turn, chosen: Iterable[RotaMember]) -> None:
    """Whose turn it was: they come last in the order, whatever they answer."""
    keys = [member.pk for member in chosen]
    later = RotaMember.objects.filter(Q(last_on=None) | Q(last_on__lt=turn.on))
    for number, key in enumerate(keys):
        later.filter(pk=key).update(last_on=turn.on, last_place=number)
    Planned.objects.bulk_create(
        [Planned(turn=turn, member_id=key) for key in keys], ignore_conflicts=True
    )


def ask_the_next(turn: Turn) -> int:
    """Somebody cannot come, or has not answered: the next in order is asked. How many were.

    When nobody of the rota is left it is the desk's, as any request is.
    """
    with everything("a rota asks the next in order"), transaction.atomic():
        turn = queries.turn_with_all(turn.pk)
        hold(turn.rota, State.RUNNING, State.PAUSED)
        request = turn.request
        if request is None or request.state not in {RequestState.VERIFIED, RequestState.OFFERED}:
            return 0
        asked = ask_members(turn, request, reason="rota_stand_in")
        waits = Invitation.objects.filter(request=request, answer=Invitation.Answer.ASKED)
        if asked:
            Turn.objects.filter(pk=turn.pk).update(stood_in_at=clock.now())
        elif not waits.exists():
            _hand_over(turn)
        return asked


def _hand_over(turn: Turn) -> None:
    mine = Turn.objects.filter(pk=turn.pk, handed_over_at=None)
    if mine.update(handed_over_at=clock.now()):
        tell_desk("rota_needs_somebody", turn.rota)


def ask_besides(turn: Turn) -> int:
    """Those whose turn it is have not answered in their time: the next in order is asked besides
    them, and whoever accepts first comes. After another day the request goes its ordinary way."""
    with everything("a rota asks somebody besides"), transaction.atomic():
        turn = queries.turn_with_all(turn.pk)
        request = turn.request
        mine = Turn.objects.filter(pk=turn.pk, stood_in_at=None)
        if request is None or not mine.update(stood_in_at=clock.now()):
            return 0
        missing = request.wanted - request.taken
        return _invite_next(turn, request, missing, "rota_stand_in")


# ---- the worker's verbs --------------------------------------------------------------------------


def place_due(limit: int = 100) -> int:
    """Place every turn whose time has come; each in a transaction of its own."""
    done = 0
    for key in queries.turns_to_place(clock.today(), limit):
        try:
            place_turn(key)
        except Refused:  # paused, ended or placed meanwhile: not today
            continue
        done += 1
    return done


def find_stand_ins(limit: int = 100) -> int:
    """Turns that somebody gave back or declined, and those nobody has answered in time."""
    asked = 0
    for turn in queries.turns_short_of_somebody(limit):
        asked += ask_the_next(turn)
    for turn in queries.turns_without_an_answer(clock.now(), limit):
        asked += ask_besides(turn)
    return asked


def lay_out_further(limit: int = 100) -> int:
    """Days come nearer: the pages show ten weeks ahead."""
    rows = Rota.objects.filter(state=State.RUNNING, planned_to__lt=F("ends_on"))
    rows = rows.filter(planned_to__lt=clock.today() + rules.HORIZON - timedelta(7))
    found = list(rows.order_by("planned_to")[:limit])
    for rota in found:
        lay_out(rota)
    return len(found)


def lapse_invitations() -> int:
    """Nobody stays asked into a rota for ever: a month without a word is a no, and is erased."""
    edge = clock.now() - rules.INVITED_FOR
    old = RotaMember.objects.filter(state=Seat.INVITED, asked_at__lt=edge)
    return old.delete()[0]
