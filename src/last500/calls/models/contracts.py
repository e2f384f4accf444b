"""The contract of an accepted application, and the reports that are owed under it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.calls import rules
from last500.calls.models.applications import Application, own
from last500.people.models import Person

SIDE_NAMES = [(code, _(word)) for code, word in rules.SIDE_WORDS.items()]
PART_NAMES = [(code, _(word)) for code, word in rules.PART_WORDS.items()]


class ContractSide(models.Model):
    """One side's own yes; nobody says it for two of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="sides")
    side = models.CharField(max_length=8, choices=SIDE_NAMES)
    name = models.CharField(max_length=80)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scope = SCOPED
    privacy = Privacy(
        {
            "agreed_by": Personal(
                Kind.PERSONAL, N_("合同上谁同意的"), Keep.DUTY, OFFICE_DUTY, N_("谁同意的")
            )
        },
        what=N_("创投合同的一方"),
        seen_by=N_("合同的几方"),
        whose="agreed_by",
        plain={"name": "the name of a place, an organisation or a group"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "side"], name="one_yes_of_a_side_of_a_contract"
            ),
            models.UniqueConstraint(
                fields=["application", "agreed_by"],
                condition=Q(agreed_by__isnull=False),
                name="sides_of_a_contract_are_as_many_people",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgreedIndicator(models.Model):
    """An indicator as it stands in the contract: what the project says later changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="agreed")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40)
    measure = models.CharField(max_length=8)
    planned = models.PositiveIntegerField()
    source = models.CharField(max_length=60)

    scope = SCOPED
    privacy = Privacy(
        plain=dict.fromkeys(("title", "measure", "source"), "what a public project counts")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "order"], name="agreed_indicators_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, actor: Actor) -> "ReportQuerySet":
        if actor.person is None:
            return self.none()
        rows = Application.objects
        seen = rows.filter(Q(pk__in=rows.to_run(actor).values("pk")) | own(actor))
        return self.filter(application__in=seen.values("pk"))


class Report(models.Model):
    """Owed from the contract on: due on a day, sent once with every indicator. Fen are told only:
    no money moves here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="reports")
    part = models.CharField(max_length=5, choices=PART_NAMES)
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    moved_up_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    spent_fen = models.BigIntegerField(null=True)
    account = SealedTextField()

    objects = ReportQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "sent_by": Personal(Kind.PERSONAL, N_("谁交的报告"), Keep.DUTY, word=N_("谁交的")),
            "account": Personal(
                Kind.SENSITIVE, N_("报告里写的话"), Keep.DUTY, word=N_("报告里写的话")
            ),
        },
        what=N_("创投项目的报告"),
        seen_by=N_("做项目的一方和发起征集的一方；指标的数谁都看得到"),
        whose="sent_by",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "part"], name="one_report_of_a_part"),
            models.CheckConstraint(
                condition=Q(sent_at=None, spent_fen=None)
                | Q(sent_at__isnull=False, spent_fen__gte=0),
                name="sent_report_says_what_was_spent",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None), name="reports_that_are_owed")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReportFigure(models.Model):
    """What was reached of an agreed indicator when a report was sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(AgreedIndicator, models.CASCADE, related_name="figures")
    reached = models.PositiveIntegerField()

    scope = SCOPED
    privacy = Privacy()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "indicator"], name="one_figure_for_an_indicator"
            )
        ]

    def __str__(self) -> str:
        return str(self.reached)
