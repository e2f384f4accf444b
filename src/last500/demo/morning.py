"""The live morning: what lies on the desks of the personas when the visitor opens the door."""

from datetime import datetime

from last500.base import clock
from last500.demo.ground import Ground
from last500.demo.scene import Town
from last500.demo.words import NOTICES
from last500.places.models import Notice


def post_notices(ground: Ground, now: datetime) -> None:
    today = clock.local(now).date()
    Notice.objects.bulk_create(
        Notice(
            place=place,
            title=title,
            body=body,
            from_on=today - (1 + number) * clock.DAY,
            until_on=today + (13 - number) * clock.DAY,
        )
        for number, (title, body) in enumerate(NOTICES)
        for place in ground.compounds[number % 5 :: 5]
    )


def prepare(town: Town) -> None:
    """Nothing yet."""
