"""After an upheld objection two others count again; what they found stands beside the result."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.projects.actions.step import public_text
from last500.votes import rules
from last500.votes.actions.objecting import settled, void
from last500.votes.actions.seats import seat_of
from last500.votes.actions.step import MOVED_ON, append, held, must_run, runners, told, write
from last500.votes.models import Objection, Seat, Vote
from last500.votes.rules import Finding, Follow, Role, SeatState, State

SAME = N_("两个人重数，和公示的一样。")


def waiting_recount(vote: Vote) -> list[Objection]:
    """Upheld objections for which a recount is under way."""
    rows = Objection.objects.filter(
        vote=vote, finding=Finding.UPHELD, follow=Follow.RECOUNT, settled_at=None
    )
    return list(rows.defer("words").order_by("number"))


def reports(vote: Vote) -> list[Seat]:
    """What those who counted again have said, the first two."""
    rows = Seat.objects.filter(vote=vote, role=Role.RECOUNTER, signed_at__isnull=False)
    return list(rows.order_by("signed_at")[: rules.RECOUNTERS])


@transaction.atomic
def report(actor: Actor, vote: Vote, *, same: bool, remark: str = "") -> None:
    """Whoever has counted again says whether it came out the same; once.

    When two have said the same, what follows is done; where one found a difference the desk says
    what becomes of the result. Raises Forbidden, Conflict, Refused.
    """
    row = held(vote)
    seat = seat_of(actor, row)
    if seat is None or seat.role != Role.RECOUNTER or seat.state != SeatState.AGREED:
        raise Forbidden("does not count this vote again")
    said = public_text(remark, "remark", rules.REASON_MOST, lines=True)
    if not same and not said:
        raise Refused(_("数出来不一样，请写哪里不一样，会和结果一起公示。"), "remark")
    if row.state != State.PUBLISHED or not waiting_recount(row):
        raise Conflict(_(MOVED_ON))
    rows = Seat.objects.filter(pk=seat.pk, signed_at=None)
    if not rows.update(signed_at=clock.now(), signs=same):
        raise Conflict(_("你已经说过了。"))
    seat.remark = said
    seat.save(update_fields=["remark"])
    append(actor, row, "recounted" if same else "recounted_other")
    write(row, "vote recounted", {"same": same}, actor)
    found = reports(row)
    if len(found) >= rules.RECOUNTERS and all(one.signs for one in found):
        for objection in waiting_recount(row):
            settled(objection, SAME)
    told("vote_recounted", runners(row), row, actor, f"/votes/{row.pk}/desk/")


def differs(vote: Vote) -> bool:
    """Two have counted again, and at least one found something else: the desk has to decide."""
    if vote.voided_at or not waiting_recount(vote):
        return False
    found = reports(vote)
    return len(found) >= rules.RECOUNTERS and not all(one.signs for one in found)


@transaction.atomic
def decide_recount(actor: Actor, vote: Vote, *, voids: bool, reason: str) -> None:
    """A recount came out differently: the result is void, or stands, each with words for everybody.

    Raises Forbidden, Conflict, Refused.
    """
    must_run(actor, vote)
    row = held(vote)
    if not differs(row):
        raise Conflict(_(MOVED_ON))
    said = public_text(reason, "reason", rules.REASON_MOST)
    if not said:
        raise Refused(_("请写一句为什么，大家会看到。"), "reason")
    pending = waiting_recount(row)
    if voids:
        void(actor, row, said)
    else:
        append(actor, row, "stands", reason=said)
        write(row, "vote stands", {"reason": said}, actor)
    for objection in pending:
        settled(objection, said)
