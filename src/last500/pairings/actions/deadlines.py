"""What happens when a day has come: asks run out, a pairing ends with its term, a wish lapses."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Conflict
from last500.pairings import rules
from last500.pairings.actions.household import close
from last500.pairings.actions.step import advance, tell_desk
from last500.pairings.models import Pairing, PairingAsk
from last500.pairings.rules import Action, Role, State

AT_ONCE = 200


def run_out(limit: int = AT_ONCE) -> int:
    """One round over everything whose day has come; gives back how many. Safe to run twice."""
    return _asks_over(limit) + _lapse(limit) + _end(limit)


def _asks_over(limit: int) -> int:
    """Nobody who was asked has answered: it lies on the desk again."""
    now = clock.now()
    stale = PairingAsk.objects.filter(answer__in=["asked", "yes"], ends_at__lte=now)
    stale.update(answer=PairingAsk.Answer.STOPPED)
    waiting = PairingAsk.objects.waiting().filter(pairing=OuterRef("pk"))
    rows = Pairing.objects.filter(~Exists(waiting), state=State.ASKED).select_related("place")
    return sum(_back_to_desk(pairing) for pairing in rows[:limit])


def _back_to_desk(pairing: Pairing) -> int:
    with transaction.atomic():
        try:
            advance(CLOCK, pairing, Action.ASKS_OVER, role=Role.CLOCK)
        except Conflict:  # answered meanwhile
            return 0
        tell_desk("desk_pairing_back", pairing)
    return 1


def _lapse(limit: int) -> int:
    edge = clock.now() - rules.LAPSES_AFTER
    rows = Pairing.objects.filter(state=State.PROPOSED, consent_at__lt=edge)
    return sum(_close(one, Action.LAPSE) for one in rows.select_related("place")[:limit])


def _end(limit: int) -> int:
    """The last day counts; it ends with the day after."""
    rows = Pairing.objects.filter(state=State.RUNNING, ends_on__lt=clock.today())
    return sum(_close(one, Action.END) for one in rows.select_related("place")[:limit])


def _close(pairing: Pairing, action: Action) -> int:
    with transaction.atomic():
        try:
            close(CLOCK, pairing, action, Role.CLOCK)
        except Conflict:  # renewed or ended meanwhile
            return 0
    return 1
