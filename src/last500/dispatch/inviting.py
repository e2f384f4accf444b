"""Asking in waves: begun by a desk or by the rule of a compound, carried on by the worker.

Every round is an invitation (志愿服务条例 25): no answer is due, and a no costs nothing. A step is
one transaction that holds the asking's row: of two workers the second finds it done, and one that
dies midway leaves it as it was.
"""

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.dispatch import waves
from last500.dispatch.models import Asking, WaveRule
from last500.dispatch.policies import BY_CODE, PLAIN, WAYS, Way
from last500.dispatch.situations import (
    LETS_GO,
    Standing,
    minute_of_day,
    standing,
    until_when,
    urgency_of,
)
from last500.dispatch.wave_rules import rule_for
from last500.dispatch.waves import Situation, Step, Urgency, as_far_as
from last500.dispatch.weighing import weighing_at
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.service_requests import actions as requests
from last500.service_requests.actions.step import append, check, tell_desk
from last500.service_requests.models import Event, ServiceRequest
from last500.service_requests.rules import WITH_HELPER, Action, State

log = logging.getLogger(__name__)
Ended = Asking.Ended
SEEKS = (State.VERIFIED, State.OFFERED)
HAS_SOMEBODY = (*WITH_HELPER, State.DONE, State.CONFIRMED, State.UNCONFIRMED, State.REOPENED)
# Nobody is left to ask: looked at again, for somebody may have become free.
LOOK_AGAIN = timedelta(hours=1)
USUAL_PAUSE = waves.PAUSE_WITHOUT_WORD * clock.MINUTE
NOT_FOR_DESKS = frozenset({"random"})  # only there to be compared with
MOVED_ON = N_("有人刚处理过这件事，请看看现在的情况。")


def chosen_by_fit(place: Place) -> bool:
    """Whether fit counts here; where it is switched off only time and distance do."""
    return not weighing_at(place.path).by_distance


def ways_at(place: Place) -> list[Way]:
    """The ways that a desk may choose here."""
    fit = chosen_by_fit(place)
    return [w for w in WAYS if w.code not in NOT_FOR_DESKS and (fit or w.code in PLAIN)]


def way_of(asking: Asking, place: Place) -> Way:
    """The way it goes on; where fit was switched off meanwhile, from the nearest on."""
    way = BY_CODE[asking.way]
    return way if way.code in PLAIN or chosen_by_fit(place) else BY_CODE["nearest"]


def _checked(way: str, place: Place) -> str:
    if way not in {one.code for one in ways_at(place)}:
        raise Refused(_("请选怎么请。"), "way")
    return way


# ---- the desk ------------------------------------------------------------------------------------


@transaction.atomic
def begin(actor: Actor, request: ServiceRequest, *, way: str) -> Asking:
    """Have neighbours asked for it in this way, until enough have said yes.

    Raises Forbidden; Refused for a turn of a rota, whose members are asked in their own order;
    Conflict where one runs already or somebody was faster.
    """
    _checked(way, request.place)
    if is_of_a_rota(request):
        raise Refused(_("这是轮值的一次，按轮值的顺序请人。"))
    requests.begin_rounds(actor, request)
    office = actor.office_at(Permission.REQUEST_HANDLE, request.place.path)
    return _begin(request, way=way, office=office)


def _begin(
    request: ServiceRequest, *, way: str, office: UUID | None = None, rule: WaveRule | None = None
) -> Asking:
    now = clock.now()
    try:
        with transaction.atomic():
            return Asking.objects.create(
                request=request,
                way=way,
                office=office,
                rule=rule,
                begun_at=now,
                next_at=now,
                until=until_when(request),
            )
    except IntegrityError:
        raise Conflict(_("这件已经在一轮一轮地请了。")) from None


def is_of_a_rota(request: ServiceRequest) -> bool:
    """Whoever arranged it verified it: its members are asked in their own order (rotas)."""
    rows = Event.objects.filter(request=request, action=Action.VERIFY, facts__how="rota")
    return rows.exists()


def running(request: ServiceRequest) -> Asking | None:
    return Asking.objects.running().filter(request=request).first()


@transaction.atomic
def stop(actor: Actor, request: ServiceRequest) -> None:
    """Ask nobody more. Whoever was asked may still come; they can be asked for other things."""
    role = check(actor, request, Action.OFFER)
    _change(request, next_at=None, ended_at=clock.now(), ended_how=Ended.STOPPED)
    requests.let_be_asked([request.pk])
    state, facts = State(request.state), {"rounds_end": True}
    append(actor, request, Action.OFFER, state, state, role=role, facts=facts)


@transaction.atomic
def set_way(actor: Actor, request: ServiceRequest, *, way: str) -> None:
    """Go on in another way, from now on; `open_to_all` asks nobody more by name."""
    check(actor, request, Action.OFFER)
    _change(request, way=_checked(way, request.place), next_at=clock.now())


@transaction.atomic
def ask_more(actor: Actor, request: ServiceRequest) -> None:
    """A round at once, as if those who have not answered would not come."""
    check(actor, request, Action.OFFER)
    _change(request, hurry=True, next_at=clock.now())


def _change(request: ServiceRequest, **values: object) -> None:
    if not Asking.objects.running().filter(request=request).update(**values):
        raise Conflict(_(MOVED_ON))


# ---- what happens to the request -----------------------------------------------------------------


def by_rule(request: ServiceRequest, how: str) -> None:
    """It was verified: the compound's own rule may say that nobody has to press for this kind."""
    if how == "rota" or request.suspected_emergency:
        return
    rule = rule_for(request)
    if rule is not None and request.category in rule.categories:
        way = rule.way if rule.way in {w.code for w in ways_at(request.place)} else "nearest"
        with suppress(Conflict):  # what was begun for it is running still
            _begin(request, way=way, rule=rule)


def refill(request: UUID) -> None:
    """Somebody said "this time not": the next may be asked at once."""
    Asking.objects.running().filter(request=request).update(next_at=clock.now())


def resume(request: UUID) -> None:
    """A place was given back: what was begun for it goes on, unless its rule has ended since."""
    now = clock.now()
    last = Asking.objects.filter(request=request).order_by("-begun_at", "-pk")
    asking = last.select_related("request", "rule").first()
    if asking is None or (asking.rule and asking.rule.ended_at):
        return
    taken = Q(ended_how=Ended.TAKEN) | Q(ended_at=None)
    Asking.objects.filter(taken, pk=asking.pk).update(
        ended_at=None,
        ended_how="",
        begun_at=now,
        next_at=now,
        told_at=None,
        until=until_when(asking.request),
    )


# ---- the worker ----------------------------------------------------------------------------------


def ask_in_waves(limit: int = 50) -> int:
    """The worker's verb: end what is over, let go whoever was silent for long, and take a step
    with each asking that is due."""
    end_over()
    requests.let_go_the_silent(clock.now() - LETS_GO)
    due = Asking.objects.running().filter(next_at__lte=clock.now()).order_by("next_at", "pk")
    moved = 0
    for key, seen in due.values_list("pk", "next_at")[:limit]:
        try:
            with transaction.atomic():
                moved += _step(key, seen)
        except Refused:
            log.info("asking %s moved on meanwhile", key)
            _put_off(key, seen)
    return moved


def end_over() -> int:
    """Askings whose request looks for nobody any more; one statement where there is none."""
    over = Asking.objects.running().exclude(request__state__in=SEEKS, request__restricted_at=None)
    keys = list(over.values_list("pk", "request", "request__state")[:500])
    if not keys:
        return 0
    taken = [key for key, _request, state in keys if state in HAS_SOMEBODY]
    requests.let_be_asked([request for _key, request, _state in keys])
    rows = Asking.objects.running().filter(pk__in=[key for key, *_more in keys])
    how = Case(When(pk__in=taken, then=Value(Ended.TAKEN)), default=Value(Ended.OVER))
    return rows.update(next_at=None, ended_at=clock.now(), ended_how=how)


def _put_off(key: UUID, seen: datetime | None) -> None:
    rows = Asking.objects.running().filter(pk=key, next_at=seen)
    rows.update(next_at=clock.now() + USUAL_PAUSE)


def _step(key: UUID, seen: datetime | None) -> int:
    """One look at one asking; 1 if it was ours to look. Raises Conflict where it has moved on."""
    now = clock.now()
    if not Asking.objects.running().filter(pk=key, next_at=seen).update(next_at=now):
        return 0
    asking = Asking.objects.select_related(
        "request__place__parent__parent__parent", "request__building", "request__contact"
    ).get(pk=key)
    request = asking.request
    if request.state not in SEEKS:
        return 0  # ended at the next look
    if asking.until <= now:
        _give_up(asking)
        return 1
    urgent = urgency_of(request) == Urgency.URGENT
    minutes = waves.until_morning(minute_of_day(now))
    if minutes and not urgent:
        _go_on(asking, now + minutes * clock.MINUTE)
        return 1
    _ask(asking, way_of(asking, request.place))
    return 1


def _ask(asking: Asking, way: Way) -> None:
    request, now = asking.request, clock.now()
    stands = standing(asking, request, way)
    step = way.policy(stands.situation, stands.choices)
    if stands.nobody_left or _nobody_tonight(stands) or _nobody_likely(stands, step):
        _open_the_board(asking, as_far_as(_since_begun(asking, stands.situation)))
        _go_on(asking, now + LOOK_AGAIN)
        return
    number = asking.rounds + 1
    chosen = {key: why for key, why in stands.reasons.items() if key in step.ask}
    asked = requests.ask_round(request, chosen, number=number, open_to=step.open_to)
    if asked:
        asking.rounds, asking.last_round_at = number, now
    _go_on(asking, _next(step, stands))


def _nobody_tonight(stands: Standing) -> bool:
    """It presses, and everybody who could be asked sleeps: the desk must hear of it."""
    urgent = stands.situation.urgency == Urgency.URGENT
    asleep = bool(waves.until_morning(minute_of_day(clock.now())))
    return urgent and asleep and bool(stands.reasons) and not stands.choices


def _nobody_likely(stands: Standing, step: Step) -> bool:
    """Whoever is left would hardly come, and nobody is on the way: they are left in peace."""
    idle = not (step.ask or step.enough or step.open_to)
    return idle and bool(stands.choices) and not stands.situation.on_the_way


def _since_begun(asking: Asking, situation: Situation) -> Situation:
    """Also where nobody could be asked at all it is opened further with time."""
    return replace(situation, minute=(clock.now() - asking.begun_at) / clock.MINUTE)


def _next(step: Step, stands: Standing) -> datetime:
    now = clock.now()
    pause = USUAL_PAUSE if step.again is None else step.again * clock.MINUTE
    if not stands.choices and stands.later:
        return max(now + clock.MINUTE, min(now + pause, stands.later))
    return now + max(pause, clock.MINUTE)


def _go_on(asking: Asking, when: datetime) -> None:
    """When it is looked at again; the row has been held since the step began."""
    asking.next_at, asking.hurry = min(when, max(asking.until, clock.now())), False
    asking.save(update_fields=["next_at", "hurry", "rounds", "last_round_at", "told_at"])


def _open_the_board(asking: Asking, level: str) -> None:
    """Nobody is left to ask by name: whoever fits may come forward, and the desk hears it once."""
    requests.ask_round(asking.request, {}, number=asking.rounds, open_to=level)
    if asking.told_at is None:
        asking.told_at = clock.now()
        tell_desk("desk_nobody_left", asking.request)


def _give_up(asking: Asking) -> None:
    """The time is over: it stays on the open board, and lies with the desk."""
    with suppress(Conflict):  # it may be an emergency by now: then nothing is opened
        _open_the_board(asking, asking.request.open_to or asking.request.level)
    requests.let_be_asked([asking.request_id])
    Asking.objects.filter(pk=asking.pk).update(
        next_at=None, ended_at=clock.now(), ended_how=Ended.NOBODY_LEFT, told_at=asking.told_at
    )
