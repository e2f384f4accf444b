"""Unmet needs: what nobody took and what comes again, by place, kind and month.

A need knows how often, never who: the requests behind it are seen by whoever may see each of them.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import ServiceRequest
from last500.unmet import rules
from last500.unmet.rules import State

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
WHY_NAMES = [(rules.Why.UNMET, _("没人接")), (rules.Why.AGAIN, _("反复来"))]
REASON_MOST = 200


def of_desk(actor: Actor, to_path: str) -> Q:
    """Rows of the branches whose needs the actor answers."""
    seen = Q(pk=None)
    for path in actor.branches(Permission.PROJECT_EDIT):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class UnmetNeedQuerySet(models.QuerySet["UnmetNeed"]):
    def under(self, path: str) -> "UnmetNeedQuerySet":
        return self.filter(place__path__range=branch(path))

    def visible_to(self, actor: Actor) -> "UnmetNeedQuerySet":
        """The desks of the place and above. Even a count would tell neighbours too much here."""
        return self.filter(of_desk(actor, "place__path"))


class UnmetNeed(models.Model):
    """`month` is its first day. `count` are the requests in it, `unmet` those nobody took."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="unmet_needs")
    category = models.CharField(max_length=24)
    month = models.DateField()
    count = models.PositiveIntegerField(default=0)
    unmet = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.GATHERED)
    reason = models.CharField(max_length=REASON_MOST, blank=True)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    gathered_at = models.DateTimeField()

    objects = UnmetNeedQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "category": "one of our kinds",
            "reason": "a desk's answer, told to whoever asked",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "category", "month"], name="one_need_of_a_place_kind_and_month"
            ),
            models.CheckConstraint(
                condition=Q(state=State.GATHERED, due_at__isnull=False)
                | (~Q(state=State.GATHERED) & Q(due_at=None)),
                name="gathered_need_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | ~Q(reason=""), name="answered_need_says_how"
            ),
            models.CheckConstraint(
                condition=Q(unmet__lte=F("count")), name="no_more_unmet_than_asked"
            ),
        ]
        indexes = [
            models.Index(fields=["month", "state"], name="needs_by_month"),
            models.Index(fields=["due_at"], condition=~Q(due_at=None), name="needs_that_run_out"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.SHAPES[State(self.state)]

    @property
    def kind(self) -> str:
        """The word of its kind in the reader's language."""
        return gettext(BY_CODE[self.category].name) if self.category in BY_CODE else ""

    @property
    def again(self) -> int:
        """Those that somebody took or may still take: here because their kind comes again."""
        return self.count - self.unmet


class UnmetRequestQuerySet(models.QuerySet["UnmetRequest"]):
    def visible_to(self, actor: Actor) -> "UnmetRequestQuerySet":
        """Whoever may see the request itself, and nobody else."""
        return self.filter(request__in=ServiceRequest.objects.visible_to(actor).values("pk"))


class UnmetRequest(models.Model):
    """A request stands in one need, whoever gathers it and in whatever order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(UnmetNeed, models.CASCADE, related_name="requests")
    request = models.OneToOneField(ServiceRequest, models.CASCADE, related_name="in_need")
    why = models.CharField(max_length=6, choices=WHY_NAMES)

    objects = UnmetRequestQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy()

    def __str__(self) -> str:
        return self.why


class NeedEvent(models.Model):
    """What became of a need: appended, never edited. Whoever asked reads it on their own page."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(UnmetNeed, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Words for the sentence that are not personal: a project's title, a public reason.
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {"actor": Personal(Kind.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的"))},
        what=N_("没人接的事后来怎样"),
        seen_by=N_("管这里的值守；提过的邻居只看得到做了什么"),
        whose="actor",
        plain={"action": "one of our words", "facts": "titles of projects and public reasons"},
    )

    class Meta:
        indexes = [models.Index(fields=["need", "at"], name="events_of_a_need")]

    def __str__(self) -> str:
        return self.action
