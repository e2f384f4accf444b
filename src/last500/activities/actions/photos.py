"""Photos: only of people who said yes themselves, and gone as soon as one of them takes it back."""

from collections.abc import Collection
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from last500.activities import pictures, rules
from last500.activities.actions.step import append, held_activity, require_run
from last500.activities.models import Activity, ActivityPhoto, Depicted, Role, SignUp
from last500.activities.rules import State
from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused

PHOTOS_MOST = 12


def _own(actor: Actor, role: Role) -> SignUp:
    rows = SignUp.objects.coming().filter(role=role, person=actor.person)
    row = rows.first() if actor.person else None
    if row is None:
        raise Forbidden("does not come")
    return row


@transaction.atomic
def agree_to_photos(actor: Actor, role: Role) -> None:
    """Their own yes to being on a photo of this activity. Nothing depends on it."""
    row = _own(actor, role)
    SignUp.objects.filter(pk=row.pk, photos_at=None).update(photos_at=clock.now())


@transaction.atomic
def no_photos(actor: Actor, role: Role) -> int:
    """The yes is taken back: photos on which they are disappear, for everybody. Gives how many."""
    row = _own(actor, role)
    SignUp.objects.filter(pk=row.pk).update(photos_at=None)
    return take_down(ActivityPhoto.objects.filter(depicted__sign_up=row))


def take_down(rows: object) -> int:
    """In the caller's transaction; the files go once it has held."""
    photos = list(rows)  # type: ignore[call-overload]
    ActivityPhoto.objects.filter(pk__in=[one.pk for one in photos]).delete()
    transaction.on_commit(lambda: pictures.unlink(photos))
    return len(photos)


@transaction.atomic
def add_photo(
    actor: Actor,
    activity: Activity,
    upload: UploadedFile,
    *,
    depicted: Collection[UUID],
    nobody: bool = False,
) -> ActivityPhoto:
    """Keep a photo. `depicted` are the sign-ups of whoever can be recognised on it; `nobody` says
    that nobody can. Raises Refused for somebody who has not said yes to photos."""
    require_run(actor, activity)
    activity = held_activity(activity)
    if activity.state not in {State.OPEN, *rules.OVER} or not activity.begun:
        raise Conflict(_("活动开始以后才能放照片。"))
    rows = list(SignUp.objects.coming().filter(role__activity=activity, pk__in=list(depicted)))
    if len(rows) != len(set(depicted)) or any(row.photos_at is None for row in rows):
        raise Refused(_("照片里有人没有同意。同意的人会出现在名单里；没同意的请换一张。"), "who")
    if bool(rows) == nobody:
        raise Refused(_("请勾出照片里认得出的人；谁也认不出来，就勾最后一项。"), "who")
    if ActivityPhoto.objects.filter(activity=activity).count() >= PHOTOS_MOST:
        raise Refused(_("已经有 %(n)d 张了，够看了。") % {"n": PHOTOS_MOST}, "photo")
    picture = pictures.re_encode(upload)
    photo = ActivityPhoto.objects.create(
        activity=activity,
        file=pictures.keep(picture),
        width=picture.width,
        height=picture.height,
        added_at=clock.now(),
        added_by_id=actor.person,
    )
    Depicted.objects.bulk_create(Depicted(photo=photo, sign_up=row) for row in rows)
    append(activity, "photo_added", actor)
    return photo


@transaction.atomic
def remove_photo(actor: Actor, photo: ActivityPhoto) -> None:
    require_run(actor, photo.activity)
    take_down([photo])
    append(photo.activity, "photo_removed", actor)
