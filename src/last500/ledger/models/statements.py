"""A statement of a half-year: numbers that one made and another published. Sums are fen.

It takes in the entries up to `upto_seq` whose day is not after `last_on` and that no earlier
statement took in: so each opens with what the last one closed with, and a correction of an older
day stands in the next one, apart.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, Public
from last500.ledger import rules
from last500.ledger.models.books import DIRECTION_NAMES, KIND_NAMES, Book, of_desk
from last500.ledger.rules import Sheet
from last500.people.models import Person

SHEET_NAMES = [(sheet, _(word)) for sheet, word in rules.SHEET_WORDS.items()]


class StatementQuerySet(models.QuerySet["Statement"]):
    def published(self) -> "StatementQuerySet":
        return self.filter(state=Sheet.PUBLISHED)

    def visible_to(self, actor: Actor) -> "StatementQuerySet":
        """Once published it hangs at the gate; before, the desk of the book sees it."""
        return self.filter(Q(state=Sheet.PUBLISHED) | of_desk(actor, "book__place__path"))


class Statement(models.Model):
    """`in_fen` and `out_fen` are net of what was reversed; `fund_due_fen` is what the rule asks
    for the maintenance fund, `fund_paid_fen` what was put there. `posted_days`: how long it hangs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="statements")
    first_on = models.DateField()
    last_on = models.DateField()
    upto_seq = models.PositiveIntegerField()
    opening_fen = models.BigIntegerField()
    in_fen = models.BigIntegerField()
    out_fen = models.BigIntegerField()
    closing_fen = models.BigIntegerField()
    fund_percent = models.PositiveSmallIntegerField(default=0)
    fund_due_fen = models.BigIntegerField(default=0)
    fund_paid_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=SHEET_NAMES, default=Sheet.MADE)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    posted_from = models.DateField(null=True)
    posted_days = models.PositiveSmallIntegerField(null=True)

    objects = StatementQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "made_by": Personal(
                Kind.PERSONAL, N_("谁做的报表"), Keep.RECORD, OFFICE_DUTY, N_("谁做的报表")
            ),
            "decided_by": Personal(
                Kind.PERSONAL,
                N_("谁核对的报表"),
                Keep.RECORD,
                OFFICE_DUTY,
                N_("谁核对的报表"),
                whose="decided_by",
            ),
        },
        what=N_("公共收益的报表"),
        seen_by=N_("报表公示以后谁都看得到；谁做的、谁核对的只有值守看得到"),
        whose="made_by",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closing_fen=F("opening_fen") + F("in_fen") - F("out_fen")),
                name="statement_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="statement_is_of_a_period"
            ),
            models.UniqueConstraint(
                fields=["book", "first_on"],
                condition=~Q(state=Sheet.DROPPED),
                name="one_statement_of_a_period",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("made_by")) | Q(state=Sheet.DROPPED),
                name="nobody_publishes_their_own_statement",
            ),
            models.CheckConstraint(
                condition=~Q(state=Sheet.PUBLISHED)
                | Q(posted_from__isnull=False, posted_days__gt=0, decided_at__isnull=False),
                name="published_statement_hangs_for_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.SHEET_SHAPES[Sheet(self.state)]

    @property
    def posted_until(self) -> date | None:
        if self.posted_from is None or self.posted_days is None:
            return None
        return rules.posted_until(self.posted_from, self.posted_days)


class StatementLine(models.Model):
    """What a kind came to, net; `late`: of days before the period, shown apart. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=12, choices=KIND_NAMES)
    side = models.CharField(max_length=3, choices=DIRECTION_NAMES)
    late = models.BooleanField()
    amount_fen = models.BigIntegerField()
    entries = models.PositiveIntegerField()

    scope = Public("sums of what hangs at the gate")
    privacy = Privacy()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "kind", "late"], name="one_line_of_a_kind_in_a_statement"
            )
        ]

    def __str__(self) -> str:
        return str(self.kind)
