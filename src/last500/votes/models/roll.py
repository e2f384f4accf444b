"""The roll: which units vote, with which area, which of them belong together. It names nobody.

Once it is frozen nothing of it changes (trigger `roll_is_frozen`); salts, in a table of their own,
go when the term of the ballots is over, and with them what a leaf could be guessed from.
"""

from django.db import models
from django.db.models import Q

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.privacy import Privacy
from last500.base.scope import WALLED
from last500.households.models import Household, Relation
from last500.households.rules import Kind
from last500.votes import rules
from last500.votes.models.votes import Vote, of_desk
from last500.votes.rules import SCRUTINEERS, SeatState


def seats_of(actor: Actor, roles: "tuple[rules.Role, ...]") -> Q:
    """Rows of votes in which the actor has one of these seats by their own yes."""
    if actor.person is None:
        return Q(pk=None)
    seat = Vote._meta.get_field("seats").related_model
    own = seat.objects.filter(  # type: ignore[union-attr]
        person=actor.person, state=SeatState.AGREED, role__in=[role.value for role in roles]
    )
    return Q(vote__in=own.values("vote"))


class RollQuerySet(models.QuerySet["RollUnit"]):
    def own(self, actor: Actor) -> "RollQuerySet":
        """The units that the actor owns, as the compound has confirmed."""
        if actor.person is None:
            return self.none()
        owned = Relation.objects.confirmed().filter(person=actor.person, kind=Kind.OWNER)
        return self.filter(household__in=owned.values("household"))

    def visible_to(self, actor: Actor) -> "RollQuerySet":
        """An owner their own units; all of them the desk, the three who watch, who counts again."""
        everything = of_desk(actor, "vote__compound__path") | seats_of(
            actor, (*SCRUTINEERS, rules.Role.RECOUNTER)
        )
        own = self.model.objects.own(actor).values("pk")
        return self.filter(everything | Q(pk__in=own))

    def to_read(self, actor: Actor) -> "RollQuerySet":
        """For whoever reads ballots into the book: the desk, and tellers by their own yes."""
        tellers = seats_of(actor, (rules.Role.TELLER,))
        return self.filter(of_desk(actor, "vote__compound__path") | tellers)

    def in_order(self) -> "RollQuerySet":
        return self.order_by("number")


class RollUnit(models.Model):
    """Exclusive area (专有部分面积) in cm². `number` stands on the paper ballot of the unit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="roll")
    number = models.PositiveIntegerField()
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    building = models.CharField(max_length=rules.NAME_MOST)
    entrance = models.CharField(max_length=rules.NAME_MOST, blank=True)
    door = models.CharField(max_length=rules.NAME_MOST)
    area = models.PositiveBigIntegerField()
    group = models.CharField(max_length=rules.GROUP_MOST)
    eligible = models.BooleanField(default=True)
    reason = models.CharField(max_length=60, blank=True)

    objects = RollQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        plain={
            "building": "on the house",
            "entrance": "on the house",
            "door": "the number on a door, and nobody behind it",
            "group": "an opaque label: units with one label have one owner",
            "reason": "why a unit does not vote",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "building", "entrance", "door"], name="unit_is_on_the_roll_once"
            ),
            models.UniqueConstraint(fields=["vote", "number"], name="unit_has_its_number"),
            models.UniqueConstraint(
                fields=["vote", "household"],
                condition=Q(household__isnull=False),
                name="household_is_on_the_roll_once",
            ),
            models.CheckConstraint(condition=Q(area__gt=0), name="unit_has_an_area"),
            models.CheckConstraint(condition=~Q(group=""), name="unit_has_its_owners"),
            models.CheckConstraint(
                condition=Q(eligible=True) | ~Q(reason=""), name="unit_left_out_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.where

    @property
    def where(self) -> str:
        return " ".join(word for word in (self.building, self.entrance, self.door) if word)


class RollSalt(models.Model):
    """32 random bytes of one unit, in hexadecimal: whoever has them can check the unit's leaf."""

    unit = models.OneToOneField(RollUnit, models.PROTECT, primary_key=True, related_name="salt")
    salt = models.CharField(max_length=64)

    scope = WALLED
    privacy = Privacy(plain={"salt": "chance"})

    def __str__(self) -> str:
        return str(self.pk)


class OwnerChange(models.Model):
    """A unit changed hands after the roll was frozen: the roll stays, whose ballot counts may
    change (counting.put_aside). No names."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="changes")
    unit = models.ForeignKey(RollUnit, models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    noted_at = models.DateTimeField()

    scope = WALLED
    privacy = Privacy()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "at"], name="unit_changes_hands_once_a_moment")
        ]

    def __str__(self) -> str:
        return str(self.pk)
