"""The roll-up of the figures: what is added up per place, day and kind, and what was counted."""

from django.db import models

from last500.base.privacy import NO_PERSONAL_DATA, Privacy
from last500.base.scope import SCOPED, Public
from last500.places.models import Place
from last500.service_requests.models import ServiceRequest


class DayFigure(models.Model):
    """How often something happened at a place on a day; with minutes, so that medians are exact."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    day = models.DateField()
    category = models.CharField(max_length=24)
    measure = models.CharField(max_length=12)
    minutes = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField()

    scope = SCOPED
    privacy = Privacy(plain={"category": "one of our kinds", "measure": "one of our words"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "day", "category", "measure", "minutes"], name="counted_in_one_row"
            )
        ]
        indexes = [models.Index(fields=["day", "place"], name="figures_of_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.count}"


class Counted(models.Model):
    """What one request has added to the figures so far, to be taken away when it changes.

    It goes with the request; the figures it added to stay.
    """

    request = models.OneToOneField(
        ServiceRequest, models.CASCADE, primary_key=True, related_name="+"
    )
    # [place, day, category, measure, minutes, count] each.
    lines = models.JSONField(default=list)

    scope = SCOPED
    privacy = Privacy(plain={"lines": "places, days, kinds and counts"})

    def __str__(self) -> str:
        return str(self.pk)


class Mark(models.Model):
    """How far the roll-up has read the history; one row, which is also its lock."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    event = models.UUIDField(null=True)

    scope = Public("how far the roll-up has read; one row")
    privacy = NO_PERSONAL_DATA

    def __str__(self) -> str:
        return str(self.event)
