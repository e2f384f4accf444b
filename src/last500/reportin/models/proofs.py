"""Qualifications that the law asks for (志愿服务条例 16): said by the member, seen by a desk.

Nothing of the paper is kept: no copy, no number of it. Only that an office has seen it, when, and
until when it is good.
"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin import rules
from last500.reportin.models.report_ins import ReportIn
from last500.reportin.skills import QUALIFICATIONS

S = rules.ProofState
# In place of an office, where it was written down before this table was there.
NOTED_BEFORE = N_("以前记下的")
QUALIFICATION_NAMES = [(one.code, _(one.name)) for one in QUALIFICATIONS]
PROOF_STATE_NAMES = [
    (S.SAID, _("等值守看")),
    (S.SEEN, _("看过了")),
    (S.NOT_SEEN, _("没看成")),
    (S.OVER, _("不再用")),
]


class ProofQuerySet(models.QuerySet["Proof"]):
    def open(self) -> "ProofQuerySet":
        return self.filter(state__in=rules.PROOF_OPEN)

    def counting(self, today: object) -> "ProofQuerySet":
        """As `rules.proof_counts` says, asked of the table."""
        good = Q(valid_until=None) | Q(valid_until__gte=today)
        return self.filter(good, state=S.SEEN)

    def visible_to(self, actor: Actor) -> "ProofQuerySet":
        """One's own, and those of people who are reported in where the actor looks at papers."""
        seen = Q(person=actor.person) if actor.person else Q(pk=None)
        for path in actor.branches(Permission.PROOF_CHECK):
            here = ReportIn.objects.active().filter(
                place__path__range=branch(path), person__restricted_at=None
            )
            seen |= Q(person__in=here.values("person"))
        return self.filter(seen)


class Proof(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="proofs")
    qualification = models.CharField(max_length=10, choices=QUALIFICATION_NAMES)
    state = models.CharField(max_length=8, choices=PROOF_STATE_NAMES)
    said_at = models.DateTimeField()
    # Whose desk looked. What the member reads is the office (小区值守), never a name.
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    as_what = models.CharField(max_length=40, blank=True)
    valid_until = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ProofQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("要资格的事只请有资格的人"), Keep.REPORT_IN, word=N_("谁的证")
            ),
            "seen_by": Personal(
                Kind.PERSONAL, N_("谁看过证要负责"), Keep.REPORT_IN, OFFICE_DUTY, N_("谁看的")
            ),
        },
        what=N_("要看证的本领"),
        seen_by=N_("你自己；看证的值守。证件本身不留底"),
        whose="person",
        plain={"as_what": "the name of an office"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "qualification", "state"],
                condition=Q(state__in=["said", "seen"]),
                name="one_open_proof_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="seen") | (Q(checked_at__isnull=False) & ~Q(as_what="")),
                name="seen_says_when_and_by_which_office",
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None) | ~Q(seen_by=F("person")),
                name="nobody_sees_their_own_proof",
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(state="seen", told_at=None),
                name="proofs_that_run_out",
            ),
            models.Index(fields=["said_at"], condition=Q(state="said"), name="proofs_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} {self.state}"
