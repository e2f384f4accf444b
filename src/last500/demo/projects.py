"""The projects of the demo town in every state: panels, partners, money, indicators, agreements.

Told by the own verbs at the moments when they would have happened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from last500.base import clock
from last500.base.actor import Actor
from last500.demo import evaluations
from last500.demo.project_words import PROJECTS, Words
from last500.demo.scene import Town
from last500.organisations.models import Liaison, Organisation
from last500.organisations.queries import actor_of
from last500.people.models import Guardian, Person
from last500.places.models import Place
from last500.projects import actions, money
from last500.projects.actions import Draft, Promise, Wish
from last500.projects.models import PanelSeat, Partner, Project, ProjectRole
from last500.projects.rules import Opinion, PartySide, Side
from last500.projects.words import Payer
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState

DAY, HOUR = clock.DAY, clock.HOUR
T = TypeVar("T")
# How long ago each was proposed, in days: the further it has come, the longer.
SINCE = {
    "asked": 2,
    "weighed": 11,
    "declined": 30,
    "given_up": 50,
    "reviewed": 16,
    "called": 22,
    "staffed": 30,
    "running": 62,
    "finished": 80,
    "evaluated": 82,
    "closed": 86,
}
ORDER = ("asked", "weighed", "reviewed", "called", "staffed", "running", "finished", "evaluated",
         "closed")  # fmt: skip
BEGINS_AFTER = 28  # days from the proposal to its first day
GROWN = 18
SOCIAL = "暖阳社会工作服务中心"


def prepare(town: Town) -> None:
    for number, words in enumerate(PROJECTS):
        _Tale(town, words, number).tell()
    _something_to_answer(town)


@dataclass
class _Tale:
    """One project from its proposal to where it stands today."""

    town: Town
    words: Words
    number: int

    def tell(self) -> None:
        words = self.words
        self.at = self.town.now - SINCE[words.now] * DAY - (self.number % 5) * HOUR
        self.place = self._place()
        self.people = list(self._neighbours())
        self.project = self._step(0, self._propose)
        if words.now == "asked":
            return
        if not self.project.consented:
            self._step(1, lambda: actions.consent(self._desk(), self.fresh()))
        self._step(2, self._panel)
        if words.now == "weighed":
            return
        if words.now == "declined":
            self._step(9, lambda: actions.decline(
                self._reviewer(), self.fresh(), reason=words.reason))  # fmt: skip
            return
        self._step(8, lambda: actions.review(self._reviewer(), self.fresh(), result=words.result))
        self._step(9, self._partners)
        self._step(10, self._terms)
        for days, state, verb in (
            (11, "called", self._call),
            (20, "staffed", self._staff),
            (BEGINS_AFTER, "running", self._start),
            (BEGINS_AFTER + 45, "finished", self._finish),
            (BEGINS_AFTER + 50, "evaluated", self._evaluate),
            (BEGINS_AFTER + 54, "closed", lambda: actions.close(self._desk(), self.fresh())),
        ):
            if words.now == "given_up" and state == "staffed":
                self._step(days, lambda: actions.give_up(
                    self._desk(), self.fresh(), reason=words.reason))  # fmt: skip
                return
            if words.now != "given_up" and ORDER.index(words.now) < ORDER.index(state):
                return
            self._step(days, verb)

    def _step(self, days: int, verb: Callable[[], T]) -> T:
        with clock.at(self.at + days * DAY):
            return verb()

    def fresh(self) -> Project:
        rows = Project.objects.select_related("place", "lead", "leader", "parent", "letter", "desk")
        return rows.get(pk=self.project.pk)

    # ---- who ----------------------------------------------------------------------------------

    def _place(self) -> Place:
        ground = self.town.ground
        return (ground.communities if self.words.wide else ground.compounds)[self.words.at]

    @property
    def community(self) -> Place:
        if self.words.wide:
            return self.place
        return self.town.ground.community_of(self.words.at)

    def _desk(self) -> Actor:
        desks = self.town.folk.desks
        return (desks.get(self.place.pk) or desks[self.community.pk])[0]

    def _street(self) -> Actor:
        street = next(
            one for one in self.town.ground.streets if self.place.path.startswith(one.path)
        )
        return self.town.folk.desks[street.pk][0]

    def _reviewer(self) -> Actor:
        """Of the community; of the street where the community itself has proposed it."""
        own = self.town.folk.desks[self.community.pk][0]
        return self._street() if self.project.proposed_by_id == own.person else own

    def _neighbours(self) -> Iterator[Person]:
        """Reported in at the community since before, the same ones each time."""
        rows = ReportIn.objects.filter(
            state=MemberState.CONFIRMED,
            place__path__startswith=self.community.path,
            decided_at__lt=self.at,
            person__offices=None,
        )
        known = self.town.folk.by_code.values()
        rows = rows.exclude(person__in=Guardian.objects.exclude(person=None).values("person"))
        rows = rows.exclude(person__in=list(known)).select_related("person")
        # Those of its own compound first.
        found = sorted(rows, key=lambda row: (row.place_id != self.place.pk, row.pk))
        shift = self.number * 3 % max(1, len(found) // 2)
        yield from (row.person for row in [*found[shift:], *found[:shift]])

    def _organisation(self, name: str) -> tuple[Organisation, Actor]:
        row = Liaison.objects.filter(organisation__name=name, from_on__lte=self.at.date()).first()
        assert row is not None, name
        found = Organisation.objects.select_related("place").get(name=name)
        return found, actor_of(row.person)

    # ---- the steps ----------------------------------------------------------------------------

    def _propose(self) -> Project:
        words = self.words
        first = clock.local(self.at).date() + BEGINS_AFTER * DAY
        draft = Draft(
            title=words.title,
            aim=words.aim,
            kind=words.kind,
            audience=words.audience,
            does=words.does,
            materials=words.materials,
            from_on=first,
            until_on=first + max(words.days, 40) * DAY,
            risk=words.risk,
            risk_note=words.risk_note,
            insurance=words.insurance,
            insured_on=first if words.insurance else None,
        )
        if words.by == "desk":
            return actions.propose(self._desk(), self.place, draft)
        if words.by == "neighbour":
            self.leader = next(
                one for one in self.people
                if ReportIn.objects.filter(person=one, place=self.place).exists()
            )  # fmt: skip
            return actions.propose(actor_of(self.leader), self.place, draft)
        one, liaison = self._organisation(words.by)
        return actions.propose(liaison, self.place, draft, organisation=one)

    def _others(self) -> list[Person]:
        return [one for one in self.people if one.pk != self.project.proposed_by_id]

    def _panel(self) -> Project:
        project, asks = self.fresh(), self._reviewer()
        officer = Person.objects.get(pk=_key(self._street()))
        weighs, liaison = self._weighing()
        resident = self._others()[0]
        seats = (
            (actions.invite(asks, project, Side.COMMUNITY, person=officer), actor_of(officer)),
            (actions.invite(asks, project, Side.RESIDENTS, person=resident), actor_of(resident)),
            (actions.invite(asks, project, Side.SOCIAL, organisation=weighs), liaison),
        )
        said = seats[:1] if self.words.now == "weighed" else seats
        for (seat, who), (opinion, why) in zip(said, self.words.opinions, strict=False):
            with clock.at(clock.now() + 20 * HOUR):
                row = PanelSeat.objects.select_related("project", "organisation").get(pk=seat.pk)
                actions.say(who, row, Opinion(opinion), words=why)
        return project

    def _weighing(self) -> tuple[Organisation, Actor]:
        """A social organisation that has no part in it."""
        part = {self.words.lead, self.words.by, *(name for name, _as, _what in self.words.partners)}
        names = ("暖阳社会工作服务中心", "夕阳伴行助老会", "绿芽环境协会")
        return self._organisation(next(name for name in names if name not in part))

    def _partners(self) -> Project:
        until = self.fresh().until_on
        for name, as_what, part in self.words.partners:
            project = self.fresh()
            one = Organisation.objects.select_related("place").get(name=name)
            if name == "新叶幼儿园党支部":  # ended its report-in: the library is asked instead
                one = Organisation.objects.select_related("place").get(name="图书馆党支部")
            row = actions.ask_partner(self._desk(), project, one, as_what=as_what, part=part)
            if one.name != name:
                continue
            liaison = self._organisation(name)[1]
            row = Partner.objects.select_related("project", "organisation").get(pk=row.pk)
            actions.agree_partner(liaison, row, until_on=until)
        lead = self.words.lead
        if lead and self.words.by != lead:
            actions.carry(self._desk(), self.fresh(), Organisation.objects.get(name=lead))
        return self.project

    def _terms(self) -> Project:
        words, desk = self.words, self._desk()
        lines = [
            money.Line(what, Payer(payer), yuan * money.FEN, own * money.FEN)
            for what, payer, yuan, own in words.lines
        ]
        total = sum(line.planned for line in lines)
        actions.set_budget(desk, self.fresh(), total=total, percent=words.percent, lines=lines)
        promises = [Promise(*one) for one in words.promises]
        actions.set_indicators(desk, self.fresh(), promises)
        wishes = [Wish(title, number, skill) for title, skill, number in words.roles]
        actions.set_roles(desk, self.fresh(), wishes)
        return self.project

    def _call(self) -> Project:
        return actions.call(self._desk(), self.fresh())

    def _come(self, role: ProjectRole, people: list[Person]) -> None:
        for person in people:
            row = ProjectRole.objects.select_related("project__place").get(pk=role.pk)
            actions.claim(actor_of(person), row, age=GROWN)

    def _staff(self) -> Project:
        people = self._others()
        for role in ProjectRole.objects.filter(project=self.project).order_by("order"):
            coming, people = people[: role.number], people[role.number :]
            self._come(role, coming)
        return actions.staff(self._desk(), self.fresh())

    def _sign(self) -> None:
        desk, words = self._desk(), self.words
        lead = self.fresh().lead
        carrier = lead or self._own_organisation()
        group = self._others()[-1]
        parties = (
            actions.set_party(desk, self.fresh(), PartySide.COMMUNITY),
            actions.set_party(desk, self.fresh(), PartySide.CARRIER, organisation=carrier),
            actions.set_party(desk, self.fresh(), PartySide.THIRD, person=group, name=words.group),
        )
        for party, who in zip(parties, (self._street(), self._speaker(carrier), actor_of(group)),
                              strict=True):  # fmt: skip
            actions.sign(who, party)

    def _own_organisation(self) -> Organisation:
        """The compound's own, where it has one; else a partner stands on that side."""
        rows = Organisation.objects.filter(kind="compound_branch", place=self.place, ended_on=None)
        found = rows.select_related("place").first()
        if found is not None and self.town.folk.desks.get(self.place.pk):
            return found
        partner = Partner.objects.agreed().filter(project=self.project)
        return partner.select_related("organisation__place")[0].organisation

    def _speaker(self, one: Organisation) -> Actor:
        if one.kind == "compound_branch":
            return self.town.folk.desks[one.place_id][0]
        return self._organisation(one.name)[1]

    def _start(self) -> Project:
        self._sign()
        project = actions.start(self._desk(), self.fresh())
        with clock.at(self.at + (BEGINS_AFTER + 20) * DAY):
            self._spend(2)
        return project

    def _spend(self, parts: int) -> None:
        """A part of what was planned, to the yuan."""
        rows = self.fresh().budget.all()
        spent = {row.pk: row.planned_fen // (100 * parts) * 100 for row in rows}
        if spent:
            actions.set_spent(self._desk(), self.fresh(), spent)

    def _finish(self) -> Project:
        self._spend(1)
        return actions.finish(self._desk(), self.fresh())

    def _evaluate(self) -> Project:
        rows = self.fresh().indicators.order_by("order")
        told = {
            row.pk: (number, "") if isinstance(number, int) else (None, number)
            for row, number in zip(rows, self.words.reached, strict=True)
        }
        actions.fill_in(self._desk(), self.fresh(), told)
        return evaluations.evaluate(self.town, self._desk(), self.fresh())


def _key(actor: Actor) -> UUID:
    assert actor.person is not None
    return actor.person


def _something_to_answer(town: Town) -> None:
    """The helper persona is asked for an opinion, the social organisation's for a part and for its
    yes to an agreement; the library for a part (told above)."""
    _ask_an_opinion(town)
    _ask_a_part(town)
    _ask_a_yes(town)


def _titled(title: str) -> Project:
    rows = Project.objects.select_related("place", "lead", "leader", "parent", "letter", "desk")
    return rows.get(title=title)


def _desks(town: Town, project: Project) -> tuple[Actor, Actor]:
    """Of the community and of the street around it."""
    around = (*town.ground.communities, *town.ground.streets)
    community, street = (one for one in around if project.place.path.startswith(one.path))
    return town.folk.desks[community.pk][0], town.folk.desks[street.pk][0]


def _ask_a_part(town: Town) -> None:
    project = _titled("院落微花园共建")
    one = Organisation.objects.get(name=SOCIAL)
    with clock.at(town.now - 9 * HOUR):
        actions.ask_partner(
            _desks(town, project)[0], project, one,
            as_what="social_work", part="开两次院坝会，把图定下来",
        )  # fmt: skip


def _ask_a_yes(town: Town) -> None:
    """Two of three have said theirs; the carrier has not."""
    project = _titled("四点半课堂")
    helper, (desk, street) = town.folk.by_code["helper"], _desks(town, project)
    carrier = Organisation.objects.get(name=SOCIAL)
    with clock.at(town.now - 28 * HOUR):
        community = actions.set_party(desk, project, PartySide.COMMUNITY)
        actions.set_party(desk, project, PartySide.CARRIER, organisation=carrier)
        group = actions.set_party(desk, project, PartySide.THIRD, person=helper, name="家长群")
    with clock.at(town.now - 22 * HOUR):
        actions.sign(street, community)
        actions.sign(actor_of(helper), group)


def _ask_an_opinion(town: Town) -> None:
    project = _titled(next(one.title for one in PROJECTS if one.now == "weighed"))
    helper, (_desk, street) = town.folk.by_code["helper"], _desks(town, project)
    with clock.at(town.now - 20 * HOUR):
        actions.invite(street, project, Side.RESIDENTS, person=helper)
