"""A shortage to look at: company to the hospital on weekday mornings, when most helpers work.

Asked for at the gates of the first community over three months, and taken by nobody.
"""

from datetime import datetime, timedelta

from last500.base import clock
from last500.demo.people import Resident
from last500.demo.request_words import REQUESTS, RequestWords
from last500.demo.scene import Scene, Town
from last500.dispatch import supply_sheets
from last500.service_requests import actions
from last500.service_requests.actions import Placing

ASKED = 16
MINUTES = 240  # half a day: there, waiting, back
EVERY = timedelta(days=5)


def prepare(town: Town) -> None:
    morning = [w for w in REQUESTS if (w.category, w.when) == ("hospital_company", "morning")]
    homes = town.folk.residents[town.ground.compounds[0].pk]
    for number in range(ASKED):
        at = town.now - clock.DAY - (ASKED - number) * EVERY
        at = at.replace(hour=1, minute=5 * (number % 9), second=0)  # nine in the morning
        _ask_in_vain(town, homes[(number + 1) % len(homes)], morning[number % len(morning)], at)
    supply_sheets.work_out()


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
