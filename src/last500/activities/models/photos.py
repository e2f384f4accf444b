"""Photos of an activity. Whoever is on one has agreed; who takes it back takes the photo away."""

from django.db import models

from last500.activities.models.activities import Activity
from last500.activities.models.people import SignUp
from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models import Person


class ActivityPhotoQuerySet(models.QuerySet["ActivityPhoto"]):
    def visible_to(self, actor: Actor) -> "ActivityPhotoQuerySet":
        return self.filter(activity__in=Activity.objects.visible_to(actor).values("pk"))


class ActivityPhoto(models.Model):
    """Re-encoded without metadata, under a random name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="photos")
    file = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ActivityPhotoQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "file": Personal(
                Kind.SENSITIVE,
                N_("让大家看看这场活动；照片里的人都同意了"),
                Keep.DUTY,
                word=N_("照片"),
                whose="depicted__sign_up__person",
            ),
            "added_by": Personal(
                Kind.PERSONAL, N_("谁放的照片"), Keep.DUTY, OFFICE_DUTY, N_("谁放的")
            ),
        },
        what=N_("活动的照片"),
        seen_by=N_("谁都看得到，直到照片里有人收回同意"),
        whose="added_by",
    )

    class Meta:
        indexes = [models.Index(fields=["activity", "added_at"], name="photos_of_an_activity")]

    def __str__(self) -> str:
        return str(self.pk)


class DepictedQuerySet(models.QuerySet["Depicted"]):
    def visible_to(self, actor: Actor) -> "DepictedQuerySet":
        if actor.person is None:
            return self.none()
        run = Activity.objects.run_by(actor)
        return self.filter(sign_up__person=actor.person) | self.filter(
            photo__activity__in=run.values("pk")
        )


class Depicted(models.Model):
    """Somebody who is on a photo and has said yes to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    photo = models.ForeignKey(ActivityPhoto, models.CASCADE, related_name="depicted")
    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="depicted")

    objects = DepictedQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "sign_up": Personal(
                Kind.SENSITIVE,
                N_("照片里有谁，收回同意时好拿下来"),
                Keep.DUTY,
                word=N_("照片里有谁"),
            )
        },
        what=N_("照片里的人"),
        seen_by=N_("你自己；组织这场活动的人"),
        whose="sign_up__person",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["photo", "sign_up"], name="depicted_once")]

    def __str__(self) -> str:
        return str(self.pk)
