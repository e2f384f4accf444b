"""What the worker does: take up the next trial, compute it in a process of its own, tell how far.

Each statement that changes a trial names its lease: whoever has lost it (called off, given to
another, thought to be dead) changes nothing any more, and hears so at its next word. No statement
waits for the computing, so that nobody waits for the table.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F

from last500.base import clock
from last500.base.worker import stopping
from last500.simulation import rules
from last500.simulation.comparing import Compared, compare
from last500.simulation.figures import Figures
from last500.simulation.intervals import Interval
from last500.simulation.measures import MEASURES
from last500.simulation.models import Trial
from last500.simulation.rules import AS_IS, WHOLE, State, Why

log = logging.getLogger(__name__)

TELLS_EVERY = 1.0  # seconds between two words of how far it is


class CalledOff(Exception):
    """The lease is gone, or the process is asked to end."""


class TooLong(Exception):
    pass


# ---- taking up ----------------------------------------------------------------------------------


def claim() -> Trial | None:
    """The next that waits, with a lease of its own; None while another runs, or nothing waits."""
    _find_lost()
    key = _next()
    if key is None:
        return None
    now, lease = clock.now(), uuid4()
    try:
        with transaction.atomic():
            taken = Trial.objects.filter(pk=key, state=State.WAITING).update(
                state=State.RUNNING, lease=lease, started_at=now, heard_at=now, progress=0,
                tries=F("tries") + 1,
            )  # fmt: skip
    except IntegrityError:  # another worker was faster with another trial
        return None
    return Trial.objects.get(pk=key) if taken else None


def _next() -> UUID | None:
    if Trial.objects.filter(state=State.RUNNING).exists():
        return None
    waiting = Trial.objects.filter(state=State.WAITING).order_by("begun_at", "pk")
    return waiting.values_list("pk", flat=True).first()


def _find_lost() -> None:
    """Whose process has said nothing for long: its machine is gone."""
    edge = clock.now() - timedelta(seconds=rules.LOST_AFTER)
    for trial in Trial.objects.filter(state=State.RUNNING, heard_at__lt=edge):
        if trial.lease is not None:
            lost(trial.pk, trial.lease)


def lost(key: UUID, lease: UUID) -> None:
    """The process of this lease is gone: begin again, or own up to it; nothing if it ended well."""
    for trial in Trial.objects.filter(pk=key, state=State.RUNNING, lease=lease):
        if rules.may_begin_again(trial.tries):
            _change(key, lease, state=State.WAITING, lease=None, progress=0)
        else:
            _fail(key, lease, Why.LOST)


def _change(key: UUID, held: UUID, **values: Any) -> bool:
    rows = Trial.objects.filter(pk=key, state=State.RUNNING, lease=held)
    return bool(rows.update(**values))


def _fail(key: UUID, lease: UUID, why: Why) -> None:
    _change(key, lease, state=State.FAILED, lease=None, ended_at=clock.now(), why=why)


# ---- computing ----------------------------------------------------------------------------------


def compute(key: UUID, lease: UUID) -> State | None:
    """Compute it to the end; the state in which this process left it, None where it was not its.

    A process that is asked to stop gives it back, and that counts for no try.
    """
    trial = Trial.objects.filter(pk=key, state=State.RUNNING, lease=lease).first()
    if trial is None:
        return None
    try:
        found = run(trial, _teller(key, lease))
    except CalledOff:
        back = {"state": State.WAITING, "lease": None, "progress": 0, "tries": F("tries") - 1}
        return State.WAITING if _change(key, lease, **back) else None
    except TooLong:
        _fail(key, lease, Why.LONG)
        return State.FAILED
    except Exception:
        log.exception("trial %s broke", key)
        _fail(key, lease, Why.BROKE)
        return State.FAILED
    ended = {"lease": None, "progress": WHOLE, "ended_at": clock.now(), "result": result_of(found)}
    return State.DONE if _change(key, lease, state=State.DONE, **ended) else None


def run(trial: Trial, tell: Callable[[float], None]) -> Compared:
    street = rules.scaled(Figures.from_json(trial.figures).street)
    cases = rules.cases(trial.mode, trial.changes)
    return compare(cases, trial.seeds, days=trial.days, street=street, tell=tell)


def _teller(key: UUID, lease: UUID) -> Callable[[float], None]:
    """Hears the share that is done; writes it down once a second at the most."""
    began = said = monotonic()

    def tell(share: float) -> None:
        nonlocal said
        now = monotonic()
        if now - said < TELLS_EVERY:
            return
        said = now
        if now - began > rules.LONGEST:
            raise TooLong
        if stopping.is_set() or not _heard(key, lease, min(WHOLE, int(share * WHOLE))):
            raise CalledOff

    return tell


def _heard(key: UUID, lease: UUID, progress: int) -> bool:
    """Whether the lease still holds. A word that the database does not take now is said later."""
    try:
        return _change(key, lease, progress=progress, heard_at=clock.now())
    except OperationalError:
        log.warning("trial %s could not be told of", key)
        connection.close()
        return True


def result_of(found: Compared) -> dict[str, Any]:
    """Means with their intervals, of each case and of its difference to as it is, run by run."""
    codes = [measure.code for measure in MEASURES]
    return {
        "requests": round(
            sum(one.requests for one in found.outcomes[AS_IS]) / len(found.outcomes[AS_IS]), 1
        ),
        "cases": {
            case.code: {code: _kept(found.of(case.code, code)) for code in codes}
            for case in found.cases
        },
        "against": {
            case.code: {code: _kept(found.difference(case.code, AS_IS, code)) for code in codes}
            for case in found.cases
            if case.code != AS_IS
        },
    }


def _kept(interval: Interval) -> list[float]:
    return [round(n, 6) for n in (interval.mean, interval.low, interval.high)]
