"""Who else takes part: the panel that weighs it, partners, the three parties of the agreement."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.places.models import Place
from last500.projects import rules, words
from last500.projects.models.projects import Project, of_desk, own_organisations
from last500.projects.rules import PartnerState, SeatState

SIDE_NAMES = [(code, _(word)) for code, word in rules.SIDE_WORDS.items()]
OPINION_NAMES = [(code, _(word)) for code, word in rules.OPINION_WORDS.items()]
SEAT_NAMES = [
    (SeatState.ASKED, _("等意见")),
    (SeatState.SAID, _("说过了")),
    (SeatState.DECLINED, _("不参加")),
]
PARTNER_NAMES = [(code, _(word)) for code, word in rules.PARTNER_WORDS.items()]
PARTNER_AS_NAMES = [(code, _(word)) for code, word in words.PARTNER_AS_WORDS.items()]
PARTY_NAMES = [(code, _(word)) for code, word in rules.PARTY_WORDS.items()]


class PanelSeatQuerySet(models.QuerySet["PanelSeat"]):
    def visible_to(self, actor: Actor) -> "PanelSeatQuerySet":
        """The desk, whoever proposed or leads it, and those who sit on the same panel."""
        if actor.person is None:
            return self.none()
        own = own_organisations(actor)
        rows = self.model.objects
        beside = Q(project__in=rows.filter(person=actor.person).values("project"))
        beside |= Q(project__in=rows.filter(organisation__in=own).values("project"))
        mine = Q(project__proposed_by=actor.person) | Q(project__leader=actor.person)
        mine |= Q(project__lead__in=own)
        return self.filter(mine | beside | of_desk(actor, "project__place__path"))


class PanelSeat(models.Model):
    """Somebody, or an organisation through its liaison, is asked what they think of a proposal.

    `words` is what they say; a resident's stands there as "a resident". Who has left their
    account leaves the opinion without name and words.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="seats")
    side = models.CharField(max_length=10, choices=SIDE_NAMES)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=SEAT_NAMES, default=SeatState.ASKED)
    opinion = models.CharField(max_length=8, choices=OPINION_NAMES, blank=True)
    words = SealedTextField()
    said_at = models.DateTimeField(null=True)

    objects = PanelSeatQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("请谁来评议"), Keep.DUTY, word=N_("谁参加评议")
            ),
            "words": Personal(
                Kind.SENSITIVE, N_("评议的意见留作记录"), Keep.DUTY, word=N_("评议时说的话")
            ),
        },
        what=N_("项目的评议"),
        seen_by=N_("你自己；管这个项目的值守、提的人和同一次评议的人，居民的意见不带姓名"),
        whose="person",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=Q(person__isnull=False),
                name="one_seat_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=Q(organisation__isnull=False),
                name="one_seat_of_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(state=SeatState.SAID, said_at__isnull=False) & ~Q(opinion="")
                | ~Q(state=SeatState.SAID) & Q(opinion=""),
                name="silence_is_no_opinion",
            ),
            models.CheckConstraint(
                condition=~Q(side=rules.Side.SOCIAL) | Q(organisation__isnull=False),
                name="social_side_is_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PartnerQuerySet(models.QuerySet["Partner"]):
    def agreed(self) -> "PartnerQuerySet":
        return self.filter(state=PartnerState.AGREED)

    def taking_part(self) -> "PartnerQuerySet":
        """Asked, offered or agreed."""
        return self.filter(state__in=rules.TAKING_PART)


class Partner(models.Model):
    """An organisation takes part by its own liaison's yes, until a day that it names itself.

    Asked by whoever runs the project, or offered by its liaison: then the other side answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    as_what = models.CharField(max_length=12, choices=PARTNER_AS_NAMES)
    part = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=PARTNER_NAMES, default=PartnerState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    until_on = models.DateField(null=True)

    objects = PartnerQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "answered_by": Personal(
                Kind.PERSONAL, N_("谁替单位答应的"), Keep.DUTY, word=N_("谁答应的")
            )
        },
        what=N_("项目的合作"),
        seen_by=N_("合作本身从招人起谁都看得到；谁答应的只有值守看得到"),
        whose="answered_by",
        plain={"part": "hangs at the gate"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=Q(state__in=sorted(rules.TAKING_PART)),
                name="partner_is_asked_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=PartnerState.AGREED)
                | Q(answered_at__isnull=False, until_on__isnull=False),
                name="agreed_partner_says_until_when",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="partnerships_of_one")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.PARTNER_SHAPES[self.state]


class Party(models.Model):
    """One of the three sides of the agreement: a desk (`place`), an organisation, or a neighbour
    who speaks for a group that has a `name`. Nobody says yes for two of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="parties")
    side = models.CharField(max_length=10, choices=PARTY_NAMES)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("谁替居民小组说话"), Keep.DUTY, word=N_("替小组说话")
            ),
            "agreed_by": Personal(
                Kind.PERSONAL, N_("协议上谁同意的"), Keep.DUTY, OFFICE_DUTY, N_("谁同意的"),
                whose="agreed_by",
            ),
        },
        what=N_("三方协议的一方"),
        seen_by=N_("三方；管这个项目的值守"),
        whose="person",
        plain={"name": "the name of a place, an organisation or a group"},
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "side"], name="one_party_of_a_side"),
            models.UniqueConstraint(
                fields=["project", "agreed_by"],
                condition=Q(agreed_by__isnull=False),
                name="three_parties_are_three_people",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | Q(agreed_at__isnull=False),
                name="party_that_agreed_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name
