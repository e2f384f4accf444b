"""What came in from a file, row by row, before and after it became requests; and what repeats what.

A row's verdict is kept so that the same file twice changes nothing. The words of a row are sealed
and go as soon as the import is a week old.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import NOBODY, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED
from last500.people.models import Person
from last500.service_requests.models.requests import ServiceRequest


class ImportRun(models.Model):
    """One file read with one map: staged first, applied when somebody said so."""

    class State(models.TextChoices):
        STAGED = "staged", _("已检查")
        APPLIED = "applied", _("已导入")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Whoever saved the file named it; people name files after people.
    file_name = SealedTextField()
    # Keyed hash of the file and its map: the same pair again is this run again.
    file_index = models.CharField(max_length=64, unique=True)
    encoding = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGED)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    staged_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    scope = WALLED
    privacy = Privacy(
        {
            "file_name": Personal(
                Kind.PERSONAL, N_("认出是哪个文件"), Keep.IMPORT, OFFICE_DUTY, N_("文件名"), NOBODY
            ),
            "by": Personal(Kind.PERSONAL, N_("谁导入的"), Keep.IMPORT, OFFICE_DUTY, N_("谁导入的")),
        },
        what=N_("批量导入"),
        seen_by=N_("导入的人"),
        whose="by",
        plain={"file_index": "a keyed hash", "encoding": "the name of an encoding"},
    )

    def __str__(self) -> str:
        return str(self.pk)


class ImportRow(models.Model):
    class Verdict(models.TextChoices):
        OK = "ok", _("可以导入")
        PROBLEM = "problem", _("有问题")
        ALREADY = "already", _("已经导入过")
        TWICE = "twice", _("文件里重复")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    # Line of the file, as an editor counts it.
    line = models.PositiveIntegerField()
    row_index = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    # The sentence that says what to mend; made of our words and numbers, never of the row's.
    problem = models.CharField(max_length=200, blank=True)
    data = SealedTextField()
    author_index = models.CharField(max_length=64, blank=True)
    request = models.ForeignKey(
        ServiceRequest, models.SET_NULL, null=True, related_name="import_rows"
    )

    scope = WALLED
    privacy = Privacy(
        {
            "data": Personal(
                Kind.SENSITIVE, N_("照着它建求助"), Keep.IMPORT, OFFICE_DUTY, N_("这一行的内容")
            ),
            "author_index": Personal(
                Kind.PERSONAL,
                N_("找出同一个人重复写的"),
                Keep.IMPORT,
                OFFICE_DUTY,
                N_("写的人的记号"),
                secret=True,
            ),
        },
        what=N_("导入文件里的行"),
        seen_by=N_("导入的人"),
        whose="request__requester",
        plain={"row_index": "a keyed hash", "problem": "our own words and numbers"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["row_index"], condition=Q(verdict="ok"), name="each_row_once"
            )
        ]
        indexes = [models.Index(fields=["run", "verdict", "line"], name="rows_of_an_import")]

    def __str__(self) -> str:
        return f"{self.line} {self.verdict}"


class MergeProposal(models.Model):
    """Two requests that seem to be about one matter. A person merges them, or says no."""

    class State(models.TextChoices):
        OPEN = "open", _("待看")
        MERGED = "merged", _("已合并")
        REFUSED = "refused", _("不是同一件")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # `a` came first, `b` seems to repeat it.
    a = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="repeated_by")
    b = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="repeats")
    score = models.FloatField()
    because = SealedTextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()

    scope = WALLED
    privacy = Privacy(
        {
            "because": Personal(
                Kind.SENSITIVE,
                N_("看出是不是同一件事"),
                Keep.REQUEST,
                OFFICE_DUTY,
                N_("两件求助都有的词"),
            )
        },
        what=N_("像是同一件事的求助"),
        seen_by=N_("受理的值守"),
        whose="a__requester",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["a", "b"], name="proposed_once")]
        indexes = [models.Index(fields=["state", "-score"], name="proposals_best_first")]

    def __str__(self) -> str:
        return f"{self.score} {self.state}"
