"""A shortage to look at: company to the hospital on weekday mornings, when most helpers work.

Asked for at the gates of the first community over three months, and taken by nobody.
"""

from datetime import datetime, timedelta

from last500.base import clock
from last500.demo.people import Resident
from last500.demo.request_words import REQUESTS, RequestWords
from last500.demo.scene import Scene, Town
from last500.dispatch import supply_sheets
from last500.dispatch.supply import groups_of
from last500.places.rules import branch
from last500.reportin.models import ReportIn
from last500.reportin.rules import Reach
from last500.service_requests import actions
from last500.service_requests.actions import Placing

ASKED, WIDER = 16, 12
MINUTES = 240  # half a day: there, waiting, back
EVERY = timedelta(days=5)


def prepare(town: Town) -> None:
    morning = [w for w in REQUESTS if (w.category, w.when) == ("hospital_company", "morning")]
    homes = town.folk.residents[town.ground.compounds[0].pk]
    for number in range(ASKED):
        at = town.now - clock.DAY - (ASKED - number) * EVERY
        at = at.replace(hour=1, minute=5 * (number % 9), second=0)  # nine in the morning
        _ask_in_vain(town, homes[(number + 1) % len(homes)], morning[number % len(morning)], at)
    _would_go_further(town)
    supply_sheets.work_out()


def _would_go_further(town: Town) -> None:
    """Two communities on, some who keep others company said that they would come from there."""
    path = town.ground.communities[2].path
    rows = ReportIn.objects.filter(place__path__range=branch(path), state="confirmed")
    rows = rows.exclude(reach=Reach.STREET).order_by("asked_at", "pk")
    able = [row.pk for row in rows if "care" in groups_of(row.skills)]
    ReportIn.objects.filter(pk__in=able[:WIDER]).update(reach=Reach.STREET)


def _ask_in_vain(town: Town, home: Resident, words: RequestWords, at: datetime) -> None:
    compound = town.ground.compounds[0]
    desk = town.folk.desks[compound.pk][0]
    with clock.at(at):
        day = clock.today() + clock.DAY
        while day.weekday() > 4:
            day += clock.DAY
        placed = actions.place(
            home.actor,
            compound,
            Placing(
                text=words.text,
                category=words.category,
                building=home.building,
                door=home.door,
                name=home.person.name,
                phone=home.person.phone,
                wished_on=day,
                wished_part="morning",
            ),
        )
        summary = Scene(town, 0, words).line_for_neighbours()
        seen = actions.verify(desk, placed, how="phone", summary=summary, minutes=MINUTES, wanted=2)
        offered = actions.offer(desk, seen, open_to="street")
    with clock.at(at + clock.DAY):
        actions.close_unmet(desk, offered, note="请到街道也没有人这个时间有空。")
