"""Ballots into the book: one reads, another reads, and what differs waits until two agree."""

import json
import os
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.scope import everything
from last500.base.sealing import blind_index
from last500.organisations.rules import Permission
from last500.proof.rules import commitment
from last500.votes import rules
from last500.votes.actions.seats import seat_of
from last500.votes.actions.step import MOVED_ON, held, write
from last500.votes.draft import Said, Where
from last500.votes.models import Ballot, Reading, RollUnit, Vote
from last500.votes.rules import BallotState, Role, SeatState

NOWHERE = Where()
COPIES_MOST, ROUNDS_MOST = 9, 5


@dataclass(frozen=True)
class Read:
    """What became of a reading."""

    ballot: Ballot
    state: BallotState


def may_read(actor: Actor, vote: Vote) -> bool:
    """The desk, and tellers by their own yes; never who watches."""
    seat = seat_of(actor, vote)
    if seat is not None:
        return seat.role == Role.TELLER and seat.state == SeatState.AGREED
    return actor.may(Permission.VOTE_RUN, vote.compound.path)


@transaction.atomic
def read(
    actor: Actor, vote: Vote, unit: RollUnit, copy: int, said: Said, where: Where = NOWHERE
) -> Read:
    """One person's reading of one paper; the second person's, who does not see the first.

    A paper that two have read differently is read again (`copy` and unit stay the same) until two
    people agree in one round. `where` it lies is kept as whoever wrote it last has it. Raises
    Forbidden, Conflict, Refused beside the field to mend.
    """
    if not may_read(actor, vote) or actor.person is None:
        raise Forbidden("does not read ballots of this vote")
    row = held(vote)
    if row.state not in rules.READS:
        raise Conflict(_(MOVED_ON))
    _check(row, unit, copy, said)
    ballot, _made = Ballot.objects.get_or_create(
        vote=row, unit=unit, copy=copy, defaults={"begun_at": clock.now()}
    )
    if ballot.state == BallotState.AGREED:
        raise Conflict(_("这张票两个人都录过了，不用再录。"))
    _take(actor, ballot, said)
    _laid(ballot, where)
    return Read(ballot, _settled(row, ballot, said))


def _check(vote: Vote, unit: RollUnit, copy: int, said: Said) -> None:
    if unit.vote_id != vote.pk:
        raise Refused(_("名册里没有这个编号。"), "paper")
    if not 1 <= copy <= COPIES_MOST:
        raise Refused(_("同一套最多录 9 张票。"), "paper")
    if len(said.choices) != vote.questions.count():
        raise Refused(_("每个事项都要选一样；票上没选，就选“没选或选了两样”。"), "q1")
    if said.cast_at < vote.opens_at:
        raise Refused(_("投票还没开始，票箱里不会有票。请看看日期。"), "cast_on")
    if said.cast_at > clock.now() + timedelta(minutes=1):
        raise Refused(_("投进票箱的时间不能写以后的。"), "cast_on")
    _check_proxy(said.proxy)


def _laid(ballot: Ballot, where: Where) -> None:
    """Box and scan, as far as this reader has written them; of another's nothing is wiped."""
    values = {name: text for name, text in (("box", where.box), ("scan", where.scan)) if text}
    if not values:
        return
    try:
        rules.clean_scan(where.scan)
        rules.clean_box(where.box)
    except ValueError:
        raise Refused(_("盒号、袋号写票盒上的号；扫描件写 64 位的 SHA-256。"), "box") from None
    Ballot.objects.filter(pk=ballot.pk).update(**values)
    for name, text in values.items():
        setattr(ballot, name, text)


def _check_proxy(proxy: str) -> None:
    if not proxy:
        return
    try:
        clean = rules.clean_group(proxy)
    except ValueError:
        clean = ""
    if clean != proxy:
        raise Refused(_("委托书的编号只用字母、数字和短横，不写名字。"), "proxy")


def _take(actor: Actor, ballot: Ballot, said: Said) -> None:
    text = said.canonical(ballot.unit_id, ballot.copy)
    reading = Reading(
        ballot=ballot, round=ballot.round, reader_id=actor.person, at=clock.now(),
        said=text, said_index=blind_index("ballot", text),
    )  # fmt: skip
    try:
        with transaction.atomic():
            reading.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这张票你录过了，第二次要由另一个人来录。")) from None


def _settled(vote: Vote, ballot: Ballot, said: Said) -> BallotState:
    readings = list(Reading.objects.filter(ballot=ballot, round=ballot.round))
    if len(readings) < 2:
        return BallotState(ballot.state)
    if len({one.said_index for one in readings}) == 1:
        return _agree(vote, ballot, said)
    if ballot.round >= ROUNDS_MOST:
        raise Conflict(_("这张票读了很多次还不一样。请三位监票人一起看，再录。"))
    Ballot.objects.filter(pk=ballot.pk).update(state=BallotState.DIFFERS, round=ballot.round + 1)
    return BallotState.DIFFERS


def _agree(vote: Vote, ballot: Ballot, said: Said) -> BallotState:
    """Into the book, with a commitment in the log: from here on it cannot be changed unseen."""
    last = Ballot.objects.filter(vote=vote).aggregate(last=Max("number"))["last"] or 0
    salt = os.urandom(32)
    commit = commitment(salt, said.canonical(ballot.unit_id, ballot.copy))
    Ballot.objects.filter(pk=ballot.pk).update(
        state=BallotState.AGREED, number=last + 1, salt=salt.hex(), commitment=commit,
        agreed_at=clock.now(),
    )  # fmt: skip
    laid = {"box": ballot.box} | ({"scan": ballot.scan} if ballot.scan else {})
    write(vote, "vote ballot", {"ballot": last + 1, "said": commit, **laid})
    count_box(vote)
    return BallotState.AGREED


def count_box(vote: Vote) -> None:
    """How many units and which area have handed in; nothing of what stands on the papers."""
    with everything("participation of a vote, and nothing of what the ballots say"):
        ballots = Ballot.objects.filter(vote=vote, state=BallotState.AGREED)
        rows = RollUnit.objects.filter(pk__in=ballots.values("unit"), eligible=True)
        areas = list(rows.values_list("area", flat=True))
    Vote.objects.filter(pk=vote.pk).update(handed_units=len(areas), handed_area=sum(areas))


def readings_of(ballot: Ballot) -> list[Said]:
    """What the readings of the round before say, for whoever settles it with the paper in hand."""
    rows = Reading.objects.filter(ballot=ballot, round=max(1, ballot.round - 1)).order_by("at")
    return [Said.of(json.loads(one.said)) for one in rows]
