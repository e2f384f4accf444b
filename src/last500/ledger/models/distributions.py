"""A sum divided among the households of a compound by their areas. Sums are fen, areas cm²."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.households.models import Household, Relation
from last500.households.rules import Kind as RelationKind
from last500.households.rules import State as RelationState
from last500.ledger import rules
from last500.ledger.models.books import AT_THE_GATE, Book, Posting, of_desk
from last500.ledger.rules import DistributionState
from last500.people.models import Person

BASIS_NAMES = [(one, _(word)) for one, word in rules.BASIS_WORDS.items()]
ROUNDING_NAMES = [(one, _(word)) for one, word in rules.ROUNDING_WORDS.items()]
STATE_NAMES = [(one, _(word)) for one, word in rules.DISTRIBUTION_WORDS.items()]


class DistributionQuerySet(models.QuerySet["Distribution"]):
    def visible_to(self, actor: Actor) -> "DistributionQuerySet":
        """Once confirmed it hangs at the gate, as sums; before, the desk of the book sees it."""
        confirmed = Q(state=DistributionState.CONFIRMED)
        return self.filter(confirmed | of_desk(actor, "book__place__path"))


class Distribution(models.Model):
    """`fen` is the sum for a square metre or the total, as `basis` says; `pool_fen` is divided,
    `paid_fen` what the households get, `rest_fen` what goes to the maintenance fund."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="distributions")
    title = models.CharField(max_length=40)
    basis = models.CharField(max_length=8, choices=BASIS_NAMES)
    rounding = models.CharField(max_length=4, choices=ROUNDING_NAMES)
    fen = models.BigIntegerField()
    area = models.PositiveBigIntegerField()
    households = models.PositiveIntegerField()
    pool_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField()
    rest_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=DistributionState.MADE)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="distribution")

    objects = DistributionQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "made_by": Personal(
                Kind.PERSONAL, N_("谁算的分配"), Keep.RECORD, OFFICE_DUTY, N_("谁算的分配")
            ),
            "decided_by": Personal(
                Kind.PERSONAL,
                N_("谁核对的分配"),
                Keep.RECORD,
                OFFICE_DUTY,
                N_("谁核对的分配"),
                whose="decided_by",
            ),
        },
        what=N_("公共收益的分配"),
        seen_by=N_("总数谁都看得到；谁算的、谁核对的只有值守看得到"),
        whose="made_by",
        plain={"title": AT_THE_GATE},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_fen__gt=0, rest_fen__gte=0, area__gt=0, households__gt=0),
                name="distribution_is_of_amounts",
            ),
            models.CheckConstraint(
                condition=Q(rest_fen=0) | Q(pool_fen=F("paid_fen") + F("rest_fen")),
                name="distribution_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(decided_by=F("made_by"))
                | Q(state=DistributionState.DROPPED),
                name="nobody_confirms_their_own_distribution",
            ),
            models.CheckConstraint(
                condition=~Q(state=DistributionState.CONFIRMED) | Q(posting__isnull=False),
                name="confirmed_distribution_is_in_the_book",
            ),
        ]
        indexes = [models.Index(fields=["book", "-made_at"], name="distributions_of_a_book")]

    def __str__(self) -> str:
        return self.title

    @property
    def shape(self) -> str:
        return rules.DISTRIBUTION_SHAPES[DistributionState(self.state)]


class ShareQuerySet(models.QuerySet["Share"]):
    def visible_to(self, actor: Actor) -> "ShareQuerySet":
        """Of one's own household, as its owner; the desk reads sums, and no list of shares."""
        if actor.person is None:
            return self.none()
        own = Relation.objects.filter(
            person=actor.person, kind=RelationKind.OWNER, state=RelationState.CONFIRMED
        )
        return self.filter(household__in=own.values("household"))


class Share(models.Model):
    """What one household gets: seen by its owners, never in any list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="shares")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    area = models.PositiveBigIntegerField()
    amount_fen = models.BigIntegerField()

    objects = ShareQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "household"], name="one_share_of_a_household"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, area__gt=0), name="share_is_of_an_area"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
