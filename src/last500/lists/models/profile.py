"""A community in numbers of its own: how many people, what money is planned and spent."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Privacy
from last500.base.scope import Public
from last500.places.models import Place

COUNTED_WORDS = {
    "staff": N_("社区工作者"),
    "residents": N_("居民"),
    "households": N_("住户"),
    "volunteers": N_("志愿者"),
    "members": N_("报到党员"),
}
COUNTED_NAMES = [(code, _(word)) for code, word in COUNTED_WORDS.items()]
WHY_PUBLIC = "counts and public money of a community, on its public page"


class PeopleCount(models.Model):
    """A number that a community gives of itself, with its day and where it comes from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Place, models.PROTECT, related_name="people_counts")
    what = models.CharField(max_length=10, choices=COUNTED_NAMES)
    number = models.PositiveIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    scope = Public(WHY_PUBLIC)
    privacy = Privacy(plain={"source": "where a count comes from"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "what", "on"], name="one_count_for_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.number}"


class BudgetLine(models.Model):
    """Money of a year for one purpose, in fen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Place, models.PROTECT, related_name="budget_lines")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40)
    source = models.CharField(max_length=40, blank=True)
    planned_fen = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()

    scope = Public(WHY_PUBLIC)
    privacy = Privacy(
        plain={"title": "what public money is for", "source": "where public money comes from"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "year", "title"], name="one_budget_line_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Spending(models.Model):
    """Money spent, in fen: rows are only added. A correction is an entry that takes one back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries")
    on = models.DateField()
    fen = models.BigIntegerField()
    words = models.CharField(max_length=60)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    entered_at = models.DateTimeField()

    scope = Public(WHY_PUBLIC)
    privacy = Privacy(plain={"words": "what public money was spent on"})

    class Meta:
        # Nothing changes or goes: proof.guards.AppendOnly, in the migration.
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, fen__gt=0) | Q(reverses__isnull=False, fen__lt=0),
                name="spending_is_taken_back_by_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reverses=F("id")), name="no_entry_reverses_itself"
            ),
        ]
        indexes = [models.Index(fields=["line", "on"], name="entries_of_a_budget_line")]

    def __str__(self) -> str:
        return f"{self.words} {self.fen}"
