"""The supply map as it was last worked out, and which desk asked which for neighbours' help.

A sheet holds only what may be shown (`dispatch.withholding`): no figure of one to four people is
ever written down. An ask is between two desks; it names nobody and lasts four weeks.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.privacy import Privacy
from last500.base.scope import SCOPED
from last500.dispatch.supply import GROUPS, Cell, Map, Row
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch

GROUP_NAMES = [(group.code, _(group.name)) for group in GROUPS]


class SupplySheetQuerySet(models.QuerySet["SupplySheet"]):
    def visible_to(self, actor: Actor) -> "SupplySheetQuerySet":
        return self.filter(_within(actor, Permission.FIGURES_READ, "place"))


def _within(actor: Actor, permission: Permission, column: str) -> Q:
    found = Q(pk=None)
    for path in actor.branches(permission):
        found |= Q(**{f"{column}__path__range": branch(path)})
    return found


class SupplySheet(models.Model):
    """What is shown of one place: hours asked for and offered, and which places could be asked."""

    place = models.OneToOneField(Place, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    silent = models.BooleanField(default=False)
    # [group, time, hours asked for or null, hours offered or null] each.
    figures = models.JSONField(default=list)
    # How many reported in without saying when or what; null where it is not shown.
    undeclared = models.PositiveIntegerField(null=True)
    # [place in need, place to ask, group, hours, scope] each; of a place above, those below it.
    proposals = models.JSONField(default=list)

    objects = SupplySheetQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "figures": "hours of a place, never of one to four people",
            "proposals": "places, kinds and hours, worked out of such figures",
        }
    )

    def __str__(self) -> str:
        return str(self.place_id)

    @property
    def map(self) -> Map:
        rows: dict[str, list[Cell]] = {}
        for group, at, demand, supply in self.figures:
            rows.setdefault(group, []).append(Cell(at, demand, supply))
        kept = tuple(Row(g.code, tuple(rows.get(g.code, ()))) for g in GROUPS)
        return Map(self.silent, kept)


class Answer(models.TextChoices):
    NONE = "", _("还没回")  # silence is no yes, and none is due
    WILLING = "willing", _("愿意问问")
    NOT_NOW = "not_now", _("这次不方便")


class HelpAskQuerySet(models.QuerySet["HelpAsk"]):
    def visible_to(self, actor: Actor) -> "HelpAskQuerySet":
        """The desk that asked and the desk that was asked, and who is above them."""
        asking = _within(actor, Permission.REQUEST_HANDLE, "place")
        return self.filter(asking | _within(actor, Permission.REQUEST_HANDLE, "asked"))


class HelpAsk(models.Model):
    """One desk asked another whether its neighbours might like to help; nobody is sent."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    asked = models.ForeignKey(Place, models.CASCADE, related_name="+")
    group = models.CharField(max_length=10, choices=GROUP_NAMES)
    hours = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)

    objects = HelpAskQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(plain={"group": "a code of our list", "answer": "one of our words"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "asked", "group"], name="a_desk_is_asked_once_of_a_kind"
            ),
            models.CheckConstraint(condition=~Q(place=F("asked")), name="a_desk_asks_another"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} → {self.asked_id}"
