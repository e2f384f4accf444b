"""Change one's own wishes, rest for a while: each costs nothing and needs nobody's approval."""

from django.db import transaction

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.reportin.actions.wishes import COLUMNS, Wishes, avoid, fill
from last500.reportin.models import ReportIn


@transaction.atomic
def change(
    actor: Actor, report_in: ReportIn, wishes: Wishes, *, forget_avoided: bool = False
) -> None:
    """Change one's own wishes. Raises Refused."""
    if report_in.person_id != actor.person:
        raise Forbidden("not your own")
    if forget_avoided:
        report_in.avoidances.all().delete()
    fill(report_in, wishes)
    # Only these columns: a desk may be confirming the same row at this moment.
    report_in.save(update_fields=list(COLUMNS))
    avoid(report_in, wishes.avoid_phones)


@transaction.atomic
def pause(actor: Actor, report_in: ReportIn, *, days: int) -> None:
    """Rest for some days; 0 begins again at once. It costs nothing and needs no reason."""
    if report_in.person_id != actor.person:
        raise Forbidden("not your own")
    until = clock.today() + max(0, min(366, days)) * clock.DAY if days else None
    ReportIn.objects.filter(pk=report_in.pk).update(paused_until=until)
