"""Who has looked at whose data: which field, why, on account of which request."""

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Q

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED
from last500.people.models.person import Contact, Person


class AccessQuerySet(models.QuerySet["AccessEvent"]):
    def visible_to(self, actor: Actor) -> "AccessQuerySet":
        """Everybody reads who looked at their own data, nobody reads about others here.

        One's own are also the contacts with one's own number: signing in has shown whose it is.
        """
        if actor.person is None:
            return self.none()
        me = Person.objects.filter(pk=actor.person).exclude(phone_index="")
        number = me.values("phone_index")
        own = Contact.objects.filter(Q(person=actor.person) | Q(phone_index__in=number))
        return self.filter(Q(contact__in=own.values("pk")) | Q(subject=actor.person))

    def views_of(self, viewer: UUID | None, day: date) -> "AccessQuerySet":
        """What one person saw in detail on one day, one row each; a photo goes with its request."""
        views = self.filter(kind=AccessEvent.Look.VIEW, viewer=viewer, day=day)
        return views.exclude(fields="photo")


class AccessEvent(models.Model):
    """Somebody saw something of somebody: what, in which office, why, on account of what.

    The person concerned reads it on their own page, without the viewer's name.
    """

    class Look(models.TextChoices):
        REVEAL = "reveal"  # a masked field was opened
        VIEW = "view"  # a page with sensitive data was shown; once for each day
        SEARCH = "search"  # somebody was looked for by telephone number
        EXPORT = "export"  # a row in a file that was taken away

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=6, choices=Look.choices, default=Look.REVEAL)
    # Whose data it was: a contact, a person with an account, or both; a search may find nobody.
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="looks")
    subject = models.ForeignKey(Person, models.CASCADE, null=True, related_name="looked_at")
    viewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    # What the person concerned reads: 小区值守, 接单的邻居 … never the viewer's name.
    viewer_role = models.CharField(max_length=40)
    # Codes in alphabetical order, with commas: door,name,phone.
    fields = models.CharField(max_length=120)
    # May be the viewer's own words.
    reason = SealedTextField()
    # The request or the report-in on account of which it was looked at.
    about = models.UUIDField(null=True, db_index=True)
    export: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    # The day where the residents live; on views only, of which there is one for each day.
    day = models.DateField(null=True)
    at = models.DateTimeField()

    objects = AccessQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "contact": Personal(
                Kind.PERSONAL,
                N_("让你知道谁看过"),
                Keep.LOG,
                "PIPL 51",
                N_("看了谁的"),
                whose="contact__person",
            ),
            "subject": Personal(
                Kind.PERSONAL,
                N_("让你知道谁看过"),
                Keep.LOG,
                "PIPL 51",
                N_("看了谁的"),
                whose="subject",
            ),
            "viewer": Personal(
                Kind.PERSONAL, N_("看的人要负责"), Keep.LOG, "PIPL 51", N_("谁看的")
            ),
            "reason": Personal(
                Kind.SENSITIVE,
                N_("为什么看"),
                Keep.LOG,
                "PIPL 51",
                N_("原因"),
                whose="contact__person",
            ),
        },
        what=N_("谁看过你的信息"),
        seen_by=N_("你自己；查问题时的安全管理员"),
        whose="contact__person",
        plain={
            "viewer_role": "the name of an office",
            "kind": "one of our words",
            "fields": "names of fields",
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["viewer", "day", "about", "fields"],
                condition=Q(kind="view"),
                name="one_view_for_each_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind="view")
                | Q(viewer__isnull=False, day__isnull=False, about__isnull=False),
                name="a_view_can_be_counted_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="search") | Q(contact__isnull=False) | Q(subject__isnull=False),
                name="a_look_is_at_somebody",
            ),
        ]
        indexes = [models.Index(fields=["viewer", "at"], name="looks_of_a_viewer")]

    def __str__(self) -> str:
        return f"{self.kind} {self.fields} {self.at:%Y-%m-%d}"
