"""Units report in to communities; both sides agree, either may end it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.letters.models import Letter
from last500.organisations.models import Liaison, Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.units import rules
from last500.units.rules import Side, State

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
SIDE_NAMES = [(Side.UNIT, _("单位")), (Side.COMMUNITY, _("社区"))]


class UnitReportInQuerySet(models.QuerySet["UnitReportIn"]):
    def active(self) -> "UnitReportInQuerySet":
        return self.filter(state__in=rules.ACTIVE)

    def agreed(self) -> "UnitReportInQuerySet":
        return self.filter(state=State.AGREED)

    def of(self, actor: Actor) -> "UnitReportInQuerySet":
        """Those of one's own organisations, and what one has asked for oneself and is not agreed:
        nobody is a liaison before a community has said yes."""
        if actor.person is None:
            return self.none()
        own = Liaison.objects.acting(clock.today()).filter(person=actor.person)
        asked = Q(unit_agreed_by=actor.person, state__in=[State.ASKED, State.REFUSED])
        return self.filter(Q(organisation__in=own.values("organisation")) | asked)

    def handled_by(self, actor: Actor) -> "UnitReportInQuerySet":
        """Those of the communities the actor looks after."""
        seen = Q(pk=None)
        for path in actor.branches(Permission.UNIT_MANAGE):
            seen |= Q(community__path__range=branch(path))
        return self.filter(seen)

    def visible_to(self, actor: Actor) -> "UnitReportInQuerySet":
        return self.of(actor) | self.handled_by(actor)


class UnitReportIn(models.Model):
    """A unit and a community; `rhythm_days` is how often both expect that something is done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="report_ins")
    community = models.ForeignKey(Place, models.PROTECT, related_name="unit_report_ins")
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    rhythm_days = models.PositiveSmallIntegerField(default=90)
    # Another rhythm that one side has proposed and the other has not answered yet.
    rhythm_wanted = models.PositiveSmallIntegerField(null=True)
    rhythm_wanted_by = models.CharField(max_length=10, choices=SIDE_NAMES, blank=True)
    # What the unit offers, whom it finds at the community: free words, so they lie sealed.
    offers = SealedTextField()
    contact = SealedTextField()
    asked_at = models.DateTimeField()
    # Whoever said yes for each side; both stand there when it is agreed.
    unit_agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit_agreed_at = models.DateTimeField(null=True)
    community_agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    community_agreed_at = models.DateTimeField(null=True)
    # The liaison's name stands in the agreement only by their own tick.
    names_liaison = models.BooleanField(default=False)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    reason = SealedTextField()
    moved_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="moved_to")
    external_number = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = UnitReportInQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "unit_agreed_by": Personal(
                Kind.PERSONAL, N_("谁代表单位同意的"), Keep.UNIT, OFFICE_DUTY, N_("谁代表单位")
            ),
            "community_agreed_by": Personal(
                Kind.PERSONAL,
                N_("谁代表社区同意的"),
                Keep.UNIT,
                OFFICE_DUTY,
                N_("谁代表社区"),
                whose="community_agreed_by",
            ),
            "offers": Personal(
                Kind.PERSONAL, N_("单位能做什么"), Keep.UNIT, CONSENT, N_("单位能做什么")
            ),
            "contact": Personal(
                Kind.PERSONAL,
                N_("单位在社区找谁"),
                Keep.UNIT,
                OFFICE_DUTY,
                N_("在社区找谁"),
                whose="community_agreed_by",
            ),
            "reason": Personal(
                Kind.PERSONAL, N_("为什么没有同意或者结束了"), Keep.UNIT, OFFICE_DUTY, N_("原因")
            ),
        },
        what=N_("单位报到"),
        seen_by=N_("单位的联络员；社区和街道"),
        whose="unit_agreed_by",
        plain={
            "rhythm_wanted_by": "a side",
            "external_number": "the number of an organisation in another system",
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "community"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_active_report_in_of_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed")
                | Q(unit_agreed_at__isnull=False, community_agreed_at__isnull=False),
                name="agreed_means_both_sides",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed"], ended_at=None)
                | Q(state__in=["refused", "ended"], ended_at__isnull=False),
                name="unit_report_in_over_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(rhythm_wanted=None, rhythm_wanted_by="")
                | (
                    Q(rhythm_wanted__isnull=False, state="agreed")
                    & Q(rhythm_wanted_by__in=["unit", "community"])
                ),
                name="a_rhythm_is_wanted_by_a_side",
            ),
        ]
        indexes = [models.Index(fields=["community", "state"], name="units_of_a_community")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def waits_for(self) -> Side | None:
        return rules.waits_for(
            self.state,
            unit_yes=self.unit_agreed_at is not None,
            community_yes=self.community_agreed_at is not None,
        )


class UnitReportInEvent(models.Model):
    """History of a unit's report-in: appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report_in = models.ForeignKey(UnitReportIn, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    side = models.CharField(max_length=10, choices=SIDE_NAMES)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office = models.UUIDField(null=True)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    # A number of days where the step was about the rhythm.
    days = models.PositiveSmallIntegerField(null=True)

    scope = SCOPED
    privacy = Privacy(
        {
            "actor": Personal(
                Kind.PERSONAL, N_("谁做的这一步"), Keep.UNIT, OFFICE_DUTY, N_("谁做的")
            )
        },
        what=N_("单位报到的经过"),
        seen_by=N_("单位的联络员；社区和街道。看得到是哪一边，看不到是谁"),
        whose="actor",
        plain={"action": "one of our words", "from_state": "a state", "to_state": "a state"},
    )

    class Meta:
        indexes = [models.Index(fields=["report_in", "at"], name="events_of_a_unit_report_in")]

    def __str__(self) -> str:
        return f"{self.action} {self.to_state}"
