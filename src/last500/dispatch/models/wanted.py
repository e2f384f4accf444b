"""Who was told of which free place: so that nobody is told twice, and nothing else."""

from django.db import models

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models import Person


class WantedNoteQuerySet(models.QuerySet["WantedNote"]):
    def visible_to(self, actor: Actor) -> "WantedNoteQuerySet":
        """One's own: a desk is told how many, never who."""
        return self.filter(person=actor.person) if actor.person else self.none()


class WantedNote(models.Model):
    """Somebody was told of a free place. Appended, never edited; it owes no answer and says nothing
    of whether they came. `kind` and `key` name the role, which lies in an app above.
    """

    kind = models.CharField(max_length=8)
    key = models.UUIDField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    told_at = models.DateTimeField()
    over_at = models.DateTimeField()  # when there is nothing to come to any more

    objects = WantedNoteQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("同一个空位不说第二遍"), Keep.DUTY, word=N_("告诉过谁")
            )
        },
        what=N_("告诉过的空位"),
        seen_by=N_("没有别人；值守只看到告诉过几位"),
        whose="person",
        plain={"kind": "project or activity"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "person"], name="told_of_a_free_place_once"
            )
        ]
        indexes = [models.Index(fields=["over_at"], name="notes_of_places_that_are_over")]

    def __str__(self) -> str:
        return self.kind
