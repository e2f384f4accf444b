"""One run of the town: requests come, people are asked by a policy, answer, tire, and help.

Who may be asked, what an ask costs and how likely it is taken are the product's own rules
(`service_requests.rules.hindrances`, `dispatch.matching`, `dispatch.chances`), whom to ask when is
the policy's (`dispatch.policies`). What people do is behaviour.toml's, and nobody asks them about
it: the product sees here what it sees in life, an answer or none.
"""

from collections import deque
from collections.abc import Callable
from functools import partial

from last500.dispatch import matching, waves
from last500.dispatch.chances import Ask, Chances, fit
from last500.dispatch.policies import Way
from last500.dispatch.waves import DAY, LEVELS, Choice, Level, Situation, Step, Waiting
from last500.service_requests.rules import hindrances
from last500.simulation.behaving import could, delay, facts_of, free_for, same_building, will
from last500.simulation.behaviour import Behaviour
from last500.simulation.engine import Engine, Luck
from last500.simulation.lives import Life
from last500.simulation.measures import Measured, Outcome
from last500.simulation.openings import Invited, Opening
from last500.simulation.town import Errand, Town

WEEK = 7 * DAY
LEARNS_EVERY = DAY
# Progress is told so often, in minutes of the town.
TELLS_EVERY = 5 * DAY


class Run:
    """A town and a way of asking; `outcome()` after `go()`."""

    def __init__(
        self,
        town: Town,
        way: Way,
        behaviour: Behaviour,
        *,
        seed: int,
        first_day: int = 15,
        tell: Callable[[float], None] | None = None,
    ) -> None:
        self.town, self.way, self.b = town, way, behaviour
        self.engine, self.luck = Engine(), Luck(seed)
        self.asks_of = behaviour.group("asks")
        self.lives = [Life(m, self.asks_of) for m in town.members]
        self.chances = Chances()
        self.ended: dict[Ask, list[int]] = {}
        self.lately: list[deque[float]] = [deque() for _ in town.street.communities]
        self.helpers_of = [0] * len(town.street.communities)
        for member in town.members:
            self.helpers_of[member.community] += 1
        self.measured = Measured(town, first_day * DAY)
        self.tell = tell

    def go(self) -> Outcome:
        """Raises whatever `tell` raises: a run that is called off ends at its next word."""
        for errand in self.town.errands:
            self.engine.at(self._begins(errand), partial(self._begin, errand))
        for day in range(1, self.town.days):
            self.engine.at(day * DAY, self._learn)
        end = self.town.days * DAY
        for minute in range(0, end, TELLS_EVERY):
            self.engine.run(minute)
            if self.tell:
                self.tell(minute / end)
        self.engine.run(end)
        return self.measured.outcome(self.lives)

    # ---- the desk -------------------------------------------------------------------------------

    def _begins(self, errand: Errand) -> float:
        """When the desk has looked at it: in its hours, some minutes after it has come."""
        name = {"a": "office", "b": "volunteer", "c": "neighbours"}[self.town.scenario.mode]
        opens = self.b("desk.opens")
        closes = self.b("desk.closes_office" if name == "office" else "desk.closes_volunteer")
        looked = self.luck.exponential(self.b(f"desk.looks_{name}"), "desk", errand.number)
        minute = errand.at % DAY
        if minute < opens:
            return errand.at - minute + opens + looked
        at = errand.at + looked
        if at % DAY >= closes or at // DAY > errand.at // DAY:
            return (errand.at // DAY + 1) * DAY + opens + min(looked, closes - opens - 1)
        return at

    def _begin(self, errand: Errand) -> None:
        opening = Opening(errand, self.engine.now, errand.wanted)
        if self.measured.counts(self.engine.now):
            self.measured.began(errand, self.engine.now, self._ceiling(errand))
        self.engine.at(opening.due, partial(self._unmet, opening))
        self._look(opening)

    def _unmet(self, opening: Opening) -> None:
        if not opening.over:
            self._close(opening)

    # ---- asking ---------------------------------------------------------------------------------

    def _look(self, opening: Opening) -> None:
        opening.looks = None
        if opening.over or not opening.missing:
            return
        rest = waves.until_morning(self.engine.now)
        if rest:
            self._look_again(opening, rest)
            return
        situation = self._situation(opening)
        step = self._step(opening, situation)
        self._ask(opening, step)
        if not (step.ask or step.enough or step.open_to or situation.on_the_way):
            self._open(opening, waves.as_far_as(situation), pushed=False)
        if step.open_to:
            self._open(opening, step.open_to, pushed=True)
        self._look_again(opening, step.again or waves.PAUSE_WITHOUT_WORD)

    def _look_again(self, opening: Opening, minutes: float) -> None:
        self._call_off(opening)
        opening.looks = self.engine.after(max(0.1, minutes), partial(self._look, opening))

    def _call_off(self, opening: Opening) -> None:
        if opening.looks is not None:
            opening.looks.called_off = True  # type: ignore[attr-defined]

    def _situation(self, opening: Opening) -> Situation:
        now = self.engine.now
        waiting = tuple(
            Waiting(one.chance, now - one.at)
            for one in opening.invited.values()
            if not one.answered
        )
        return Situation(
            minute=now - opening.began,
            urgency=opening.urgency,
            missing=opening.missing,
            waiting=waiting,
            asked=len(opening.invited),
            rounds=opening.rounds,
            since_round=now - opening.last_round,
            refused=opening.refused,
            pressure=self._pressure(opening.errand.community),
        )

    def _pressure(self, community: int) -> float:
        """Asks for each helper of the community within the last seven days."""
        lately = self.lately[community]
        while lately and lately[0] < self.engine.now - WEEK:
            lately.popleft()
        return len(lately) / max(1, self.helpers_of[community])

    def _step(self, opening: Opening, situation: Situation) -> Step:
        """What the policy says. Those further away are only looked at where it finds nobody nearer
        (`waves.in_reach`)."""
        if not self.way.asks:
            return self.way.policy(situation, [])
        alone = self.town.scenario.mode == "c" and situation.minute < DAY
        far = 0 if alone else LEVELS.index(waves.as_far_as(situation))
        choices: list[Choice] = []
        for number, level in enumerate(LEVELS):
            self._gather(opening, self.town.near[opening.errand.compound, level], choices)
            if number < far:
                continue
            step = self.way.policy(situation, choices)
            if step.ask or step.enough or alone:
                break
        return step

    def _gather(self, opening: Opening, members: list[int], found: list[Choice]) -> None:
        """Without whom the hard rules or another ask leave out; kept while nothing changes."""
        now, lives, invited, known = self.engine.now, self.lives, opening.invited, opening.known
        for number in members:
            life = lives[number]
            if number in invited or life.asked_until > now:
                continue
            before = known.get(number)
            if before is None or before[0] != life.version:
                choice, ask = self._weighed(opening, life)
                before = known[number] = (life.version, choice, ask)
            if before[1] is not None:
                found.append(before[1])

    def _weighed(self, opening: Opening, life: Life) -> tuple[Choice | None, Ask | None]:
        errand, now = opening.errand, self.engine.now
        facts = facts_of(errand, life, self.engine.now)
        if hindrances(facts, errand.need.hard):
            return None, None
        candidate = matching.Candidate(
            facts=facts,
            same_building=same_building(life.member, errand),
            free=free_for(errand, life.member, now),
            asked_lately=life.asked_within(now, matching.ASKED_LATELY_DAYS * DAY),
        )
        ask = self._ask_for(opening, candidate)
        choice = Choice(
            person=life.member.number,
            level=facts.level_between,
            walk=matching.walk(candidate),
            trouble=matching.cost(candidate, errand.need),
            chance=self.chances.for_one(ask, *life.own(ask)),
            since_asked=now - life.last_asked,
            lot=f"{self.luck.uniform('lot', errand.number, life.member.number):.9f}",
            free=candidate.free is not None,
        )
        return choice, ask

    def _ask_for(self, opening: Opening, candidate: matching.Candidate) -> Ask:
        need = opening.errand.need
        return Ask(
            need.hard.category,
            opening.errand.part,
            candidate.facts.level_between,
            "later" if opening.rounds else "first",
            fit(
                skill=not need.skills or matching.fitting_skill(candidate, need) is not None,
                time=not need.wished or candidate.free is not None,
            ),
        )

    def _ask(self, opening: Opening, step: Step) -> None:
        if not step.ask:
            return
        now = self.engine.now
        for number in step.ask:
            life = self.lives[number]  # type: ignore[call-overload]
            _version, choice, ask = opening.known[life.member.number]
            assert choice is not None and ask is not None
            invited = Invited(life.member.number, now, choice.chance, ask)
            opening.invited[life.member.number] = invited
            self.lately[life.member.community].append(now)
            self._await_answer(opening, invited, life)
        opening.messages += len(step.ask)
        opening.rounds += 1
        opening.last_round, opening.refused = now, 0

    # ---- what people do -------------------------------------------------------------------------

    def _await_answer(self, opening: Opening, invited: Invited, life: Life) -> None:
        now, key = self.engine.now, (life.member.number, opening.errand.number)
        chance = will(opening.errand, life.member, now, self.asks_of) * life.freshness(now)
        ignores = now < life.ignores_until
        life.asked(now, self.measured.counts(now), opening.errand.number)
        self._tires(life, key)
        yes = not ignores and self.luck.happens(chance, "yes", *key)
        no = not ignores and self.luck.happens(self.asks_of["says_no"], "no", *key)
        if yes or no:
            after = delay(self.luck, "reply", self.asks_of, *key)
            self.engine.after(after, partial(self._answer, opening, invited, life, yes))

    def _ceiling(self, errand: Errand) -> bool:
        """Whether enough would say yes, if everybody in reach were asked and nobody tired."""
        found = 0
        for level in LEVELS:
            for number in self.town.near[errand.compound, level]:
                member = self.town.members[number]
                found += could(errand, member, self.engine.now, self.luck, self.asks_of)
                if found >= errand.wanted:
                    return True
        return False

    def _tires(self, life: Life, key: tuple[int, int]) -> None:
        now = self.engine.now
        mutes = self.asks_of["mute"] * life.tired(now)
        if not self.luck.happens(mutes, "mute", *key):
            return
        until = now + DAY * self.luck.exponential(self.asks_of["mute_days"], "muted", *key)
        if self.luck.happens(self.asks_of["mute_said"], "mute said", *key):
            life.rest(until)
        else:
            life.ignores_until = until
        self.measured.muted(now)

    def _answer(self, opening: Opening, invited: Invited, life: Life, yes: bool) -> None:
        invited.answered = True
        life.answered(opening.errand.number)
        if opening.over:
            self._count(invited, life, taken=False, counts=not yes)
            return
        self._count(invited, life, taken=yes, counts=True)
        if yes and self._take(opening, life):
            return
        opening.refused += 1
        self._look_again(opening, 0.0)

    def _count(self, invited: Invited, life: Life, *, taken: bool, counts: bool) -> None:
        """What an ask has taught, once: for the place, and for that person's own asks."""
        if not counts:
            return
        tally = self.ended.setdefault(invited.ask, [0, 0])
        tally[0] += 1
        tally[1] += taken
        life.learn(invited.ask, taken)

    def _take(self, opening: Opening, life: Life) -> bool:
        """A place in the team, if one is left and the hard rules still hold."""
        errand = opening.errand
        if not opening.missing or hindrances(
            facts_of(errand, life, self.engine.now), errand.need.hard
        ):
            return False
        opening.missing -= 1
        opening.helpers.add(life.member.number)
        life.took(self.engine.now)
        key = (life.member.number, errand.number)
        back = self.luck.happens(self.asks_of["gives_back"], "gives back", *key)
        takes = self.luck.exponential(self.asks_of["gives_back_after"], "how soon", *key)
        if back:
            self.engine.after(takes, partial(self._give_back, opening, life))
        else:
            on_hand = errand.within * self.asks_of["done_after"]
            self.engine.after(on_hand, partial(self._done, opening, life))
        if not opening.missing:
            self._fill(opening)
        return True

    def _fill(self, opening: Opening) -> None:
        opening.filled = self.engine.now
        self._close(opening)

    def _close(self, opening: Opening) -> None:
        opening.over = True
        self._call_off(opening)
        for invited in opening.invited.values():
            if not invited.answered:
                life = self.lives[invited.member]
                life.answered(opening.errand.number)
                silent = self.engine.now - invited.at >= 2 * self.asks_of["reply_median"]
                self._count(invited, life, taken=False, counts=silent)
        self.measured.closed(opening.errand, opening.began, opening.filled, opening.messages)
        opening.messages = 0

    def _give_back(self, opening: Opening, life: Life) -> None:
        """Cannot come after all: the place is free, and if there is time the asking goes on."""
        life.gave_back(self.engine.now)
        opening.helpers.discard(life.member.number)
        opening.missing += 1
        if self.engine.now >= opening.due or (opening.over and opening.filled is None):
            return
        if opening.over:
            self.measured.reopened(opening.errand)
            opening.over, opening.filled = False, None
        self._look_again(opening, 0.0)

    def _done(self, opening: Opening, life: Life) -> None:
        life.finished(self.measured.counts(opening.began))

    # ---- posted for all -------------------------------------------------------------------------

    def _open(self, opening: Opening, level: str, *, pushed: bool) -> None:
        """Everybody in reach may read it and come forward; a post in the group is a message to
        each, what only hangs on the board is none."""
        numbers = self.b.group("group")
        share = numbers["attention" if pushed else "board_attention"]
        for upto in LEVELS[: LEVELS.index(Level(level)) + 1]:
            if opening.open_to and LEVELS.index(Level(opening.open_to)) >= LEVELS.index(upto):
                continue
            for number in self.town.near[opening.errand.compound, upto]:
                if number in opening.seen:
                    continue
                opening.seen.add(number)
                opening.messages += pushed
                key = (number, opening.errand.number)
                if self.luck.happens(share, "reads", *key):
                    after = delay(self.luck, "read", numbers, *key)
                    self.engine.after(after, partial(self._read, opening, self.lives[number]))
        opening.open_to = level

    def _read(self, opening: Opening, life: Life) -> None:
        if opening.over or self.engine.now < life.ignores_until:
            return
        key = (life.member.number, opening.errand.number)
        chance = will(opening.errand, life.member, self.engine.now, self.asks_of)
        if self.luck.happens(chance, "comes", *key):
            self._take(opening, life)

    def _learn(self) -> None:
        """What was answered up to tonight; what is looked for already keeps what it knew."""
        self.chances = Chances((ask, n, yes) for ask, (n, yes) in self.ended.items())
