"""Owners' votes of the demo town: one with its result, one announced, one whose box is open. All
invented; the roll has about three hundred units, its ballots are made in bulk as two people read
them.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from last500.base import clock
from last500.base.actor import Actor
from last500.base.sealing import blind_index
from last500.demo.scene import Town
from last500.organisations.queries import actor_of
from last500.people.models import Person
from last500.places.models import Place
from last500.proof.rules import commitment
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.votes import actions
from last500.votes.actions.step import write
from last500.votes.counting import Choice
from last500.votes.draft import Draft, Said
from last500.votes.models import Ballot, Reading, RollUnit, Vote
from last500.votes.rules import BallotState, Caller, Line, Role

DAY = clock.DAY
ABOUT = (
    "钱从电梯广告和地面停车的公共收益里出，三家报价和检验报告在物业前台和公告栏。\n"
    "选票按名册送到每一户，签好投进大门口的票箱；出门在外的，可以书面委托一位家人或邻居。"
)
REPAIR = "用公共收益 86,000 元大修 1、2 号楼的四部电梯"
FUND = "今年结余的公共收益留 30% 转入维修资金"
GATE = "在东门内空地设 24 个电动自行车充电位，由小区经营"
HIRE = "续聘现在的物业企业两年，按现在的物业费标准"


@dataclass
class _Tale:
    """One vote of a compound, told when it would have happened."""

    town: Town
    compound: Place

    def __post_init__(self) -> None:
        desks = self.town.folk.desks
        steps = [place for place in (self.compound.parent,) if place is not None]
        self.runner: Actor = desks[self.compound.pk][0]
        self.community: Actor = desks[steps[0].pk][0]
        street = steps[0].parent
        assert street is not None
        self.street: Actor = desks[street.pk][0]
        rows = ReportIn.objects.filter(place=self.compound, state=MemberState.CONFIRMED)
        found = rows.select_related("person").order_by("asked_at", "pk")[:3]
        self.neighbours: list[Person] = [one.person for one in found]

    def announced(self, moment: datetime, draft: Draft) -> Vote:
        with clock.at(moment):
            vote = actions.make(self.runner, self.compound, draft)
            actions.take(self.runner, vote, self.lines())
            actions.announce(self.runner, vote)
        return self.fresh(vote)

    def seated(self, vote: Vote, moment: datetime) -> None:
        seats = (
            (self.neighbours[0].pk, Role.OWNERS),
            (self.community.person, Role.COMMUNITY),
            (self.street.person, Role.STREET),
            (self.neighbours[1].pk, Role.TELLER),
        )
        with clock.at(moment):
            for key, role in seats:
                assert key is not None
                person = Person.objects.get(pk=key)
                actions.ask(self.runner, vote, person, role)
                actions.answer(actor_of(person), vote, agrees=True)
            actions.freeze(self.runner, vote)

    def lines(self) -> list[Line]:
        """Six buildings of two entrances, thirteen floors, two doors; some own two units, nine are
        the developer's, and two are not handed over."""
        chance, found = self.town.chance, []
        areas = (895_600, 1_042_300, 1_273_800, 1_186_500)
        for number in range(312):
            block, rest = divmod(number, 52)
            entrance, rest = divmod(rest, 26)
            floor, side = divmod(rest, 2)
            group = f"G{number - (number % 11 == 10):04d}"
            if number % 35 == 20:
                group = "KFS"
            late = number in (310, 311)
            area = areas[(entrance * 2 + side) % 4] + 100 * chance.randrange(-40, 41)
            found.append(
                Line(f"{block + 1}号楼", f"{entrance + 1}单元", f"{floor + 1}0{side + 1}", area,
                     group, not late, "还没有交房" if late else "")
            )  # fmt: skip
        return found

    def voted(self, vote: Vote, share: float, leaning: tuple[float, float]) -> None:
        """So many of the units hand in, read by the desk and by the teller alike."""
        chance = self.town.chance
        number = vote.questions.count()
        span = int((min(vote.closes_at, self.town.now) - vote.opens_at).total_seconds() // 60)
        papers = []
        for unit in RollUnit.objects.filter(vote=vote).order_by("number"):
            if chance.random() > share:
                continue
            at = vote.opens_at + timedelta(minutes=chance.randrange(60, span - 120))
            choices = tuple(_leaning(chance.random(), leaning) for _ in range(number))
            proxy = f"W{unit.number}" if chance.random() < 0.04 else ""
            void = "unsigned" if chance.random() < 0.012 else ""
            papers.append((unit, Said(at, choices, proxy, void)))
        self._into_the_book(vote, papers)

    def _into_the_book(self, vote: Vote, papers: list[tuple[RollUnit, Said]]) -> None:
        moment = min(vote.closes_at, self.town.now) - clock.HOUR
        ballots = [Ballot(vote=vote, unit=unit, begun_at=moment) for unit, _said in papers]
        Ballot.objects.bulk_create(ballots)
        readings = []
        for ballot, (unit, said) in zip(ballots, papers, strict=True):
            text = said.canonical(unit.pk, 1)
            for reader in (self.runner.person, self.neighbours[1].pk):
                readings.append(
                    Reading(ballot=ballot, reader_id=reader, at=moment, said=text,
                            said_index=blind_index("ballot", text))
                )  # fmt: skip
        Reading.objects.bulk_create(readings)
        with clock.at(moment):
            for number, (ballot, reading) in enumerate(zip(ballots, readings[::2], strict=True), 1):
                salt = os.urandom(32)
                commit = commitment(salt, reading.said)
                Ballot.objects.filter(pk=ballot.pk).update(
                    state=BallotState.AGREED, number=number, salt=salt.hex(), commitment=commit
                )
                write(vote, "vote ballot", {"ballot": number, "said": commit})
            actions.count_box(vote)

    def published(self, vote: Vote, moment: datetime) -> None:
        with clock.at(moment):
            actions.count(self.runner, self.fresh(vote))
        with clock.at(moment + clock.HOUR):
            for actor in (actor_of(self.neighbours[0]), self.community, self.street):
                actions.sign(actor, self.fresh(vote), signs=True)
            actions.publish(self.runner, self.fresh(vote))

    def fresh(self, vote: Vote) -> Vote:
        return Vote.objects.select_related("compound").get(pk=vote.pk)


def _leaning(number: float, leaning: tuple[float, float]) -> Choice:
    agree, refuse = leaning
    if number < agree:
        return Choice.FOR
    return Choice.AGAINST if number < agree + refuse else Choice.ABSTAIN


def prepare(town: Town) -> None:
    tale = _Tale(town, town.ground.compounds[0])
    now = clock.local(town.now).replace(hour=9, minute=0, second=0, microsecond=0)
    _done(tale, now - 70 * DAY)
    _open(tale, now - 24 * DAY)
    _announced(tale, now - 2 * DAY)


def _done(tale: _Tale, start: datetime) -> None:
    opens = start + 18 * DAY
    draft = Draft(
        "用公共收益修电梯", ABOUT, Caller.COMMITTEE, opens, opens + 14 * DAY + 9 * clock.HOUR,
        ((REPAIR, 9), (FUND, 6)), told_on=start.date(), posting_days=7,
    )  # fmt: skip
    vote = tale.announced(start, draft)
    tale.seated(vote, start + 10 * DAY)
    with clock.at(opens):
        actions.keep_times()
    tale.voted(vote, 0.8, (0.74, 0.16))
    with clock.at(draft.closes_at):
        actions.keep_times()
    tale.published(vote, draft.closes_at + DAY)
    with clock.at(draft.closes_at + 3 * DAY):
        objection = actions.enter(
            tale.runner, tale.fresh(vote), words="2 号楼有几张票是截止以后补交的，怎么也算了？"
        )
    with clock.at(draft.closes_at + 5 * DAY):
        actions.answer_objection(
            tale.community, objection, gist="问截止以后补交的票算没算",
            answer="票箱由三位监票人在截止时间封存，封条照片在公告栏；封箱以后没有再收票。",
        )  # fmt: skip


def _open(tale: _Tale, start: datetime) -> None:
    opens = start + 17 * DAY
    draft = Draft(
        "续聘物业", "合同草案、服务标准和去年的评价在公告栏和社区。", Caller.COMMITTEE, opens,
        opens + 20 * DAY + 9 * clock.HOUR, ((HIRE, 4),), told_on=start.date(),
    )  # fmt: skip
    vote = tale.announced(start, draft)
    tale.seated(vote, start + 9 * DAY)
    with clock.at(opens):
        actions.keep_times()
    tale.voted(vote, 0.25, (0.6, 0.25))


def _announced(tale: _Tale, start: datetime) -> None:
    opens = start + 20 * DAY
    draft = Draft(
        "东门空地设充电位", "位置图、消防的意见和收费办法在公告栏。收入进公共收益账。",
        Caller.TWENTY, opens, opens + 15 * DAY + 9 * clock.HOUR, ((GATE, 8),),
        told_on=start.date(),
    )  # fmt: skip
    vote = tale.announced(start, draft)
    with clock.at(start + DAY):
        actions.enter(tale.runner, vote, words="5 号楼 2 单元 301 的面积比产证少了 3.2 平方米。")
