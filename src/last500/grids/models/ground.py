"""Which compounds of a community lie in which grid, and since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED
from last500.grids import rules
from last500.people.models import Person
from last500.places.models import Place

CHANGE_NAMES = [(one, _(word)) for one, word in rules.CHANGE_WORDS.items()]


class GridChange(models.Model):
    """Appended, never edited. The tree itself (`places.Place.parent`) says what lies where now."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grid = models.ForeignKey(Place, models.PROTECT, related_name="+")
    compound = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    change = models.CharField(max_length=8, choices=CHANGE_NAMES)
    name = models.CharField(max_length=rules.GRID_NAME_MOST)
    at = models.DateTimeField()
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scope = SCOPED
    privacy = Privacy(
        {
            "actor": Personal(
                Class.PERSONAL, N_("值守谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的")
            )
        },
        what=N_("网格怎么划的"),
        seen_by=N_("管这个社区网格的值守"),
        whose="actor",
        plain={"change": "one of our words", "name": "of a grid, as it was called then"},
    )

    class Meta:
        indexes = [models.Index(fields=["grid", "at"], name="changes_of_a_grid")]

    def __str__(self) -> str:
        return self.change
