"""What came in from a file, line by line: checked first, then made when somebody said so.

The words of a line are sealed and go as soon as they were used, at the latest when the import is a
week old. That the same file changes nothing later on is the made thing's own to remember.
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


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, actor: Actor) -> "ImportQuerySet":
        """Whoever brought the file."""
        return self.filter(by=actor.person) if actor.person else self.none()


class Import(models.Model):
    """One file of one kind (kinds.py) for one desk."""

    class State(models.TextChoices):
        STAGED = "staged", _("已检查")
        APPLIED = "applied", _("已导入")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # Whoever saved the file named it; people name files after people.
    file_name = SealedTextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGED)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    staged_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "file_name": Personal(
                Kind.PERSONAL, N_("认出是哪个文件"), Keep.IMPORT, OFFICE_DUTY, N_("文件名"), NOBODY
            ),
            "by": Personal(Kind.PERSONAL, N_("谁导入的"), Keep.IMPORT, OFFICE_DUTY, N_("谁导入的")),
        },
        what=N_("岗位、服务队、轮值、项目和活动的批量导入"),
        seen_by=N_("导入的人"),
        whose="by",
        plain={"kind": "one of our kinds"},
    )

    def __str__(self) -> str:
        return str(self.pk)


class ImportLine(models.Model):
    class Verdict(models.TextChoices):
        OK = "ok", _("可以导入")
        DONE = "done", _("导入了")
        PROBLEM = "problem", _("有问题")
        ALREADY = "already", _("已经有了")
        TWICE = "twice", _("文件里重复")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    # As a spreadsheet counts it; in JSON the number of the thing, from 1.
    line = models.PositiveIntegerField()
    row_index = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    # The sentence that says what to mend: our words and numbers, never the row's.
    problem = models.CharField(max_length=200, blank=True)
    data = SealedJSONField(default=dict)

    scope = WALLED
    privacy = Privacy(
        {
            "data": Personal(
                Kind.SENSITIVE,
                N_("照着它建起来"),
                Keep.IMPORT,
                OFFICE_DUTY,
                N_("这一行的内容"),
                NOBODY,
            )
        },
        what=N_("导入文件里的行"),
        seen_by=N_("导入的人看得到每一行的结论，看不到行里的字"),
        whose=NOBODY,
        plain={"row_index": "a keyed hash", "problem": "our own words and numbers"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="one_verdict_of_an_import_line"),
            models.UniqueConstraint(
                fields=["run", "row_index"],
                condition=Q(verdict__in=["ok", "done"]),
                name="each_import_line_once",
            ),
        ]
        indexes = [models.Index(fields=["run", "verdict", "line"], name="lines_of_an_import")]

    def __str__(self) -> str:
        return f"{self.line} {self.verdict}"
