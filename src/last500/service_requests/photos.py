"""Photos of requests: re-encoded and stored as all pictures are (base/pictures.py), and added."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits, pictures
from last500.base.errors import Refused
from last500.base.pictures import Picture, digest_of, re_encode
from last500.service_requests.models import Photo, ServiceRequest

__all__ = ["Picture", "re_encode"]


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "photos"


def store(picture: Picture) -> str:
    """The file; returns its name."""
    return pictures.store(picture, folder())


def add(request: ServiceRequest, picture: Picture) -> Photo:
    """The file first, then its row. The caller has checked that the actor may."""
    if Photo.objects.filter(request=request).count() >= limits.PHOTOS_PER_REQUEST.most:
        words = _("已经有 %(most)d 张照片了，够看清楚了。")
        raise Refused(words % {"most": limits.PHOTOS_PER_REQUEST.most}, "photo")
    return Photo.objects.create(
        request=request,
        file=store(picture),
        digest=digest_of(picture.data),
        width=picture.width,
        height=picture.height,
        added_at=clock.now(),
    )


def sound(photo: Photo) -> bytes | None:
    """The picture as it was stored; None when the file is gone or no longer what it was."""
    return pictures.sound(path_of(photo), photo.digest)


def damaged() -> list[Photo]:
    """Photos whose file is missing or has changed on the disk since it was stored.

    In a transaction: outside of one PostgreSQL walls no cursor of its own (base/wall.py).
    """
    with transaction.atomic():
        every = Photo.objects.order_by("pk").iterator()
        return [photo for photo in every if sound(photo) is None]


def lost(edge: datetime) -> Iterator[Path]:
    """Files older than `edge` without a row: the form was refused after all, or a run was cut."""
    return pictures.without_row(
        folder(), edge, lambda name: Photo.objects.filter(file=name).exists()
    )


def unlink(photo: Photo) -> None:
    """The file and whatever was made of it under its name (smaller pictures)."""
    place = path_of(photo)
    for path in place.parent.glob(f"{place.stem}*"):
        path.unlink(missing_ok=True)


def path_of(photo: Photo) -> Path:
    return folder() / photo.file
