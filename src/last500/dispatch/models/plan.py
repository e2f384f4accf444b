"""By what a plan is made, in versions that only grow; and where a desk chose somebody else.

`WeightVersion` is read by everybody (PIPL 24: whoever is chosen by a rule may know the rule).
`Override` says who was proposed and who was chosen: it stands behind the second wall, is seen by
the desk alone, and goes with its request.
"""

from django.db import models
from django.db.models import Q

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED, Public
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.service_requests.models import ServiceRequest

REASON_MOST = 200


class WeightVersion(models.Model):
    """What a place set from a moment on: numbers of its own, or that fit counts no more.

    `numbers` holds what differs from the numbers that come with the product, in tenths of a minute
    (dispatch.weights); empty is going back to them. `by_distance` says that only time and distance
    count. A row says one of the two. `office`: by which office; the person stands nowhere.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    numbers = models.JSONField(null=True)
    by_distance = models.BooleanField(null=True)
    reason = models.CharField(max_length=REASON_MOST)
    since = models.DateTimeField()
    office = models.UUIDField(null=True)

    scope = Public("by what people are chosen may be read by everybody (PIPL 24)")
    privacy = Privacy(
        plain={
            "numbers": "numbers of ours, none of them of a person",
            "reason": "why an office changed a rule; its page says to name nobody",
        }
    )

    class Meta:
        constraints = [
            # Two who set it at once: the second is told that it has changed.
            models.UniqueConstraint(fields=["place", "number"], name="one_weighing_after_another"),
            models.CheckConstraint(
                condition=Q(numbers__isnull=False, by_distance=None)
                | Q(numbers=None, by_distance__isnull=False),
                name="a_weighing_says_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class OverrideQuerySet(models.QuerySet["Override"]):
    def visible_to(self, actor: Actor) -> "OverrideQuerySet":
        """The desks of the branch; never a helper, neither the one chosen nor the other."""
        seen = Q(pk=None)
        for path in actor.branches(Permission.REQUEST_HANDLE):
            seen |= Q(request__place__path__range=branch(path))
        return self.filter(seen)


class Override(models.Model):
    """A desk invited somebody else than was proposed; the reason is its own, and may be empty.

    It is kept to mend the weights, not to judge anybody: no figure of a desk or a person is made
    of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="+")
    proposed = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    chosen = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reason = SealedTextField()
    made_at = models.DateTimeField()

    objects = OverrideQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "chosen": Personal(
                Kind.PERSONAL, N_("改进推荐的办法"), Keep.REQUEST, OFFICE_DUTY, N_("改请了谁")
            ),
            "proposed": Personal(
                *(Kind.PERSONAL, N_("改进推荐的办法"), Keep.REQUEST, OFFICE_DUTY),
                word=N_("原来推荐谁"),
                whose="proposed",
            ),
            "by": Personal(
                Kind.PERSONAL, N_("谁对这一步负责"), Keep.LOG, "PIPL 51", N_("谁改的"), whose="by"
            ),
            "reason": Personal(
                *(Kind.SENSITIVE, N_("改进推荐的办法"), Keep.REQUEST, OFFICE_DUTY),
                word=N_("为什么改"),
                whose="by",
            ),
        },
        what=N_("值守改请了别人"),
        seen_by=N_("受理的值守；被推荐的和改请的都看不到"),
        whose="chosen",
    )

    class Meta:
        indexes = [models.Index(fields=["request"], name="overrides_of_a_request")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(proposed=models.F("chosen")) | Q(proposed=None),
                name="override_is_of_another",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
