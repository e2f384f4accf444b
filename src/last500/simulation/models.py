"""A trial of a street: what was to be tried on which figures, how far it is, what came of it.

It holds counts of places and shares of kinds, and the office that began it; nobody's name.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.privacy import Privacy
from last500.base.scope import SCOPED
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.simulation.rules import OPEN, STATE_WORDS, WHOLE, State

STATE_NAMES = [(state, _(word)) for state, word in STATE_WORDS.items()]
MODE_NAMES = [("a", _("以项目为主")), ("b", _("以求助为主")), ("c", _("以自治为主"))]
_ENDED = Q(state__in=sorted(set(State) - OPEN))


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, actor: Actor) -> "TrialQuerySet":
        seen = Q(pk=None)
        for path in actor.branches(Permission.TRIAL_RUN):
            seen |= Q(place__path__range=branch(path))
        return self.filter(seen)

    def open(self) -> "TrialQuerySet":
        return self.filter(state__in=sorted(OPEN))


class Trial(models.Model):
    """`lease` is of the process that computes it, `heard_at` when it was last heard of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    office = models.UUIDField(null=True)  # by which it was begun
    begun_at = models.DateTimeField()
    # What it rests on: `figures.Figures.as_json`, codes of `rules.CHANGES`, seeds and days.
    figures = models.JSONField()
    changes = models.JSONField()
    mode = models.CharField(max_length=1, choices=MODE_NAMES)
    seeds = models.JSONField()
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # of 1000
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=10, blank=True)  # of rules.Why
    result = models.JSONField(null=True)  # as `actions.computing.result_of` makes it

    objects = TrialQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={
            "figures": "names of places, counts and shares; none of people below five",
            "changes": "our own codes",
            "seeds": "numbers",
            "why": "one of our words",
            "result": "means and intervals of a model",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(state__in=sorted(OPEN)),
                name="one_trial_of_a_street_at_a_time",
            ),
            # However many workers there are: the machine is there for the residents first.
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=State.RUNNING), name="one_trial_runs_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=WHOLE), name="progress_of_a_trial_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DONE, result__isnull=False)
                | (~Q(state=State.DONE) & Q(result__isnull=True)),
                name="a_trial_has_a_result_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RUNNING, lease__isnull=False, heard_at__isnull=False)
                | (~Q(state=State.RUNNING) & Q(lease__isnull=True)),
                name="a_running_trial_has_its_process",
            ),
            models.CheckConstraint(
                condition=(_ENDED & Q(ended_at__isnull=False)) | (~_ENDED & Q(ended_at=None)),
                name="an_ended_trial_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-begun_at"], name="trials_of_a_street"),
            models.Index(fields=["state", "begun_at"], name="trials_that_wait"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
