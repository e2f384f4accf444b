"""A file of needs or resources: staged with a verdict for each row, then entered on the list."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.lists.reach import editing, own_organisations
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.places.models import Place


class ListImportQuerySet(models.QuerySet["ListImport"]):
    def visible_to(self, actor: Actor) -> "ListImportQuerySet":
        """Of the community's desk, or of the unit's liaisons."""
        seen = editing(actor, "community__path")
        if actor.person:
            seen |= Q(organisation__in=own_organisations(actor))
        return self.filter(seen)


class ListImport(models.Model):
    """One file read for one owner: staged first, entered when somebody said so."""

    class What(models.TextChoices):
        NEEDS = "needs", _("需求")
        RESOURCES = "resources", _("资源")

    class State(models.TextChoices):
        STAGED = "staged", _("已检查")
        APPLIED = "applied", _("已导入")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=10, choices=What.choices)
    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    file_index = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGED)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    staged_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = ListImportQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {"by": Personal(Kind.PERSONAL, N_("谁导入的"), Keep.IMPORT, OFFICE_DUTY, N_("谁导入的"))},
        what=N_("清单的批量导入"),
        seen_by=N_("社区的值守，或者单位的联络员"),
        whose="by",
        plain={"file_index": "a keyed hash"},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(community__isnull=False, organisation=None)
                | Q(community=None, organisation__isnull=False, what="resources"),
                name="list_import_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ListImportRow(models.Model):
    class Verdict(models.TextChoices):
        OK = "ok", _("可以导入")
        DONE = "done", _("导入了")
        PROBLEM = "problem", _("有问题")
        ALREADY = "already", _("已经导入过")
        TWICE = "twice", _("文件里重复")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(ListImport, models.CASCADE, related_name="rows")
    # Line of the file, as a spreadsheet counts it.
    line = models.PositiveIntegerField()
    row_index = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    problem = models.CharField(max_length=200, blank=True)
    data = SealedTextField()

    scope = SCOPED
    privacy = Privacy(
        {
            "data": Personal(
                Kind.PERSONAL, N_("照着它写进清单"), Keep.IMPORT, OFFICE_DUTY, N_("这一行的内容")
            ),
        },
        what=N_("清单导入文件里的行"),
        seen_by=N_("社区的值守，或者单位的联络员"),
        whose="run__by",
        plain={"row_index": "a keyed hash", "problem": "our own words and numbers"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="one_verdict_for_a_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.verdict}"
