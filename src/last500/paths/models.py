"""What a path itself holds: the day from which a compound counts its first year, and what it put
aside. What was walked is nowhere stored here: it stands in the other apps. Nobody is named."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.ids import uuid7
from last500.base.privacy import NO_PERSONAL_DATA, Privacy
from last500.base.scope import Public
from last500.paths import rules
from last500.places.models import Place

STEP_NAMES = [(one.code, _(one.title)) for one in rules.STEPS]
REASON_MOST = 60
WHY_PUBLIC = "a compound's own path hangs at its own gate, and names nobody"


class FirstYear(models.Model):
    compound = models.OneToOneField(
        Place, models.PROTECT, primary_key=True, related_name="first_year"
    )
    begun_on = models.DateField()

    scope = Public(WHY_PUBLIC)
    privacy = NO_PERSONAL_DATA

    def __str__(self) -> str:
        return str(self.begun_on)


class Aside(models.Model):
    """A step that a compound put aside, and when it took it up again; rows stay as its history."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compound = models.ForeignKey(Place, models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=STEP_NAMES)
    reason = models.CharField(max_length=REASON_MOST)
    put_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)

    scope = Public(WHY_PUBLIC)
    privacy = Privacy(plain={"reason": "a compound's sentence for everybody; it names nobody"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compound", "step"],
                condition=Q(taken_up_at=None),
                name="a_step_is_put_aside_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_step_put_aside_says_why"),
            models.CheckConstraint(
                condition=Q(taken_up_at=None) | Q(taken_up_at__gte=F("put_at")),
                name="a_step_is_taken_up_after_it_was_put_aside",
            ),
        ]
        indexes = [models.Index(fields=["compound", "put_at"], name="asides_of_a_compound")]

    def __str__(self) -> str:
        return self.step
