"""A team, who is in it, who was asked, and what the leader said to all.

It keeps no hours and no attendance: what somebody did stands in their own service record.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin.models import ReportIn
from last500.teams import rules
from last500.teams.rules import State

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
CATEGORY_NAMES = [(category, _(word)) for category, word in rules.CATEGORY_WORDS.items()]
_OPEN = sorted(state.value for state in rules.OPEN)


def desks(actor: Actor) -> Q:
    """Teams of the branches where the actor arranges teams or writes down the consent."""
    seen = Q(pk=None)
    for permission in (Permission.TEAM_ARRANGE, Permission.TEAM_CONSENT):
        for path in actor.branches(permission):
            seen |= Q(place__path__range=branch(path))
    return seen


class TeamQuerySet(models.QuerySet["Team"]):
    def open(self) -> "TeamQuerySet":
        return self.filter(state__in=_OPEN)

    def visible_to(self, actor: Actor) -> "TeamQuerySet":
        """One's own, those one is asked to join, those where one is reported in, and a desk's."""
        seen = desks(actor)
        if actor.person:
            seen |= Q(pk__in=Membership.objects.living().filter(person=actor.person).values("team"))
            seen |= Q(pk__in=TeamInvitation.objects.waiting().to(actor).values("team"))
            home = ReportIn.objects.filter(
                person=actor.person,
                state="confirmed",
                place__path__startswith=OuterRef("place__path"),
            )
            seen |= Q(Exists(home), state__in=_OPEN)
        return self.filter(seen)


class Team(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=30)
    category = models.CharField(max_length=12, choices=CATEGORY_NAMES)
    purpose = models.CharField(max_length=200)
    # Recruitment states what may go wrong (志愿服务条例 12).
    risk_note = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.FORMING)
    # Whether a neighbour joins without being asked, while there is room.
    is_open = models.BooleanField(default=True)
    size = models.PositiveSmallIntegerField(default=rules.USUAL)
    taken = models.PositiveSmallIntegerField(default=0)
    leader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # While nobody leads it the team lies on the desk, until then.
    leader_due_at = models.DateTimeField(null=True)
    # The residents' committee's consent (志愿服务条例 42), and who wrote it down.
    consented_at = models.DateTimeField(null=True)
    consented_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    consent_note = models.CharField(max_length=120, blank=True)
    founded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Keyed hash of the row of a file it came from: the same row is this team.
    import_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001

    objects = TeamQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "leader": Personal(Kind.PERSONAL, N_("谁带队"), Keep.DUTY, word=N_("队长")),
            "consented_by": Personal(
                Kind.PERSONAL,
                N_("谁记下居委会的同意"),
                Keep.DUTY,
                OFFICE_DUTY,
                N_("谁记下的"),
                whose="consented_by",
            ),
        },
        what=N_("服务队"),
        seen_by=N_("队员看得到队长的称呼；安排服务队的值守"),
        whose="leader",
        plain={
            "name": "the name of a team",
            "purpose": "what a team does, written by a desk for the board",
            "risk_note": "what helpers have to watch, written by a desk for the board",
            "consent_note": "where the committee's decision stands, written by a desk",
            "import_index": "a keyed hash of a row",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=rules.FEWEST, size__lte=rules.MOST),
                name="team_of_three_to_twenty",
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("size")), name="members_fit_into_the_team"
            ),
            models.CheckConstraint(
                condition=Q(leader__isnull=False, leader_due_at=None, state__in=_OPEN)
                | Q(leader=None, leader_due_at__isnull=False, state__in=_OPEN)
                | Q(leader=None, leader_due_at=None, state=State.ENDED),
                name="team_without_leader_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.WORKING, State.RESTING])
                | Q(consented_at__isnull=False),
                name="working_team_has_consent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, ended_at=None)
                | Q(state=State.ENDED, ended_at__isnull=False),
                name="ended_team_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="teams_of_a_place"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def living(self) -> "MembershipQuerySet":
        return self.filter(left_at=None)

    def visible_to(self, actor: Actor) -> "MembershipQuerySet":
        """One's own, one's team-mates', and those of the teams a desk arranges."""
        seen = Q(person=actor.person) if actor.person else Q(pk=None)
        if actor.person:
            own = self.model._default_manager.filter(person=actor.person, left_at=None)
            seen |= Q(team__in=own.values("team"), left_at=None)
        seen |= Q(team__in=Team.objects.filter(desks(actor)).values("pk"))
        return self.filter(seen)


class Membership(models.Model):
    """Somebody is in a team, by their own act, until they leave."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {"person": Personal(Kind.PERSONAL, N_("谁在队里"), Keep.DUTY, word=N_("队员"))},
        what=N_("你在哪些服务队"),
        seen_by=N_("同队的人看得到称呼；安排服务队的值守"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "slot"],
                condition=Q(left_at=None),
                name="one_member_per_place_in_team",
            ),
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(left_at=None), name="in_a_team_once"
            ),
            models.CheckConstraint(
                condition=Q(slot__lt=rules.MOST), name="no_place_beyond_the_biggest_team"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(left_at=None), name="teams_of_a_person")
        ]

    def __str__(self) -> str:
        return str(self.slot)


class TeamInvitationQuerySet(models.QuerySet["TeamInvitation"]):
    def waiting(self) -> "TeamInvitationQuerySet":
        return self.filter(answer=TeamInvitation.Answer.ASKED, ends_at__gt=clock.now())

    def to(self, actor: Actor) -> "TeamInvitationQuerySet":
        return self.filter(person=actor.person) if actor.person else self.none()

    def visible_to(self, actor: Actor) -> "TeamInvitationQuerySet":
        """Whoever was asked, and the desk that asks; who said no is told to nobody."""
        return self.to(actor)


class TeamInvitation(models.Model):
    """Somebody was asked to join, or to lead; or a link for one neighbour of a member's choice."""

    class Answer(models.TextChoices):
        ASKED = "asked", _("等回话")
        ACCEPTED = "accepted", _("来了")
        REFUSED = "refused", _("这次不")
        STOPPED = "stopped", _("不用了")

    class To(models.TextChoices):
        JOIN = "join", _("加入")
        LEAD = "lead", _("当队长")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    to = models.CharField(max_length=4, choices=To.choices, default=To.JOIN)
    key_index = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.ASKED)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = TeamInvitationQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {"person": Personal(Kind.PERSONAL, N_("请谁入队"), Keep.MESSAGE, word=N_("请了谁"))},
        what=N_("请你入队的邀请"),
        seen_by=N_("你自己；值守只看得到请了几位"),
        whose="person",
        plain={"key_index": "a keyed hash of a random key"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person", "to"],
                condition=Q(answer="asked"),
                name="asked_once_for_a_team",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(answer="asked", to="lead"),
                name="leading_is_offered_to_one",
            ),
            models.UniqueConstraint(
                fields=["key_index"], condition=~Q(key_index=""), name="one_team_for_a_link"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(key_index=""),
                name="asked_by_name_or_by_link",
            ),
        ]
        indexes = [models.Index(fields=["person", "answer"], name="team_asks_of_a_person")]

    def __str__(self) -> str:
        return self.answer


class TeamWord(models.Model):
    """A short word of the leader to everybody in the team; read on the team's page."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="words")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    text = SealedTextField()
    at = models.DateTimeField()

    scope = SCOPED
    privacy = Privacy(
        {
            "by": Personal(Kind.PERSONAL, N_("谁说的"), Keep.MESSAGE, word=N_("谁说的")),
            "text": Personal(Kind.PERSONAL, N_("告诉队里的一句话"), Keep.MESSAGE, word=N_("话")),
        },
        what=N_("队长说给队里的话"),
        seen_by=N_("同队的人"),
        whose="by",
    )

    class Meta:
        indexes = [models.Index(fields=["team", "-at"], name="words_of_a_team")]

    def __str__(self) -> str:
        return str(self.pk)


class TeamEvent(models.Model):
    """History of a team: appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=12)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    role = models.CharField(max_length=12)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office = models.UUIDField(null=True)

    scope = SCOPED
    privacy = Privacy(
        {"actor": Personal(Kind.PERSONAL, N_("谁做的这一步"), Keep.LOG, "PIPL 51", N_("谁做的"))},
        what=N_("服务队的经过"),
        seen_by=N_("安排服务队的值守"),
        whose="actor",
        plain={
            "action": "one of our words",
            "from_state": "a state",
            "to_state": "a state",
            "role": "one of our words",
        },
    )

    class Meta:
        indexes = [models.Index(fields=["team", "at"], name="events_of_a_team")]

    def __str__(self) -> str:
        return f"{self.action} {self.to_state}"
