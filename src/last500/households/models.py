"""Households of a compound, and who lives in or owns them by their own word.

A household is a door with an area; it knows nobody. A relation is one person's to one household.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED, WALLED
from last500.households import rules
from last500.households.rules import State
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import Level, branch

KIND_NAMES = [(kind, _(word)) for kind, word in rules.KIND_WORDS.items()]
STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
SEEN_NAMES = [(seen, _(word)) for seen, word in rules.SEEN_WORDS.items()]
_OPEN = sorted(state.value for state in rules.OPEN)


def of_desk(actor: Actor, to_path: str) -> Q:
    seen = Q(pk=None)
    for path in actor.branches(Permission.HOUSEHOLD_CONFIRM):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, actor: Actor) -> "HouseholdQuerySet":
        """One's own, and those of the compounds whose desk the actor holds."""
        mine = Relation.objects.open().filter(person=actor.person).values("household")
        own = Q(pk__in=mine) if actor.person else Q(pk=None)
        return self.filter(own | of_desk(actor, "compound__path"))


class Household(models.Model):
    """`at` is where the door is: the entrance, the building, or else the compound itself.

    `area` is the exclusive area (专有部分面积) in cm²; none where nobody has entered it yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compound = models.ForeignKey(Place, models.PROTECT, related_name="+")
    at = models.ForeignKey(Place, models.PROTECT, related_name="+")
    door = models.CharField(max_length=rules.DOOR_MOST)
    area = models.PositiveBigIntegerField(null=True)
    # Which row of a file it is, so that a second run changes nothing.
    import_index = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001

    objects = HouseholdQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={"door": "the number on a door, and nobody behind it", "import_index": "a keyed hash"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["at", "door"], name="one_household_behind_a_door"),
            models.CheckConstraint(
                condition=Q(area=None) | Q(area__gt=0), name="household_has_an_area_or_none"
            ),
        ]
        indexes = [models.Index(fields=["compound", "at", "door"], name="households_of_compound")]

    def __str__(self) -> str:
        return f"{self.where} {self.door}"

    @property
    def where(self) -> str:
        """The building, and the entrance where there is one: each building has a 1单元."""
        in_entrance = self.at.level == Level.ENTRANCE and self.at.parent is not None
        return f"{self.at.parent} {self.at}" if in_entrance else self.at.name


class RelationQuerySet(models.QuerySet["Relation"]):
    def open(self) -> "RelationQuerySet":
        return self.filter(state__in=_OPEN)

    def confirmed(self) -> "RelationQuerySet":
        return self.filter(state=State.CONFIRMED)

    def visible_to(self, actor: Actor) -> "RelationQuerySet":
        """One's own; of others, what the desk of the compound has to answer or has confirmed."""
        mine = Q(person=actor.person) if actor.person else Q(pk=None)
        desk = of_desk(actor, "household__compound__path")
        return self.filter(mine | (desk & Q(state__in=_OPEN, person__restricted_at=None)))


class Relation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="relations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=10, choices=KIND_NAMES)
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.ASKED)
    seen = models.CharField(max_length=10, choices=SEEN_NAMES, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = RelationQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "person": Personal(
                Class.PERSONAL,
                N_("表决、看账、议事要知道谁是业主、谁住这里"),
                Keep.HOUSEHOLD,
                CONSENT,
                N_("谁"),
            ),
            "household": Personal(
                Class.PERSONAL, N_("和哪一户有关系"), Keep.HOUSEHOLD, CONSENT, N_("哪一户")
            ),
            "kind": Personal(
                Class.PERSONAL,
                N_("住户和业主的权利不同"),
                Keep.HOUSEHOLD,
                CONSENT,
                N_("住户还是业主"),
            ),
            "decided_by": Personal(
                Class.PERSONAL,
                N_("谁确认的"),
                Keep.HOUSEHOLD,
                OFFICE_DUTY,
                N_("谁确认的"),
                whose="decided_by",
            ),
        },
        what=N_("住户和业主"),
        seen_by=N_("你自己；确认这件事的小区值守"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "household", "kind"],
                condition=Q(state__in=_OPEN),
                name="one_open_relation_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ASKED, due_at__isnull=False)
                | (~Q(state=State.ASKED) & Q(due_at=None)),
                name="asked_relation_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | (Q(decided_at__isnull=False) & ~Q(seen="")),
                name="confirmed_relation_says_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("person")),
                name="nobody_confirms_their_own_household",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "kind"], name="relations_of_a_household"),
            models.Index(fields=["due_at"], condition=Q(state="asked"), name="relations_that_wait"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
