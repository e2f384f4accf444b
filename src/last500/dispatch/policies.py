"""The ways to ask: each says whom to ask now and when to look again. Pure; one aim for each.

All share the hard rules, the widening with time and the silence of the night (`waves`); they
differ in how many are asked together, in which order, and what is done about silence. The numbers
of `adaptive` were chosen on the tuning seeds of `simulation.comparing`; what it does on others,
and where it is not better, stands in docs/simulation.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import log

from last500.base.marking import N_
from last500.dispatch.waves import (
    Choice,
    Policy,
    Situation,
    Step,
    Urgency,
    as_far_as,
    in_reach,
    nobody_yes,
)

U = Urgency
Order = Callable[[Choice], tuple[object, ...]]

# What troubling somebody costs at least, in tenths of a minute: the ask itself has to be read.
READING = 100
# `adaptive` keeps so many on the way that somebody's yes is as likely as this.
SURE = {U.URGENT: 0.95, U.SOON: 0.8, U.NORMAL: 0.6}
AT_ONCE = {U.URGENT: 30, U.SOON: 6, U.NORMAL: 4}
# It looks again after so many minutes.
LOOKS_AGAIN = {U.URGENT: 3.0, U.SOON: 10.0, U.NORMAL: 15.0}
# The more people are asked here already, the fewer at once: asks for each helper and week.
EASY, HARD = 0.2, 1.5
# After this share of the time it is only half as sure, and at last as little as TRICKLE; it looks
# again so much later at the end.
FADES, TRICKLE, SLOWER = 0.1, 0.3, 10.0
# Whoever would hardly come is left in peace: it hangs on the board for them.
WORTH_ASKING = 0.02
# A fixed wave, and how long it waits for answers.
WAVE, PAUSE, PAUSE_URGENT = 5, 20.0, 4.0
ONE_PAUSE = 30.0
SEVEN = 7
# `sparse`: somebody who was asked is tired of asks for about so many days.
TIRED_DAYS = 7.0
# … and an ask that adds less than this is not made, however fresh people are.
LEAST_GAIN = {U.URGENT: 0.01, U.SOON: 0.03, U.NORMAL: 0.05}


def nearest(choice: Choice) -> tuple[object, ...]:
    return (not choice.free, choice.walk, choice.lot)


def longest_unasked(choice: Choice) -> tuple[object, ...]:
    return (-choice.since_asked, choice.lot)


def by_lot(choice: Choice) -> tuple[object, ...]:
    return (choice.lot,)


def least_trouble(choice: Choice) -> tuple[object, ...]:
    return (choice.trouble, choice.lot)


def worth_asking(choice: Choice) -> tuple[object, ...]:
    """Most likely to come for the least trouble; whoever came forward before everybody else.

    How much surer it gets that somebody comes (the logarithm of the chance that nobody does, which
    adds up over those asked), for each tenth of a minute of trouble.
    """
    surer = -log(1 - choice.chance)
    return (choice.trouble > -READING, -surer / max(1, READING + choice.trouble), choice.lot)


def rounds(situation: Situation, choices: Sequence[Choice], *, size: int, order: Order) -> Step:
    """So many together, a pause for answers, then the next: refusals do not hurry it."""
    pause = PAUSE_URGENT if situation.urgency == U.URGENT else PAUSE
    if size == 1 and situation.urgency != U.URGENT:
        pause = ONE_PAUSE
    answered = bool(situation.rounds) and not situation.waiting and situation.refused >= size
    if situation.rounds and situation.since_round < pause and not answered:
        return Step(again=pause - situation.since_round, enough=True)
    chosen = sorted(in_reach(situation, choices), key=order)[: max(size, situation.missing)]
    return Step(tuple(one.person for one in chosen), pause)


def one_by_one(
    situation: Situation, choices: Sequence[Choice], *, order: Order = least_trouble
) -> Step:
    return rounds(situation, choices, size=1, order=order)


def seven(situation: Situation, choices: Sequence[Choice]) -> Step:
    """Seven invitations on the way; each refusal is made good at once, silence after half an hour.

    The rule that did best in a simulation of phased alerts to volunteers near a cardiac arrest:
    seven alerted, whoever rejects is replaced (van den Berg and others, PLOS ONE 2026,
    doi 10.1371/journal.pone.0343762).
    """
    room = SEVEN * situation.missing - situation.on_the_way
    chosen = sorted(in_reach(situation, choices), key=nearest)[: max(0, room)]
    pause = PAUSE_URGENT if situation.urgency == U.URGENT else PAUSE
    return Step(tuple(one.person for one in chosen), pause, enough=room <= 0)


def open_to_all(situation: Situation, choices: Sequence[Choice]) -> Step:
    """Nobody is asked by name: it hangs on the open board and in the group."""
    return Step(again=60.0, open_to=as_far_as(situation))


def adaptive(situation: Situation, choices: Sequence[Choice]) -> Step:
    """As many on the way as make a yes likely enough: silence counts for less with each minute,
    a refusal for nothing, and both are made good as soon as they are seen. What nobody took at
    first is asked on calmly."""
    urgency = situation.urgency
    share = situation.minute / situation.within
    again = LOOKS_AGAIN[urgency] * (1 + SLOWER * min(1.0, share))
    nobody = nobody_yes(situation.waiting)
    most = max(0, AT_ONCE[urgency] * situation.missing - situation.on_the_way)
    needed = (1 - _sure(situation, share)) ** situation.missing
    if nobody <= needed or not most:
        return Step(again=again, enough=True)
    likely = [one for one in choices if one.chance >= WORTH_ASKING]
    chosen: list[Choice] = []
    for one in sorted(in_reach(situation, likely), key=worth_asking)[:most]:
        if nobody <= needed:
            break
        nobody *= 1 - one.chance
        chosen.append(one)
    return Step(tuple(one.person for one in chosen), again)


def _sure(situation: Situation, share: float) -> float:
    """Less sure where people are asked a great deal already, and after the first try."""
    sure = SURE[situation.urgency]
    if situation.urgency == U.URGENT:
        return sure
    calm = min(1.0, max(0.0, (HARD - situation.pressure) / (HARD - EASY)))
    fresh = max(TRICKLE, 0.5 ** (share / FADES))
    return float(sure * (0.4 + 0.6 * calm) * fresh)


def price_of_an_ask(arrivals: Sequence[tuple[float, float]], tired: float) -> float:
    """What somebody would have given while an ask tires them, in yeses. An ask is worth it where
    its chance is above this.

    `arrivals`: asks that might be made of them, as (so many in a unit of time, chance of a yes);
    `tired`: how long an ask makes them useless for others, in the same unit. By renewal reward
    the best rate r of yeses solves r = sum rate * max(0, chance - r * tired), and the price is
    r * tired. It is the one-person case of the model of Manshadi and Rodilitz (arXiv 2002.08474),
    where an ask sends its volunteer into an inactivity of random length.
    """
    low, high = 0.0, sum(rate * chance for rate, chance in arrivals)
    for _halving in range(60):
        middle = (low + high) / 2
        worth = sum(rate * max(0.0, chance - middle * tired) for rate, chance in arrivals)
        low, high = (middle, high) if worth > middle else (low, middle)
    return low * tired


def sparse(situation: Situation, choices: Sequence[Choice]) -> Step:
    """Somebody is asked only if that helps this request more than their freshness helps the next.

    After the idea of sparse notification (Manshadi and Rodilitz, Management Science 2022,
    doi 10.1287/mnsc.2021.4220): what an ask adds to those on the way is held against its price.
    """
    urgent = situation.urgency == U.URGENT
    near = sorted(in_reach(situation, choices), key=lambda c: (-c.chance, c.lot))
    usual = sum(one.chance for one in near) / max(1, len(near))
    price = price_of_an_ask([(situation.pressure / 7, usual)], TIRED_DAYS)
    nobody = nobody_yes(situation.waiting)
    chosen: list[Choice] = []
    for one in near[: AT_ONCE[U.URGENT]]:
        if one.chance * nobody <= max(price, LEAST_GAIN[situation.urgency]):
            break
        nobody *= 1 - one.chance
        chosen.append(one)
    return Step(tuple(one.person for one in chosen), PAUSE_URGENT if urgent else PAUSE)


@dataclass(frozen=True)
class Way:
    """A policy under its name, and its aim in one sentence."""

    code: str
    name: str
    sentence: str
    policy: Policy
    asks: bool = True  # somebody is asked by name


WAYS: tuple[Way, ...] = (
    Way(
        "adaptive",
        N_("看情况补位"),
        N_("同时请够人，让“有人能来”够有把握；谁说不行、谁没回话，就补请下一位。"),
        adaptive,
    ),
    Way("one_by_one", N_("一个一个请"), N_("一次只请一位，半小时没回话再请下一位。"), one_by_one),
    Way(
        "fixed_waves",
        N_("一轮请五位"),
        N_("每轮请最合适的五位，等二十分钟再请下一轮。"),
        partial(rounds, size=WAVE, order=least_trouble),
    ),
    Way(
        "seven",
        N_("始终请着七位"),
        N_("离得最近的七位同时请着，谁说不行就补一位。"),
        seven,
    ),
    Way(
        "sparse",
        N_("能少请就少请"),
        N_("只有多请这一位确实有用，才去打扰。"),
        sparse,
    ),
    Way(
        "nearest",
        N_("由近到远"),
        N_("每轮请离得最近的五位，别的都不看。"),
        partial(rounds, size=WAVE, order=nearest),
    ),
    Way(
        "nearest_one",
        N_("由近到远，一个一个请"),
        N_("一次只请离得最近的一位。"),
        partial(one_by_one, order=nearest),
    ),
    Way(
        "round_robin",
        N_("轮流请"),
        N_("谁最久没被请过，先请谁，一次一位。"),
        partial(one_by_one, order=longest_unasked),
    ),
    Way(
        "random",
        N_("随便请五位"),
        N_("每轮抽签请五位；只用来比较。"),
        partial(rounds, size=WAVE, order=by_lot),
    ),
    Way(
        "open_to_all",
        N_("公开请人"),
        N_("不点名，挂出来，谁愿意谁来。"),
        open_to_all,
        asks=False,
    ),
)
BY_CODE: Mapping[str, Way] = {way.code: way for way in WAYS}
USUAL_WAY = WAYS[0]
# With the choice by fit switched off only these are left: they know time and distance alone.
PLAIN = frozenset({"nearest", "nearest_one", "open_to_all"})


def most_at_once(code: str, urgency: Urgency, missing: int) -> int:
    """How many people at most have an invitation in their hands at one time, as a desk is told
    before it begins; after silence a way with rounds may ask as many again."""
    each = {"adaptive": AT_ONCE[urgency], "seven": SEVEN}
    if code in each:
        return each[code] * missing
    together = {"fixed_waves": WAVE, "nearest": WAVE, "random": WAVE, "sparse": AT_ONCE[U.URGENT]}
    return max(together.get(code, 1), missing) if BY_CODE[code].asks else 0
