"""What a community keeps of the quiet: the rhythm it gave a compound, and when it last asked.

It holds no reason, no count and nobody's name. A mark that says nothing any more is deleted.
"""

from django.db import models
from django.db.models import Q

from last500.base.actor import Actor
from last500.base.privacy import NO_PERSONAL_DATA
from last500.base.scope import SCOPED
from last500.dispatch.idleness import COMPOUND_DAYS
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.places.models import Place


def own_communities(actor: Actor) -> list[str]:
    """Paths of the very communities whose desk the actor holds: it is not inherited from above."""
    return sorted({g.path for g in actor.grants if Permission.UNIT_MANAGE in g.permissions})


class QuietRhythm(models.Model):
    """How often a community expects that something is done in one of its compounds, in days."""

    place = models.OneToOneField(Place, models.CASCADE, related_name="quiet_rhythm")
    days = models.PositiveSmallIntegerField(default=COMPOUND_DAYS)

    scope = SCOPED
    privacy = NO_PERSONAL_DATA

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=7, days__lte=366), name="a_rhythm_of_days")
        ]

    def __str__(self) -> str:
        return str(self.days)


class QuietMarkQuerySet(models.QuerySet["QuietMark"]):
    def visible_to(self, actor: Actor) -> "QuietMarkQuerySet":
        return self.filter(community__path__in=own_communities(actor))


class QuietMark(models.Model):
    """A community has asked, or leaves a unit or a compound alone for a while."""

    community = models.ForeignKey(Place, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    compound = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    left_until = models.DateField(null=True)

    objects = QuietMarkQuerySet.as_manager()
    scope = SCOPED
    privacy = NO_PERSONAL_DATA

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "organisation"],
                condition=Q(organisation__isnull=False),
                name="one_mark_of_a_quiet_unit",
            ),
            models.UniqueConstraint(
                fields=["community", "compound"],
                condition=Q(compound__isnull=False),
                name="one_mark_of_a_quiet_compound",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, compound=None)
                | Q(organisation=None, compound__isnull=False),
                name="a_mark_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
