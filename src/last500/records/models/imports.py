"""A file of service records from another system: read and judged first, entered when said so.

What comes in waits like every other record: a file confirms nothing.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import NOBODY, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED
from last500.people.models import Person
from last500.places.models import Place
from last500.records.models.records import ServiceRecord


class RecordImportQuerySet(models.QuerySet["RecordImport"]):
    def visible_to(self, actor: Actor) -> "RecordImportQuerySet":
        """Whoever brought the file."""
        return self.filter(by=actor.person) if actor.person else self.none()


class RecordImport(models.Model):
    class State(models.TextChoices):
        STAGED = "staged", _("已检查")
        APPLIED = "applied", _("已导入")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    file_name = SealedTextField()
    # Keyed hash of file and place: the same again is this run again.
    file_index = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGED)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    staged_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = RecordImportQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "file_name": Personal(
                Kind.PERSONAL, N_("认出是哪个文件"), Keep.IMPORT, OFFICE_DUTY, N_("文件名"), NOBODY
            ),
            "by": Personal(Kind.PERSONAL, N_("谁导入的"), Keep.IMPORT, OFFICE_DUTY, N_("谁导入的")),
        },
        what=N_("批量导入服务记录"),
        seen_by=N_("导入的人"),
        whose="by",
        plain={"file_index": "a keyed hash"},
    )

    def __str__(self) -> str:
        return str(self.pk)


class RecordImportRow(models.Model):
    class Verdict(models.TextChoices):
        OK = "ok", _("可以导入")
        PROBLEM = "problem", _("有问题")
        ALREADY = "already", _("已经导入过")
        TWICE = "twice", _("文件里重复")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(RecordImport, models.CASCADE, related_name="rows")
    # Line of the file, as an editor counts it.
    line = models.PositiveIntegerField()
    row_index = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    # The sentence that says what to mend: our words and numbers, never the row's.
    problem = models.CharField(max_length=200, blank=True)
    data = SealedJSONField(default=dict)
    record = models.ForeignKey(ServiceRecord, models.SET_NULL, null=True, related_name="+")

    scope = WALLED
    privacy = Privacy(
        {
            "data": Personal(
                Kind.SENSITIVE, N_("照着它登记"), Keep.IMPORT, OFFICE_DUTY, N_("这一行的内容")
            )
        },
        what=N_("导入服务记录的文件里的行"),
        seen_by=N_("导入的人"),
        whose="record__person",
        plain={"row_index": "a keyed hash", "problem": "our own words and numbers"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["row_index"], condition=Q(verdict="ok"), name="each_record_row_once"
            )
        ]
        indexes = [models.Index(fields=["run", "verdict", "line"], name="rows_of_a_record_import")]

    def __str__(self) -> str:
        return f"{self.line} {self.verdict}"
