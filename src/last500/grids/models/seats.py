"""A seat: who answers at a grid, a compound, a courtyard, a building, an entrance, and for what."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED
from last500.grids import rules
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch

KIND_NAMES = [(kind, _(word)) for kind, word in rules.KIND_WORDS.items()]
TERM_NAMES = [(days, _(word)) for days, word in rules.TERMS.items()]
MINUTE_NAMES = [(minutes, _(word)) for minutes, word in rules.MINUTES.items()]


def of_desk(actor: Actor, to_path: str) -> Q:
    """The rows in the branches where the actor arranges seats."""
    seen = Q(pk=None)
    for path in actor.branches(Permission.GRID_ARRANGE):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class SeatQuerySet(models.QuerySet["Seat"]):
    def lasting(self) -> "SeatQuerySet":
        return self.filter(closed_at=None)

    def visible_to(self, actor: Actor) -> "SeatQuerySet":
        """That there is a seat hangs at the gate."""
        return self.lasting()

    def of_desk(self, actor: Actor) -> "SeatQuerySet":
        return self.lasting().filter(of_desk(actor, "place__path"))


class Seat(models.Model):
    """One seat has one holder. Where a place has two of a kind, these are two seats (`number`).

    `term` is days, `minutes` are minutes a week: what an invitation says it costs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=16, choices=KIND_NAMES)
    number = models.PositiveSmallIntegerField(default=1)
    duties = models.JSONField(default=list)
    term = models.PositiveSmallIntegerField(choices=TERM_NAMES, default=rules.TERM)
    minutes = models.PositiveSmallIntegerField(choices=MINUTE_NAMES, default=rules.MINUTES_USUAL)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # What makes a row of an imported file itself; the same row never becomes a second seat.
    import_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001

    objects = SeatQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "duties": "hangs at the gate: what a seat answers for, never a person",
            "import_index": "a keyed hash of a row",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "number"],
                condition=Q(closed_at=None),
                name="one_seat_of_a_kind_and_number",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | Q(number=2, kind__in=sorted(rules.TWO)),
                name="one_or_two_seats_of_a_kind",
            ),
        ]
        indexes = [models.Index(fields=["place", "closed_at"], name="seats_of_a_place")]

    def __str__(self) -> str:
        return str(self.pk)


class SeatEvent(models.Model):
    """History of a seat: appended, never edited. Of people's own steps it keeps no person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=12)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {
            "actor": Personal(
                Class.PERSONAL, N_("值守谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的")
            )
        },
        what=N_("网格组织的经过"),
        seen_by=N_("管这个小区网格的值守"),
        whose="actor",
        plain={"action": "one of our words", "facts": "days and the public words of a seat"},
    )

    class Meta:
        indexes = [models.Index(fields=["seat", "at"], name="events_of_a_seat")]

    def __str__(self) -> str:
        return self.action
