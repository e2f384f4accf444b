"""What came in from a file, row by row: members to be invited, or units to be entered.

A row's verdict is kept so that the same file twice changes nothing. The words of a row are sealed
and go as soon as they were used, at the latest when the import is a week old.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import NOBODY, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.units.rules import Verdict

VERDICT_NAMES = [
    (Verdict.NEW, _("可以")),
    (Verdict.TWICE, _("文件里重复")),
    (Verdict.INVITED, _("已经有了")),
    (Verdict.PROBLEM, _("有问题")),
]


class UnitImportQuerySet(models.QuerySet["UnitImport"]):
    def visible_to(self, actor: Actor) -> "UnitImportQuerySet":
        """Whoever has read it in; a list of units also whoever looks after its community."""
        seen = Q(by=actor.person) if actor.person else Q(pk=None)
        for path in actor.branches(Permission.UNIT_MANAGE):
            seen |= Q(what="units", place__path__range=branch(path))
        return self.filter(seen)


class UnitImport(models.Model):
    """One file: read, then checked (staged), then applied when somebody said so."""

    class What(models.TextChoices):
        MEMBERS = "members", _("单位里的人")
        UNITS = "units", _("报到单位")

    class State(models.TextChoices):
        READING = "reading", _("在读")
        STAGED = "staged", _("已检查")
        WANTED = "wanted", _("在办")
        APPLIED = "applied", _("已办完")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=10, choices=What.choices)
    # Members of this unit, or units for this community.
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    # Whoever saved the file named it; people name files after people.
    file_name = SealedTextField()
    # Keyed hash of the file and for whom it is read: the same pair again is this run again.
    file_index = models.CharField(max_length=64, unique=True)
    encoding = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    staged_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = UnitImportQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "file_name": Personal(
                Kind.PERSONAL, N_("认出是哪个文件"), Keep.IMPORT, OFFICE_DUTY, N_("文件名"), NOBODY
            ),
            "by": Personal(Kind.PERSONAL, N_("谁导入的"), Keep.IMPORT, OFFICE_DUTY, N_("谁导入的")),
        },
        what=N_("单位和名单的导入"),
        seen_by=N_("导入的人"),
        whose="by",
        plain={"file_index": "a keyed hash", "encoding": "the name of an encoding"},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what="members", organisation__isnull=False, place=None)
                | Q(what="units", organisation=None, place__isnull=False),
                name="an_import_is_for_a_unit_or_a_community",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class UnitImportRow(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(UnitImport, models.CASCADE, related_name="rows")
    # Line of the file, as an editor counts it.
    line = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=VERDICT_NAMES)
    # The sentence that says what to mend; made of our words and numbers, never of the row's.
    problem = models.CharField(max_length=200, blank=True)
    data = SealedTextField()
    phone_index = models.CharField(max_length=64, blank=True)
    done = models.BooleanField(default=False)

    scope = SCOPED
    privacy = Privacy(
        {
            "data": Personal(
                Kind.SENSITIVE,
                N_("照着它请人"),
                Keep.IMPORT,
                OFFICE_DUTY,
                N_("这一行的内容"),
                NOBODY,
            ),
            "phone_index": Personal(
                Kind.PERSONAL,
                N_("认出同一个人"),
                Keep.IMPORT,
                OFFICE_DUTY,
                N_("电话的记号"),
                NOBODY,
                secret=True,
            ),
        },
        what=N_("导入文件里的行"),
        seen_by=N_("导入的人看得到每一行的结论，看不到行里的字"),
        whose=NOBODY,
        plain={"problem": "our own words and numbers"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="one_verdict_for_each_row")
        ]
        indexes = [models.Index(fields=["run", "verdict", "line"], name="rows_of_a_unit_import")]

    def __str__(self) -> str:
        return f"{self.line} {self.verdict}"
