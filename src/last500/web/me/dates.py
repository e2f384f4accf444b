"""My next dates, whatever they come from: each source answers with its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from last500.activities import queries as activities
from last500.base.actor import Actor
from last500.lists import queries as lists
from last500.posts import queries as posts
from last500.rotas.queries import turns_to_come
from last500.rotas.words import rota_title

MOST = 6


@dataclass(frozen=True)
class Date:
    at: datetime
    title: str
    href: str
    where: str = ""
    whole_day: bool = False
    answer_by: datetime | None = None  # set where the reader is asked whether they come


def turns_of_rotas(actor: Actor) -> list[Date]:
    """Days on which it is the reader's turn, as far as they have not accepted them yet."""
    return [
        Date(
            turn.at,
            rota_title(turn.rota),
            reverse("rotas:turn", args=[turn.pk]),
            turn.rota.place.name,
        )
        for turn in turns_to_come(actor, MOST)
    ]


def of_posts(actor: Actor) -> list[Date]:
    return [
        Date(day.at, day.post.title, reverse("posts:show", args=[day.post.pk]), day.post.where)
        for day in posts.own_days(actor, MOST)
    ]


def of_lists(actor: Actor) -> list[Date]:
    """Agreed bookings of the units for which the reader speaks."""
    return [
        Date(one.at, one.title, one.href, one.where, one.whole_day)
        for one in lists.next_dates(actor, MOST)
    ]


def of_activities(actor: Actor) -> list[Date]:
    return [
        Date(
            row.starts_at,
            row.role.activity.title,
            reverse("activities:show", args=[row.role.activity_id]),
            row.role.activity.where or row.role.activity.place.name,
            answer_by=row.ends_ask_at,
        )
        for row in activities.own_dates(actor, MOST)
    ]


# One line for each app that has dates; each asks for MOST at most, the next first.
SOURCES: tuple[Callable[[Actor], list[Date]], ...] = (
    of_posts,
    of_activities,
    of_lists,
    turns_of_rotas,
)


def next_dates(actor: Actor) -> list[Date]:
    """What waits for an answer first, by when it does; then what comes next."""
    found = [date for source in SOURCES for date in source(actor)]
    return sorted(found, key=lambda one: (one.answer_by is None, one.answer_by or one.at))[:MOST]
