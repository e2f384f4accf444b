"""One request of the demo town and what its people do with it, by the product's own verbs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.errors import Forbidden, Refused
from last500.demo.ground import Ground
from last500.demo.people import Folk, Helper, Resident
from last500.demo.request_words import RequestWords
from last500.service_requests import actions, rules
from last500.service_requests.actions import Placing
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import Channel, ServiceRequest, Spot
from last500.service_requests.rules import State

SPOTS = {
    "corridor": Spot.STAIRS,
    "home": Spot.HOME,
    "courtyard": Spot.YARD,
    "gate": Spot.ROAD,
    "parking": Spot.ROAD,
    "room": Spot.OTHER,
}
PARTS = {"morning": "morning", "afternoon": "afternoon", "evening": "evening"}
CONSENTS = {
    Channel.WEB: "own_page",
    Channel.FOR_OTHER: "told_proxy",
    Channel.PHONE: "said_on_phone",
    Channel.PAPER: "signed_paper",
    Channel.COUNTER: "told_proxy",
}
_WITH = ("place", "desk", "contact", "building", "requester")


@dataclass
class Town:
    ground: Ground
    folk: Folk
    chance: Random
    now: datetime


@dataclass
class Scene:
    """A request and the helpers who were asked; every method is one step of its life."""

    town: Town
    number: int
    words: RequestWords
    request: ServiceRequest | None = None
    asked: list[Helper] = field(default_factory=list)
    holders: list[Helper] = field(default_factory=list)
    # Whom the tale is about, where it is about somebody: asked alone.
    first_choice: Helper | None = None
    stale: bool = False

    @property
    def chance(self) -> Random:
        return self.town.chance

    def fresh(self) -> ServiceRequest:
        """The request as it is now; read again only when somebody else may have moved it."""
        assert self.request is not None
        if self.stale:
            self.request = ServiceRequest.objects.select_related(*_WITH).get(pk=self.request.pk)
            self.stale = False
        return self.request

    def desk(self) -> Actor:
        """Whoever sits at the desk where it lies now."""
        return self.town.folk.desks[self.fresh().desk_id][0]

    def asker(self) -> Actor:
        """The resident: signed in, or by the private link."""
        request = self.fresh()
        if request.requester_id:
            return Actor(person=request.requester_id)
        return Actor(door=Door.LINK, opened=frozenset({request.pk}))

    # ---- the resident -----------------------------------------------------------------------

    def place(self, by: Resident, channel: str = Channel.WEB, *, account: bool = True) -> None:
        compound = self.town.ground.compounds[self.number]
        self.request = actions.place(
            self._who_places(by, channel, account, compound.pk),
            compound,
            Placing(
                text=self.words.text,
                category=self.words.category,
                spot=SPOTS[self.words.where],
                building=by.building,
                door=by.door,
                name=by.person.name,
                phone="" if channel == Channel.PAPER else by.person.phone,
                wished_part=PARTS.get(self.words.when, "any"),
                channel=channel,
                consent=CONSENTS[Channel(channel)],
            ),
        )

    def _who_places(self, by: Resident, channel: str, account: bool, compound: int) -> Actor:
        if channel == Channel.WEB:
            return by.actor if account else Actor()
        if channel == Channel.FOR_OTHER:
            return self.chance.choice(self.town.folk.residents[compound]).actor
        desks = self.town.folk.desks
        community = self.town.ground.community_of(self.number)
        return desks.get(compound, desks[community.pk])[-1]

    def confirm(self, rating: int | None, comment: str = "", *, by_phone: bool = False) -> None:
        actor = self.desk() if by_phone else self.asker()
        actions.confirm(
            actor,
            self.fresh(),
            rating=rating,
            comment=comment,
            may_publish=self.chance.random() < 0.4,
            by_phone=by_phone,
        )
        self.stale = True

    def reopen(self, comment: str) -> None:
        actions.reopen(self.asker(), self.fresh(), comment=comment)
        self.stale = True

    def withdraw(self, note: str) -> None:
        actions.withdraw(self.asker(), self.fresh(), note=note)

    def object_to(self, note: str) -> None:
        actions.object_to(self.asker(), self.fresh(), note=note)

    # ---- the desk ---------------------------------------------------------------------------

    def verify(self, how: str = "phone", risk_note: str = "") -> None:
        minutes = self.chance.choice((20, 30, 30, 45, 60, 60, 90, 120))
        actions.verify(
            self.desk(),
            self.fresh(),
            how=how,
            summary=self.line_for_neighbours(),
            minutes=minutes,
            risk_note=risk_note,
        )

    def line_for_neighbours(self) -> str:
        """What a good secretary writes: of a public matter its words, of a home only the kind."""
        category = BY_CODE[self.words.category]
        if category.is_public:
            return self.words.text.rstrip("。！？")[:60]
        return str(category.name)

    def invite(self, helpers: list[Helper], open_to: str = "") -> None:
        request = self.fresh()
        reasons = {
            helper.actor.person: why(self, helper) for helper in helpers if helper.actor.person
        }
        try:
            actions.offer(
                self.desk(), request, helpers=list(reasons), open_to=open_to, reasons=reasons
            )
        except Refused:
            actions.offer(self.desk(), request, open_to=open_to or "compound")
        self.asked = list(helpers)

    def refer(self, route: str, note: str) -> None:
        actions.refer(self.desk(), self.fresh(), route=route, note=note)

    def decline(self, note: str) -> None:
        actions.decline(self.desk(), self.fresh(), note=note)

    def call_back(self, note: str) -> None:
        actions.call_back(self.desk(), self.fresh(), note=note)

    # ---- helpers ----------------------------------------------------------------------------

    def who_fits(self, count: int) -> list[Helper]:
        """Neighbours of the same compound with a fitting skill first, then others nearby."""
        if self.first_choice:
            return [self.first_choice]
        kind = BY_CODE[self.words.category]
        near = [h for h in self.town.folk.helpers if h.number == self.number]
        if len(near) < 6:
            near += self._next_door()
        self.chance.shuffle(near)
        near.sort(key=lambda helper: not helper.skills & set(kind.skills))
        return near[:count]

    def _next_door(self) -> list[Helper]:
        community = self.town.ground.community_of(self.number)
        return [
            helper
            for helper in self.town.folk.helpers
            if helper.number != self.number
            and helper.reach != "compound"
            and self.town.ground.community_of(helper.number) == community
        ]

    def accept(self) -> bool:
        """Those who were asked answer one after another, until the team is complete."""
        for helper in self.asked:
            if self.fresh().state != State.OFFERED:
                break
            try:
                actions.accept(helper.actor, self.fresh())
            except (Refused, Forbidden):
                continue
            self.holders.append(helper)
        self.stale = bool(self.asked)
        return self.fresh().state == State.ACCEPTED

    def holder(self) -> Actor:
        """Who came forward first. Raises Refused when nobody did: then the tale ends here."""
        if not self.holders:
            raise Refused("nobody came forward")
        return self.holders[0].actor

    def agree(self, wait: timedelta) -> None:
        actions.contact_agreed(self.holder(), self.fresh(), at=clock.now() + wait)

    def done(self, note: str = "") -> None:
        actions.report_done(self.holder(), self.fresh(), note=note)

    def release(self, note: str = "") -> None:
        actions.release(self.holder(), self.fresh(), note=note)
        self.holders.pop(0)
        self.stale = True

    def hand_on(self, to: Helper) -> None:
        key = actions.begin_hand_on(self.holder(), self.fresh())
        actions.take_over(to.actor, key)
        self.holders = [to]
        self.stale = True

    def run_clock(self, until: datetime) -> None:
        """Let the deadlines pass that nobody met, as the worker would have."""
        for _ in range(8):
            request = self.fresh()
            moment = next_deadline(request)
            if moment is None or moment >= until:
                return
            with clock.at(moment + clock.MINUTE):
                moved = actions.widen_offers() + actions.escalate_overdue()
                moved += actions.close_lapsed()
            self.stale = True
            if not moved:
                return


def next_deadline(request: ServiceRequest) -> datetime | None:
    if request.state == State.DONE:
        return (request.done_at or clock.now()) + rules.LAPSE_AFTER
    return request.due_at


def why(scene: Scene, helper: Helper) -> list[str]:
    """The reasons on an invitation, as codes of dispatch.words."""
    fitting = helper.skills & set(BY_CODE[scene.words.category].skills)
    near = "in_compound" if helper.number == scene.number else "in_community"
    return [near, *(f"skill:{code}" for code in sorted(fitting)[:1])]
