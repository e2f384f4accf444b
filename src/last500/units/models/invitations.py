"""Who is asked to speak for a unit, and which of its members are asked to report in.

Both are names and numbers that somebody else has written down: they are kept sealed, found by a
keyed index when their owner signs in, and gone with the answer or with the term.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import NOBODY, OFFICE_DUTY, Keep, Kind, Personal, Privacy, days_of
from last500.base.scope import SCOPED
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.places.models import Place
from last500.units import rules
from last500.units.models.imports import UnitImport
from last500.units.models.report_ins import UnitReportIn

INVITED_NAMES = [
    (rules.Invited.OPEN, _("等本人")),
    (rules.Invited.GOING, _("要去报到")),
    (rules.Invited.DECLINED, _("不报到")),
    (rules.Invited.KNOWN, _("不用请")),
]


def _own_number(actor: Actor) -> Q:
    if actor.person is None:
        return Q(pk=None)
    mine = Person.objects.filter(pk=actor.person).values("phone_index")
    return Q(phone_index__in=mine)


class LiaisonInvitationQuerySet(models.QuerySet["LiaisonInvitation"]):
    def waiting(self) -> "LiaisonInvitationQuerySet":
        edge = clock.now() - days_of(Keep.INVITATION) * clock.DAY
        return self.filter(answered_at=None, made_at__gt=edge)

    def visible_to(self, actor: Actor) -> "LiaisonInvitationQuerySet":
        """Whoever has the number, by signing in with it; nobody else reads name or number."""
        return self.waiting().filter(_own_number(actor))


class LiaisonInvitation(models.Model):
    """Somebody is asked to speak for an organisation. It takes effect by their own yes alone.

    With a report-in: a community has entered the unit, and the yes is the unit's too. Without: a
    liaison asks a colleague to join them (`hands_over`: to take their place).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    report_in = models.ForeignKey(
        UnitReportIn, models.CASCADE, null=True, related_name="liaison_invitations"
    )
    name = SealedTextField()
    phone = SealedTextField()
    phone_index = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    hands_over = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    objects = LiaisonInvitationQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            **{
                name: Personal(
                    Kind.PERSONAL,
                    N_("请本人来做联络员"),
                    Keep.INVITATION,
                    OFFICE_DUTY,
                    word,
                    NOBODY,
                    secret=name == "phone_index",
                )
                for name, word in (
                    ("name", N_("被请的人的姓名")),
                    ("phone", N_("被请的人的电话")),
                    ("phone_index", N_("被请的人的记号")),
                )
            },
            "made_by": Personal(
                Kind.PERSONAL, N_("谁请的"), Keep.INVITATION, OFFICE_DUTY, N_("谁请的")
            ),
        },
        what=N_("请人做单位联络员"),
        seen_by=N_("没有人；本人用这个电话登录就看得到这份邀请"),
        whose="made_by",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "phone_index"],
                condition=Q(answered_at=None),
                name="liaison_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, agreed=None)
                | Q(answered_at__isnull=False, agreed__isnull=False),
                name="liaison_answer_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["phone_index"], name="liaison_invitations_by_phone")]

    def __str__(self) -> str:
        return str(self.pk)


class MemberInvitationQuerySet(models.QuerySet["MemberInvitation"]):
    def lasting(self) -> "MemberInvitationQuerySet":
        return self.filter(made_at__gt=clock.now() - days_of(Keep.INVITATION) * clock.DAY)

    def visible_to(self, actor: Actor) -> "MemberInvitationQuerySet":
        """One's own, by signing in with the number; a unit is told sums."""
        answerable = self.lasting().filter(state__in=rules.ANSWERABLE)
        return answerable.filter(_own_number(actor))


class MemberInvitation(models.Model):
    """A member of a unit is asked to report in where they live. Nobody is registered by it.

    Once for each unit and number: the row stays as a mark when name and number are erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    compound = models.ForeignKey(Place, models.PROTECT, related_name="+")
    building = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    name = SealedTextField()
    phone = SealedTextField()
    phone_index = models.CharField(max_length=64)
    external_number = SealedTextField()
    state = models.CharField(max_length=10, choices=INVITED_NAMES)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(UnitImport, models.SET_NULL, null=True, related_name="invitations")

    objects = MemberInvitationQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            name: Personal(
                Kind.PERSONAL if name == "phone_index" else Kind.SENSITIVE,
                N_("请单位里的人来报到"),
                Keep.INVITATION,
                OFFICE_DUTY,
                word,
                NOBODY,
                secret=name == "phone_index",
            )
            for name, word in (
                ("name", N_("被请的人的姓名")),
                ("phone", N_("被请的人的电话")),
                ("phone_index", N_("被请的人的记号")),
                ("external_number", N_("别的系统里的编号")),
                ("building", N_("住哪一栋")),
            )
        },
        what=N_("请单位里的人来报到"),
        seen_by=N_("没有人；本人用这个电话登录就看得到这份邀请"),
        whose=NOBODY,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "phone_index"],
                condition=~Q(phone_index=""),
                name="a_member_is_invited_once",
            )
        ]
        indexes = [
            models.Index(fields=["phone_index"], name="invitations_by_phone"),
            models.Index(fields=["made_at"], name="invitations_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
