"""Builds the demo town: true divisions, invented people, three months told by the own verbs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from last500.base import clock
from last500.demo import (
    activities,
    asking,
    calls,
    consultations,
    councils,
    evaluations,
    feedback,
    grids,
    grievances,
    ground,
    households,
    ledger,
    lists,
    members,
    morning,
    neighbours,
    pairings,
    paths,
    people,
    posts,
    projects,
    records,
    rotas,
    supply,
    teams,
    topics,
    trials,
    units,
    unmet,
    votes,
)
from last500.demo.ground import COMPOUNDS
from last500.demo.play import play
from last500.demo.scene import Scene, Town
from last500.demo.tales import tale_for
from last500.demo.words import EMERGENCIES, REQUESTS
from last500.service_requests.actions import propose_merges
from last500.service_requests.models import Channel

DAYS = 91
REQUESTS_IN_ALL = 900
SETTLING = 60  # places and people, in units of one request's work
Progress = Callable[[int, int, str], None]
# How many requests begin in each hour: before work, after dinner, hardly any at night.
DAY_SHAPE = (0, 0, 0, 0, 0, 0, 2, 5, 9, 10, 9, 7, 4, 4, 6, 7, 7, 6, 8, 12, 11, 6, 2, 0)


def silent(done: int, total: int, what: str = "") -> None:
    """No progress shown."""


def build(
    progress: Progress = silent, seed: int = 20261123, requests: int = REQUESTS_IN_ALL
) -> None:
    """Build the town up to this moment. Same seed and same moment, same town."""
    chance = Random(seed)
    now = clock.now()
    total = SETTLING + requests
    with transaction.atomic():
        town = _settle(chance, now)
    progress(SETTLING, total, "邻居报到")
    for number, start in enumerate(_moments(chance, now, requests), 1):
        with transaction.atomic():
            _tell(town, start)
        progress(SETTLING + number, total, "求助")
    with transaction.atomic():
        morning.prepare(town)
        grievances.prepare(town)
        members.prepare(town)
        units.prepare(town)
        teams.prepare(town)
        posts.prepare(town)
        activities.prepare(town)
        pairings.prepare(town)
        lists.prepare(town)
        rotas.prepare(town)
        records.prepare(town)
        feedback.prepare(town)
        projects.prepare(town)
        evaluations.prepare(town)
        unmet.prepare(town)
        calls.prepare(town)
        households.prepare(town)
        consultations.prepare(town)
        grids.prepare(town)
        topics.prepare(town)
        ledger.prepare(town)
        votes.prepare(town)
        councils.prepare(town)
        paths.prepare(town)
        asking.prepare(town)
        supply.prepare(town)
        trials.prepare(town)
    propose_merges(place.pk for place in town.ground.compounds)
    progress(total, total, "好了")


def _settle(chance: Random, now: datetime) -> Town:
    began = now - (DAYS + 30) * clock.DAY
    with clock.at(began):
        laid = ground.lay(chance)
        ground.add_organisations(laid)
        folk = people.people(laid, chance, began)
    neighbours.report_in(laid, folk, chance, began + 25 * clock.DAY)
    morning.post_notices(laid, now)
    return Town(laid, folk, chance, now)


def _moments(chance: Random, now: datetime, count: int) -> list[datetime]:
    """When requests were placed, in order, a little more often towards the present."""
    today = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = []
    for _ in range(count):
        day = today - timedelta(days=int(DAYS * (1 - chance.random() ** 0.8)))
        hour = chance.choices(range(24), DAY_SHAPE)[0]
        moment = day + timedelta(hours=hour, minutes=chance.randrange(60))
        moments.append(min(moment, now - 5 * clock.MINUTE))
    return sorted(moments)


def _weights(town: Town) -> list[int]:
    """How often somebody asks at each gate. Of a community in which no compound is organised
    nothing is written down, though people live there as elsewhere."""
    organised = {plan.community for plan in COMPOUNDS if plan.organised}
    return [
        (len(town.folk.residents.get(compound.pk, ())) + 4) * (plan.community in organised)
        for plan, compound in zip(COMPOUNDS, town.ground.compounds, strict=True)
    ]


def _tell(town: Town, start: datetime) -> None:
    """One request from placing until it ends or the present is reached."""
    chance = town.chance
    weights = _weights(town)
    number = chance.choices(range(len(weights)), weights)[0]
    homes = town.folk.residents.get(town.ground.compounds[number].pk)
    if not homes:
        return
    words = chance.choice(EMERGENCIES if chance.random() < 0.008 else REQUESTS)
    scene = Scene(town, number, words)
    channel = chance.choices(
        (Channel.WEB, Channel.FOR_OTHER, Channel.PHONE, Channel.PAPER, Channel.COUNTER),
        (70, 9, 11, 6, 4),
    )[0]
    with clock.at(start):
        scene.place(chance.choice(homes), channel, account=chance.random() < 0.6)
    play(scene, tale_for(scene), start)
