"""Lists that somebody has said yes to are carried out: by the page at first, then by the worker."""

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.base.scope import everything
from last500.organisations.queries import actor_of
from last500.units.actions import members, unit_lists
from last500.units.actions.importing import Progress, silent
from last500.units.models import UnitImport

RUNS_AT_ONCE = 5


def apply(actor: Actor, run: UnitImport, *, most: int = 0, progress: Progress = silent) -> int:
    """Do what the rows of this run say; returns how many are left. Raises Forbidden."""
    verb = members.apply if run.what == UnitImport.What.MEMBERS else unit_lists.apply
    return verb(actor, run, most=most, progress=progress)


def apply_wanted() -> int:
    """The worker's part: go on with what was begun, in the name of whoever has begun it.

    Who may no longer do it (an office has ended, somebody laid it down) has nothing done in their
    name: the run ends where it is. Returns how many runs were looked at.
    """
    with everything("the worker goes on with lists that somebody has released"):
        # What a command has begun, the command goes on with.
        wanted = UnitImport.objects.filter(state=UnitImport.State.WANTED, by__isnull=False)
        runs = list(wanted.select_related("organisation", "place", "by").order_by("staged_at"))
        for run in runs[:RUNS_AT_ONCE]:
            try:
                apply(actor_of(run.by), run, most=limits.LIST_AT_ONCE.most)
            except Forbidden:
                over = UnitImport.objects.filter(pk=run.pk, state=UnitImport.State.WANTED)
                over.update(state=UnitImport.State.APPLIED, applied_at=clock.now())
        return len(runs[:RUNS_AT_ONCE])
