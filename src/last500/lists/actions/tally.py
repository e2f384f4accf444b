"""How much of a need is promised: counted by statements on condition, checked by the database."""

from uuid import UUID

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import Conflict
from last500.lists import rules
from last500.lists.models import Claim, Need
from last500.lists.rules import Deal


def after_step(claim: Claim, old: Deal) -> None:
    """An agreed claim takes its part of the need, one that falls through gives it back."""
    lock(claim.need_id)
    if claim.state == Deal.AGREED:
        _promise(claim)
    elif old == Deal.AGREED and claim.state not in rules.HOLDING:
        Need.objects.filter(pk=claim.need_id).update(agreed=F("agreed") - claim.number)
    settle(claim.need)


def lock(need: UUID) -> None:
    """Whoever changes claims of a need waits here, so that its state is made of what is written."""
    Need.objects.select_for_update().filter(pk=need).values_list("pk").first()


def _promise(claim: Claim) -> None:
    room = Need.objects.filter(
        pk=claim.need_id, state__in=rules.CLAIMABLE, agreed__lte=F("wanted") - claim.number
    )
    if not room.update(agreed=F("agreed") + claim.number):
        raise Conflict(_("这个需求剩下的没有这么多了：别的单位先说定了。请和对方改一改数量。"))


def settle(need: Need) -> None:
    """Make the state of a need that goes on out of its claims."""
    need.refresh_from_db()
    if need.state not in rules.LIVE:
        return
    claims = Claim.objects.filter(need=need)
    held = claims.filter(state=Deal.HELD).aggregate(n=Sum("number"))["n"] or 0
    new = rules.need_state(
        wanted=need.wanted,
        agreed=need.agreed,
        held=held,
        waiting=claims.filter(state=Deal.ASKED).exists(),
    )
    closed = clock.now() if new == rules.NeedState.DONE else None
    if new != need.state:
        Need.objects.filter(pk=need.pk, state=need.state).update(state=new, closed_at=closed)
        need.state, need.closed_at = new, closed
