"""What was written wrong in published minutes: the old words, the right ones, and why."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.councils import rules
from last500.councils.models.bodies import of_desk
from last500.councils.models.meetings import REASON_MOST, Meeting, Point
from last500.councils.rules import Part
from last500.people.models import Person

PART_NAMES = [(part, _(word)) for part, word in rules.PART_WORDS.items()]


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, actor: Actor) -> "CorrectionQuerySet":
        """Confirmed it stands beneath the minutes for everybody; before, it is the desk's."""
        return self.filter(Q(confirmed_at__isnull=False) | of_desk(actor, "meeting__place__path"))


class Correction(models.Model):
    """Written by one, confirmed by another; the minutes themselves stay as they are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="corrections")
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="corrections")
    part = models.CharField(max_length=12, choices=PART_NAMES)
    was = models.TextField()
    said = models.TextField()
    reason = models.CharField(max_length=REASON_MOST)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "written_by": Personal(
                Kind.PERSONAL, N_("谁写的更正，要另一个人确认"), Keep.TOPIC, OFFICE_DUTY,
                N_("谁写的更正"),
            ),
            "confirmed_by": Personal(
                Kind.PERSONAL, N_("谁确认的更正，不能是写的人"), Keep.TOPIC, CONSENT,
                N_("谁确认的更正"), whose="confirmed_by",
            ),
        },
        what=N_("会议记录的更正"),
        seen_by=N_("更正是公开的；谁写、谁确认，谁都看不到"),
        whose="written_by",
        plain={
            "was": "words of published minutes, which everybody reads",
            "said": "what it should have said, for everybody, without names",
            "reason": "why it was wrong, in a desk's words, for everybody",
        },
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(said="") & ~Q(was="") & ~Q(was=F("said")),
                name="a_correction_of_minutes_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=Q(part=Part.CAME, point=None)
                | (~Q(part=Part.CAME) & Q(point__isnull=False)),
                name="a_correction_names_its_place",
            ),
            models.CheckConstraint(
                condition=Q(written_by=None)
                | Q(confirmed_by=None)
                | ~Q(written_by=F("confirmed_by")),
                name="a_correction_is_confirmed_by_another",
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(confirmed_at=None), name="one_correction_waits"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "written_at"], name="corrections_of_a_meeting")]

    def __str__(self) -> str:
        return str(self.pk)
