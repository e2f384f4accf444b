"""For whoever asks where nothing was done, or where people are missing: places, never persons."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Max

from last500.posts.models import OwnDate, Post


def last_done(places: Iterable[int]) -> dict[int, date]:
    """The last day on which somebody served at a post of these very places. One statement."""
    done = OwnDate.objects.filter(post__place__in=list(places), minutes__isnull=False)
    rows = done.values("post__place").annotate(last=Max("on"))
    return {row["post__place"]: row["last"] for row in rows}


def short_of_people(path: str, most: int = 50) -> list[Post]:
    """Open posts with a free place in this branch, the emptiest first. One statement."""
    rows = Post.objects.open().under(path).filter(taken__lt=F("places"))
    missing = rows.annotate(missing=F("places") - F("taken"))
    return list(missing.select_related("place").order_by("-missing", "made_at")[:most])
