"""What an officer does: begin a trial of the street, call it off."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level
from last500.simulation import rules
from last500.simulation.figures import figures_of
from last500.simulation.models import Trial
from last500.simulation.rules import OPEN, State


@transaction.atomic
def begin(actor: Actor, street: Place, changes: Collection[str]) -> Trial:
    """Put it in the queue with the street's figures of this moment.

    Raises Forbidden; Refused where nothing was chosen that this street could try; Conflict while
    another of the street is not over; TooMany (a dozen a day).
    """
    require(actor, Permission.TRIAL_RUN, street)
    if street.level != Level.STREET or street.closed_on:
        raise Refused(_("只有街道可以试算。"))
    figures = figures_of(street)
    if not figures.street.communities:
        raise Refused(_("街道下面还没有社区，没有什么可算的。"))
    chosen = [c.code for c in rules.on_offer(figures.mode) if c.code in changes]
    if not chosen:
        raise Refused(_("请至少选一项。"), "changes")
    limits.hit("trial", str(actor.person), limits.TRIALS_PER_PERSON)
    try:
        with transaction.atomic():
            return Trial.objects.create(
                place=street,
                office=actor.office_at(Permission.TRIAL_RUN, street.path),
                begun_at=clock.now(),
                figures=figures.as_json(),
                changes=chosen,
                mode=figures.mode,
                seeds=list(rules.SEEDS),
                days=rules.DAYS,
            )
    except IntegrityError:
        raise Conflict(_("这个街道已经有一次试算在算，请等它算完，或者先取消。")) from None


@transaction.atomic
def cancel(actor: Actor, trial: Trial) -> None:
    """Its process stops at its next word. Raises Forbidden, Conflict when it is over already."""
    require(actor, Permission.TRIAL_RUN, trial.place)
    rows = Trial.objects.filter(pk=trial.pk, state__in=sorted(OPEN))
    if not rows.update(state=State.CANCELLED, lease=None, ended_at=clock.now()):
        raise Conflict(_("这次试算已经结束了。"))
