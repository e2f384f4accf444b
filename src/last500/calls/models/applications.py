"""Applications to a call, and what coach and applicant write to each other about one."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.calls import rules
from last500.calls.models.calls import REASON_MOST, Call, of_runner
from last500.calls.models.reviewing import Declaration, Reviewer
from last500.calls.rules import Applicant, Seat, Stand, State
from last500.letters.models import Letter
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.projects.models import Partner, Project
from last500.projects.models.projects import own_organisations
from last500.reportin.models import ReportIn

APPLICANT_NAMES = [(code, _(word)) for code, word in rules.APPLICANT_WORDS.items()]
STAND_NAMES = [(code, _(word)) for code, word in rules.STAND_WORDS.items()]
GROUP_MOST = 20


def own(actor: Actor) -> Q:
    """Applications that the actor has made, or whose organisation they speak for."""
    return Q(person=actor.person) | Q(organisation__in=own_organisations(actor))


def bound_to(actor: Actor) -> Q:
    """Applications with which the actor has to do, whatever they have declared: their own, of an
    organisation or a partner for which they speak, or with which they are reported in."""
    partners = Partner.objects.taking_part().filter(organisation__in=own_organisations(actor))
    home = ReportIn.objects.active().filter(person=actor.person, organisation__isnull=False)
    return (
        own(actor)
        | Q(project__in=partners.values("project"))
        | Q(organisation__in=home.values("organisation"))
    )


def with_interest(person: UUID | None) -> Q:
    """Applications in which this person has declared an interest."""
    said = Declaration.objects.filter(reviewer__person=person, interest=True)
    return Q(pk__in=said.values("application"))


class ApplicationQuerySet(models.QuerySet["Application"]):
    def sent(self) -> "ApplicationQuerySet":
        return self.filter(stand__in=rules.SENT)

    def of(self, actor: Actor) -> "ApplicationQuerySet":
        return self.filter(own(actor)) if actor.person else self.none()

    def apart_from(self, actor: Actor) -> "ApplicationQuerySet":
        """Those with which the actor has nothing to do: by the tables, and by their own word."""
        free = self.model._base_manager.filter(bound_to(actor) | with_interest(actor.person))
        return self.exclude(pk__in=free.values("pk"))

    def to_run(self, actor: Actor) -> "ApplicationQuerySet":
        """Sent to calls that the actor runs; never one with which they have to do."""
        rows = self.filter(of_runner(actor, "call__place__path"))
        return rows.exclude(submitted_at=None).apart_from(actor)

    def to_review(self, actor: Actor) -> "ApplicationQuerySet":
        """Of calls on whose panel the actor sits, after they have declared for every one."""
        seats = Reviewer.objects.filter(
            person=actor.person, state=Seat.AGREED, declared_at__isnull=False
        )
        clean = Declaration.objects.filter(reviewer__in=seats, interest=False)
        rows = self.sent().filter(pk__in=clean.values("application"))
        return rows.filter(call__state=State.REVIEWING).apart_from(actor)

    def to_sign(self, actor: Actor) -> "ApplicationQuerySet":
        """Accepted and told: one's own, those of calls that the actor runs, and those that happen
        in a community for which the actor speaks."""
        if actor.person is None:
            return self.none()
        seen = own(actor) | Q(pk__in=self.model.objects.to_run(actor).values("pk"))
        for path in actor.branches(Permission.PROJECT_REVIEW):
            seen |= Q(place__path__range=branch(path))
        return self.filter(seen, stand=Stand.ACCEPTED, call__told_at__isnull=False)

    def visible_to(self, actor: Actor) -> "ApplicationQuerySet":
        """One's own; whoever runs the call and whoever reviews it, unless they have an interest."""
        if actor.person is None:
            return self.none()
        rows = self.model.objects
        seen = own(actor) | Q(pk__in=rows.to_run(actor).values("pk"))
        return self.filter(seen | Q(pk__in=rows.to_review(actor).values("pk")))

    def published(self) -> "ApplicationQuerySet":
        return self.filter(stand__in=rules.WITH_RESULT, call__published_at__isnull=False)


class Application(models.Model):
    """`draft` holds what was filled in until it is sent; then a project carries the proposal: a
    new one, or one that was weighed before and whose carrier brings it (`brought`).

    `organisation` applies through its liaison; else `person` does, alone or for the group that
    has `group_name`. Sums in fen.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="applications")
    applicant = models.CharField(max_length=8, choices=APPLICANT_NAMES)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    group_name = models.CharField(max_length=GROUP_MOST, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    draft = SealedJSONField(default=dict)
    project = models.OneToOneField(
        Project, models.PROTECT, null=True, related_name="venture_application"
    )
    stand = models.CharField(max_length=10, choices=STAND_NAMES, default=Stand.DRAFT)
    asked_fen = models.BigIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    granted_fen = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=REASON_MOST, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")

    objects = ApplicationQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(Kind.PERSONAL, N_("谁申请的"), Keep.DUTY, word=N_("谁申请的")),
            "draft": Personal(
                Kind.SENSITIVE, N_("还没交的申请"), Keep.DUTY, word=N_("写了一半的申请")
            ),
            "decided_by": Personal(
                Kind.PERSONAL, N_("谁写的结果"), Keep.DUTY, OFFICE_DUTY, N_("谁写的结果"),
                whose="decided_by",
            ),
        },
        what=N_("公益创投的申请"),
        seen_by=N_("你自己；交了以后，发起征集的一方和没有关系的评审"),
        whose="person",
        plain={
            "group_name": "the name of a group",
            "reason": "published with the result",
        },
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation"],
                condition=Q(organisation__isnull=False) & ~Q(stand=Stand.WITHDRAWN),
                name="one_application_of_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["call", "person"],
                condition=Q(person__isnull=False) & ~Q(stand=Stand.WITHDRAWN),
                name="one_application_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) | Q(person=None),
                name="an_organisation_or_a_neighbour_applies",
            ),
            models.CheckConstraint(
                condition=~Q(applicant=Applicant.GROUP) | ~Q(group_name=""),
                name="a_group_has_its_name",
            ),
            models.CheckConstraint(
                condition=~Q(stand__in=sorted(rules.SENT))
                | Q(project__isnull=False, submitted_at__isnull=False),
                name="what_was_sent_carries_a_project",
            ),
            models.CheckConstraint(
                # `isnull` is said: a comparison with nothing is no refusal.
                condition=Q(
                    stand=Stand.ACCEPTED,
                    granted_fen__isnull=False,
                    granted_fen__gt=0,
                    granted_fen__lte=F("asked_fen"),
                )
                | ~Q(stand=Stand.ACCEPTED) & Q(granted_fen=None),
                name="granted_is_at_most_asked",
            ),
            models.CheckConstraint(
                condition=~Q(stand__in=sorted(rules.WITH_RESULT))
                | Q(decided_at__isnull=False) & ~Q(reason=""),
                name="every_result_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(person=None) | ~Q(decided_by=F("person")),
                name="nobody_decides_on_their_own_application",
            ),
            models.CheckConstraint(
                condition=Q(stand=Stand.WITHDRAWN, withdrawn_at__isnull=False)
                | ~Q(stand=Stand.WITHDRAWN) & Q(withdrawn_at=None),
                name="withdrawn_application_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "stand"], name="applications_of_a_call"),
            models.Index(fields=["person", "begun_at"], name="applications_of_a_person"),
            models.Index(fields=["organisation", "begun_at"], name="applications_of_one"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def public_name(self) -> str:
        """An organisation or a group by its name; a neighbour is never named."""
        if self.organisation is not None:
            return self.organisation.name
        return self.group_name or _now("一位居民")

    @property
    def told(self) -> bool:
        return self.call.told_at is not None

    @property
    def brought(self) -> bool:
        """Whether its project was there before it: weighed already, and with those who asked."""
        return self.project is not None and self.project.proposed_at < self.begun_at

    @property
    def signed(self) -> bool:
        return self.letter_id is not None


class CoachNoteQuerySet(models.QuerySet["CoachNote"]):
    def visible_to(self, actor: Actor) -> "CoachNoteQuerySet":
        """Whoever applies and whoever runs the call; reviewers do not read it."""
        if actor.person is None:
            return self.none()
        rows = Application.objects
        seen = rows.filter(Q(pk__in=rows.to_run(actor).values("pk")) | own(actor))
        return self.filter(application__in=seen.values("pk"))


class CoachNote(models.Model):
    """One word between coach and applicant; appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_applicant = models.BooleanField()
    words = SealedTextField()

    objects = CoachNoteQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "author": Personal(Kind.PERSONAL, N_("谁写的"), Keep.DUTY, word=N_("谁写的")),
            "words": Personal(
                Kind.SENSITIVE, N_("辅导时来回的话"), Keep.DUTY, word=N_("辅导时写的话")
            ),
        },
        what=N_("公益创投的辅导"),
        seen_by=N_("申请的人和发起征集的一方；评审看不到"),
        whose="author",
    )

    class Meta:
        indexes = [models.Index(fields=["application", "at"], name="notes_of_an_application")]

    def __str__(self) -> str:
        return str(self.pk)
