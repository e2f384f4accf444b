"""How many seats of a compound had somebody, month by month: against its own past only."""

from django.db import models
from django.db.models import F, Q

from last500.base.privacy import NO_PERSONAL_DATA
from last500.base.scope import Public
from last500.places.models import Place


class Coverage(models.Model):
    """`month` is its first day; the row of the running month is counted anew every day."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    month = models.DateField()
    seats = models.PositiveSmallIntegerField()
    held = models.PositiveSmallIntegerField()

    scope = Public("how many seats have somebody hangs at the gate")
    privacy = NO_PERSONAL_DATA

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "month"], name="one_count_of_a_month"),
            models.CheckConstraint(
                condition=Q(held__lte=F("seats")),
                name="count_of_seats_of_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}"
