"""How long ballots, readers and salts are kept: two years after the result was published."""

from datetime import datetime

from django.db.models import Q, QuerySet

from last500.base import clock
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.votes.models import (
    Ballot,
    Objection,
    OwnerChange,
    Reading,
    RollSalt,
    Seat,
    Vote,
    VoteEvent,
)
from last500.votes.rules import FINAL, Finding, SeatState


def _over(edge: datetime, path: str = "") -> Q:
    return Q(**{f"{path}state__in": sorted(FINAL), f"{path}ended_at__lt": edge})


def _ballots(edge: datetime) -> QuerySet[Ballot]:
    return Ballot.objects.filter(_over(edge, "vote__"))


RULES = (
    Rule("ballots", N_("公示两年以后的选票和录入"), Keep.BALLOT, _ballots),
    Rule(
        "roll_salts",
        N_("名册里核对用的随机数"),
        Keep.BALLOT,
        lambda edge: RollSalt.objects.filter(_over(edge, "unit__vote__")),
    ),
    Rule(
        "owner_changes",
        N_("表决期间哪一套换了业主"),
        Keep.BALLOT,
        lambda edge: OwnerChange.objects.filter(_over(edge, "vote__")),
    ),
    Rule(
        "vote_seats",
        N_("谁监票、谁录票，写了什么"),
        Keep.BALLOT,
        lambda edge: Seat.objects.filter(_over(edge, "vote__")),
        fields=("person", "remark"),
    ),
    Rule(
        "vote_objections",
        N_("对名册和结果的异议是谁提的、原话是什么"),
        Keep.BALLOT,
        lambda edge: Objection.objects.filter(_over(edge, "vote__")),
        fields=("raised_by", "words", "entered_by", "answered_by"),
    ),
    Rule(
        "vote_makers",
        N_("办完了的表决是谁准备的"),
        Keep.BALLOT,
        lambda edge: Vote.objects.filter(_over(edge)),
        fields=("made_by",),
    ),
    Rule(
        "vote_actors",
        N_("表决的经过里是谁做的"),
        Keep.LOG,
        lambda edge: VoteEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (
    Stays(N_("表决的事项、结果和每一个总数"), N_("业主共同的决定；里面没有哪一套怎么投")),
    Stays(N_("有几件异议、怎么答复的"), N_("是值守写的，公开的，不写是谁提的")),
    Stays(N_("名册里的门牌、面积和业主组"), N_("是房子的；业主组只是记号，没有名字")),
)


def _leave(person: Person) -> None:
    """What was read stays read, without who it was; an invitation that waits goes, an objection
    that waits is taken back."""
    Reading.objects.filter(reader=person).update(reader=None)
    own = Seat.objects.filter(person=person)
    own.filter(state=SeatState.ASKED).delete()
    own.update(person=None, remark=b"")
    Vote.objects.filter(made_by=person).update(made_by=None)
    raised = Objection.objects.filter(raised_by=person)
    waiting = raised.filter(finding=Finding.WAITING)
    waiting.update(finding=Finding.TAKEN_BACK, due_at=None, answered_at=clock.now())
    raised.update(raised_by=None, words=b"")
    Objection.objects.filter(entered_by=person).update(entered_by=None)
    Objection.objects.filter(answered_by=person).update(answered_by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    """Asked for nothing: what waits for an answer is declined."""
    if moment is None:
        return
    waiting = Seat.objects.filter(person=person, state=SeatState.ASKED)
    waiting.update(state=SeatState.DECLINED, answered_at=clock.now())


PARTS = (Part(_leave, _restrict),)
