"""A table that somebody took away: who, what, why, with whose leave, and whose data was in it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import public_number, shown_number, uuid7
from last500.base.marking import N_
from last500.base.privacy import NOBODY, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.exports.rules import ALONE_MOST, State
from last500.organisations.rules import Permission
from last500.people.models import Contact, Person
from last500.places.models import Place
from last500.places.rules import branch

STATE_NAMES = [
    (State.ASKED, _("等第二个人放行")),
    (State.RELEASED, _("可以下载")),
    (State.REFUSED, _("没有同意")),
    (State.EXPIRED, _("过期了")),
]


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, actor: Actor) -> "ExportQuerySet":
        """One's own, and those of the branches where the actor releases exports."""
        seen = Q(asked_by=actor.person) if actor.person else Q(pk=None)
        for path in actor.branches(Permission.EXPORT_RELEASE):
            seen |= Q(place__path__range=branch(path))
        return self.filter(seen)


class Export(models.Model):
    """The file lies sealed under a random name, and goes 24 hours after its release."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Stands in the name of the file, in its first and its last line.
    number = models.CharField(max_length=11, unique=True, default=public_number)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    office = models.UUIDField(null=True)
    as_what = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    what = models.CharField(max_length=30)
    filters = models.CharField(max_length=60, blank=True)
    reason = SealedTextField()
    rows = models.PositiveIntegerField()
    personal = models.BooleanField()
    needs_second = models.BooleanField()
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = SealedTextField()
    file = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField()
    # Until when it waits for the second person, then until when it can be downloaded.
    ends_at = models.DateTimeField()

    objects = ExportQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "asked_by": Personal(
                Kind.PERSONAL, N_("谁导出的要负责"), Keep.LOG, "PIPL 51", N_("谁导出的")
            ),
            "decided_by": Personal(
                Kind.PERSONAL,
                N_("谁放行的要负责"),
                Keep.LOG,
                "PIPL 51",
                N_("谁放行的"),
                whose="decided_by",
            ),
            "reason": Personal(Kind.PERSONAL, N_("为什么导出"), Keep.LOG, "PIPL 51", N_("原因")),
            "answer": Personal(
                Kind.PERSONAL,
                N_("为什么不放行"),
                Keep.LOG,
                "PIPL 51",
                N_("回话"),
                whose="decided_by",
            ),
            "file": Personal(
                Kind.PERSONAL,
                N_("导出的表，加密存放"),
                Keep.EXPORT,
                OFFICE_DUTY,
                N_("文件"),
                whose=NOBODY,
            ),
        },
        what=N_("导出的表格"),
        seen_by=N_("导出和放行的两个人"),
        whose="asked_by",
        plain={
            "number": "random, of our own",
            "as_what": "the name of an office",
            "what": "the name of a table",
            "filters": "dates and the key of a place",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="the_second_person_is_another",
            ),
            models.CheckConstraint(
                condition=Q(personal=False) | Q(rows__lte=ALONE_MOST) | Q(needs_second=True),
                name="many_rows_need_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="released")
                | Q(needs_second=False)
                | Q(decided_by__isnull=False),
                name="no_release_without_the_second",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="exports_of_a_person"),
            models.Index(fields=["state", "ends_at"], name="exports_that_end"),
        ]

    def __str__(self) -> str:
        return shown_number(self.number)


class ExportSubject(models.Model):
    """Whose data one row of an export was: kept after the file has gone (PIPL 57)."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="subjects")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    about = models.UUIDField()

    scope = SCOPED
    privacy = Privacy(
        {
            "contact": Personal(
                Kind.PERSONAL,
                N_("万一泄露，通知得到你"),
                Keep.LOG,
                "PIPL 57",
                N_("导出里有谁的求助"),
                whose="contact__person",
            ),
            "person": Personal(
                Kind.PERSONAL, N_("万一泄露，通知得到你"), Keep.LOG, "PIPL 57", N_("导出里有谁")
            ),
        },
        what=N_("哪份导出里有你"),
        seen_by=N_("万一泄露，由运行本站的单位查"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(person__isnull=False),
                name="an_exported_row_is_somebodys",
            )
        ]

    def __str__(self) -> str:
        return str(self.about)
