"""Files of the photos of activities: re-encoded as the requests' are, in a folder of their own."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from last500.activities.models import ActivityPhoto
from last500.base.pictures import Picture, re_encode, store, without_row

__all__ = ["Picture", "folder", "keep", "lost", "path_of", "re_encode", "unlink"]


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "activities"


def keep(picture: Picture) -> str:
    """The file first, then its row. Returns its name."""
    return store(picture, folder())


def path_of(photo: ActivityPhoto) -> Path:
    return folder() / photo.file


def unlink(photos: Iterable[ActivityPhoto]) -> None:
    for photo in photos:
        path_of(photo).unlink(missing_ok=True)


def lost(edge: datetime) -> Iterator[Path]:
    """Files older than `edge` without a row: the form was refused after all, or a run was cut."""
    known = ActivityPhoto.objects.filter
    return without_row(folder(), edge, lambda name: known(file=name).exists())
