"""What a community or a compound needs, and the claims of units that want to meet it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.privacy import Privacy
from last500.base.scope import SCOPED
from last500.lists import rules
from last500.lists.models.resources import KIND_NAMES, TITLE_MOST, WORDS_MOST
from last500.lists.reach import editing, own_organisations, reading
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.places.audiences import AUDIENCE_MOST
from last500.places.models import AUDIENCE_NAMES, Place

STATE_NAMES = [(state, _(word)) for state, word in rules.NEED_WORDS.items()]
CLAIM_STATE_NAMES = [(state, _(word)) for state, word in rules.CLAIM_WORDS.items()]
_LIVE = sorted(rules.LIVE | {rules.NeedState.PROPOSED})


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, actor: Actor) -> "NeedQuerySet":
        """Of the street's lists; what a compound only proposes is seen by its desk and above."""
        proposer = editing(actor, "place__path", Permission.POST_EDIT)
        stated = reading(actor, "community") & ~Q(state=rules.NeedState.PROPOSED)
        return self.filter(editing(actor, "community__path") | proposer | stated)

    def claimable(self, today: date) -> "NeedQuerySet":
        return self.filter(state__in=rules.CLAIMABLE, until_on__gte=today)


class Need(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Place, models.PROTECT, related_name="needs")
    # The compound it is for, or the community itself.
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KIND_NAMES)
    title = models.CharField(max_length=TITLE_MOST)
    words = models.CharField(max_length=WORDS_MOST, blank=True)
    audience = models.CharField(max_length=AUDIENCE_MOST, choices=AUDIENCE_NAMES)
    skills = models.JSONField(default=list)
    when = models.CharField(max_length=60, blank=True)
    wanted = models.PositiveIntegerField(default=1)
    measure = models.CharField(max_length=6, blank=True)
    # How much of it is promised: counted up and down by claims.
    agreed = models.PositiveIntegerField(default=0)
    until_on = models.DateField()
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    # What it comes from, if a part above links it: a key and the word of that part.
    about = models.UUIDField(null=True)
    about_source = models.CharField(max_length=30, blank=True)
    stated_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    source_index = models.CharField(max_length=64, blank=True)

    objects = NeedQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "title": "a need of a place, as it stands on the list",
            "words": "a need of a place, as it stands on the list",
            "skills": "codes of our list",
            "when": "days and times in words",
            "measure": "what is counted: people, boxes, hours",
            "about_source": "the word of a part of the product",
            "source_index": "a keyed hash of an imported row",
        }
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__lte=F("wanted")), name="need_is_never_promised_twice"
            ),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="need_wants_something"),
            models.CheckConstraint(
                condition=Q(state="proposed", due_at__isnull=False)
                | (~Q(state="proposed") & Q(due_at=None)),
                name="proposed_need_is_due",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_LIVE, closed_at=None)
                | (~Q(state__in=_LIVE) & Q(closed_at__isnull=False)),
                name="closed_need_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["source_index"],
                condition=~Q(source_index=""),
                name="one_imported_row_is_one_need",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "until_on"], name="needs_on_a_list")]

    def __str__(self) -> str:
        return self.title

    @property
    def open_number(self) -> int:
        return self.wanted - self.agreed

    @property
    def shape(self) -> str:
        return rules.NEED_SHAPES[rules.NeedState(self.state)]

    @property
    def waits_for_desk(self) -> bool:
        return rules.need_waits_for_desk(self.state, self.until_on, clock.today())


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, actor: Actor) -> "ClaimQuerySet":
        """Both sides: the unit that claims, and the community that answers."""
        return self.filter(self.of_asker(actor) | self.of_host(actor))

    @staticmethod
    def of_asker(actor: Actor) -> Q:
        return Q(organisation__in=own_organisations(actor)) if actor.person else Q(pk=None)

    @staticmethod
    def of_host(actor: Actor) -> Q:
        return editing(actor, "need__community__path")


class Claim(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="claims")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="need_claims")
    number = models.PositiveIntegerField(default=1)
    words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=CLAIM_STATE_NAMES)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ClaimQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(plain={"words": "what a unit offers, as it stands on the list"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_open_claim_of_a_unit",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="something_is_claimed"),
            models.CheckConstraint(
                condition=Q(state="asked", due_at__isnull=False)
                | (~Q(state="asked") & Q(due_at=None)),
                name="asked_claim_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="claims_of_a_unit"),
            models.Index(
                fields=["lapses_at"], condition=Q(state="asked"), name="claims_that_lapse"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.DEAL_SHAPES[rules.Deal(self.state)]
