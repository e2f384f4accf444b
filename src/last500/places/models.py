"""The one tree of places, from the city down to the entrance, and what hangs at a compound's gate.

A place knows its kind, its name, its telephone at the office. It knows nothing of who lives there.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.privacy import Privacy
from last500.base.scope import Public
from last500.places import rules
from last500.places.audiences import AUDIENCE_WORDS
from last500.places.rules import CompoundKind, Level, branch

LEVELS = [
    (Level.CITY, _("市")),
    (Level.COUNTY, _("区县")),
    (Level.STREET, _("街道")),
    (Level.COMMUNITY, _("社区")),
    (Level.GRID, _("网格")),
    (Level.COMPOUND, _("小区")),
    (Level.COURTYARD, _("院落")),
    (Level.BUILDING, _("楼栋")),
    (Level.ENTRANCE, _("单元")),
    (Level.HOUSEHOLD, _("户")),
]
KINDS = [
    (CompoundKind.COMMERCIAL, _("商品房小区")),
    (CompoundKind.UNIT_FAMILY, _("单位家属院")),
    (CompoundKind.THREE_NO, _("三无小区")),
    (CompoundKind.RESETTLEMENT, _("安置小区")),
    (CompoundKind.PUBLIC_HOUSING, _("保障房")),
    (CompoundKind.OLD, _("老旧小区")),
    (CompoundKind.OTHER, _("其他")),
]

# For the column of whatever is for somebody; the column is AUDIENCE_MOST long.
AUDIENCE_NAMES = [(code, _(word)) for code, word in AUDIENCE_WORDS.items()]


class PlaceQuerySet(models.QuerySet["Place"]):
    def current(self) -> "PlaceQuerySet":
        return self.filter(closed_on=None)

    def under(self, path: str) -> "PlaceQuerySet":
        """The place with this path and everything below it, as one index range."""
        return self.filter(path__range=branch(path))

    def visible_to(self, actor: Actor) -> "PlaceQuerySet":
        """Places are public, households are not: nobody lists who lives behind which door."""
        return self.exclude(level=Level.HOUSEHOLD)


class Place(models.Model):
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=80, unique=True)
    level = models.CharField(max_length=10, choices=LEVELS)
    name = models.CharField(max_length=60)
    # The statistical division code, of official divisions only; a compound's is its community's
    # code and four digits of our own.
    code = models.CharField(max_length=16, blank=True)
    # The short word in a compound's address and on its poster.
    slug = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001
    kind = models.CharField(max_length=20, choices=KINDS, blank=True)
    households = models.PositiveIntegerField(default=0)
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=60, blank=True)
    edition = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = PlaceQuerySet.as_manager()
    scope = Public("the names of places are on every map; households are never listed")
    privacy = Privacy(
        plain={
            "path": "keys of places",
            "name": "the name of a place",
            "code": "an official code",
            "slug": "the short word on the poster",
            "address": "the address of the gate",
            "phone": "the telephone of the office, as it hangs on the board",
            "hours": "hours of the office",
            "edition": "the year of a list",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(closed_on=None) & ~Q(code=""), name="one_current_code"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.COMPOUND) | Q(kind=""), name="only_compounds_have_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["level", "path"], name="places_by_level")]

    def __str__(self) -> str:
        return self.name


class Mode(models.Model):
    """By what a district works from a moment on; the rows of a place are the history of its mode.

    `number` counts them. `office`: by which office it was set; none where the town was built.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="modes")
    number = models.PositiveIntegerField()
    projects = models.BooleanField()
    requests = models.BooleanField()
    grid = models.BooleanField(default=False)
    since = models.DateTimeField()
    office = models.UUIDField(null=True)

    scope = Public("how a district works is seen on its pages")
    privacy = Privacy()

    class Meta:
        constraints = [
            # Two who set it at once: the second is told that it has changed.
            models.UniqueConstraint(fields=["place", "number"], name="one_mode_after_another"),
            models.CheckConstraint(
                condition=Q(projects=True) | Q(requests=True) | Q(grid=True),
                name="mode_has_something_in_it",
            ),
        ]

    def __str__(self) -> str:
        return self.rule.code

    @property
    def rule(self) -> rules.Mode:
        return rules.Mode(self.projects, self.requests, self.grid)


class Notice(models.Model):
    """A public notice (公告) of a place, as it would hang on the board at the gate."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="notices")
    title = models.CharField(max_length=60)
    body = models.TextField(max_length=1000, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()

    scope = Public("hangs on the board at the gate")
    privacy = Privacy(
        plain={"title": "a public notice of a desk", "body": "a public notice of a desk"}
    )

    class Meta:
        indexes = [models.Index(fields=["place", "until_on"], name="notices_on_the_board")]

    def __str__(self) -> str:
        return self.title
