"""Those who came are asked once how it was; whoever says nothing is never asked again."""

from django.db import IntegrityError, transaction

from last500.activities.actions.step import people_coming
from last500.activities.models import Activity
from last500.activities.rules import State
from last500.base import clock
from last500.evaluations import rules
from last500.evaluations.models import Rating, RatingAsk
from last500.notify.actions import post

HELD = (State.OPEN, State.HELD, State.CLOSED)


def ask_due(limit: int = 100) -> int:
    """Of activities that ended some hours ago. How many people were asked."""
    now = clock.now()
    rows = Activity.objects.filter(
        state__in=HELD,
        ends_at__lte=now - rules.ASKS_AFTER,
        ends_at__gt=now - rules.ASKS_WITHIN,
        rating_ask=None,
        project__evaluation__counted_at=None,
    )
    found = rows.select_related("place").order_by("ends_at", "pk")[:limit]
    return sum(_ask(activity) for activity in found)


def _ask(activity: Activity) -> int:
    try:
        with transaction.atomic():
            RatingAsk.objects.create(activity=activity, at=clock.now())
            return _tell(activity)
    except IntegrityError:  # another worker was faster: they were asked
        return 0


def _tell(activity: Activity) -> int:
    said = set(Rating.objects.filter(activity=activity).values_list("person", flat=True))
    people = [
        one for one in people_coming(activity) if one.restricted_at is None and one.pk not in said
    ]
    post(
        "rating_asked",
        people,
        link=f"/evaluations/rate/{activity.pk}/",
        place=activity.place.name,
        activity=activity.title,
    )
    return len(people)
