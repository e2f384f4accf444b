"""A rota of one household, its turns, and who has said that they will be asked.

The rota holds when it comes and what for. Who the household is stands in the contact vault
(people.Contact); contact, door, acceptance and the resident's word of each turn are its request's.
"""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.ids import uuid7
from last500.base.scope import WALLED
from last500.organisations.rules import Permission
from last500.people.models import Contact, Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.rotas import privacy as declared
from last500.rotas import rules
from last500.service_requests.models import Channel, ServiceRequest, Spot

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]


class RotaQuerySet(models.QuerySet["Rota"]):
    def live(self) -> "RotaQuerySet":
        return self.filter(state__in=rules.LIVE)

    def of_household(self, actor: Actor) -> "RotaQuerySet":
        """Whose help it is: by account, or opened by the private link in this session."""
        own = Q(pk__in=actor.opened)
        if actor.person:
            own |= Q(contact__person=actor.person)
        return self.filter(own)

    def arranged_by(self, actor: Actor) -> "RotaQuerySet":
        """Those of the desks the actor holds; what its household has locked is on none."""
        seen = Q(pk=None)
        for path in actor.branches(Permission.ROTA_ARRANGE):
            seen |= Q(place__path__range=branch(path))
        return self.filter(seen).exclude(contact__person__restricted_at__isnull=False)

    def shared_by(self, actor: Actor) -> "RotaQuerySet":
        """Those the actor has joined."""
        if actor.person is None:
            return self.none()
        seats = RotaMember.objects.filter(person=actor.person, state=rules.Seat.JOINED)
        return self.filter(pk__in=seats.values("rota"))

    def visible_to(self, actor: Actor) -> "RotaQuerySet":
        return self.of_household(actor) | self.arranged_by(actor) | self.shared_by(actor)


class Rota(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="rotas")
    building = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    from_request = models.ForeignKey(
        ServiceRequest, models.PROTECT, null=True, related_name="rotas"
    )
    contact = models.OneToOneField(Contact, models.PROTECT, related_name="rota")
    link_index = models.CharField(max_length=64, unique=True)
    link_key = SealedTextField()
    state = models.CharField(max_length=10, choices=STATE_NAMES)

    category = models.CharField(max_length=24)
    spot = models.CharField(max_length=8, choices=Spot.choices, default=Spot.HOME)
    # What those who are asked read of it before they accept, and what is for whoever comes.
    title = SealedTextField()
    text = SealedTextField()
    risk_note = SealedTextField()
    # Who may come to the door, as the household wishes it (as of a request).
    visit_wish = SealedJSONField(default=dict)
    minutes = models.PositiveSmallIntegerField(default=60)
    wanted = models.PositiveSmallIntegerField(default=1)

    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in rules.Kind])
    every = models.PositiveSmallIntegerField(default=1)
    weekday = models.PositiveSmallIntegerField()
    nth = models.PositiveSmallIntegerField(default=0)
    start = models.PositiveSmallIntegerField()  # minutes from midnight
    starts_on = models.DateField()
    ends_on = models.DateField()
    skips_holidays = models.BooleanField(default=True)
    paused_until = models.DateField(null=True)
    # Up to which day turns stand ready; the worker adds to them.
    planned_to = models.DateField(null=True)
    told_it_ends_at = models.DateTimeField(null=True)

    # By which way the household's word came, and when.
    channel = models.CharField(max_length=10, choices=Channel.choices)
    agreed_how = models.CharField(max_length=30, blank=True)
    agreed_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Keyed hash of the row of a file it came from: the same row is this rota.
    import_index = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001

    objects = RotaQuerySet.as_manager()
    scope = WALLED
    privacy = declared.ROTA

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["running", "paused"]) | Q(agreed_at__isnull=False),
                name="running_rota_has_its_households_yes",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at=None)),
                name="ended_rota_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="weeks", every__gte=1, every__lte=rules.MOST_WEEKS)
                | Q(kind="months", nth__gte=1, nth__lte=rules.LAST),
                name="rota_comes_again",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, start__lt=24 * 60, ends_on__gte=F("starts_on")),
                name="rota_has_day_and_hour",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="rotas_of_a_place"),
            models.Index(
                fields=["planned_to"], condition=Q(state="running"), name="rotas_to_plan_further"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def pattern(self) -> rules.Pattern:
        return rules.Pattern(
            self.kind, self.every, self.weekday, self.nth, self.start, self.starts_on
        )


class Turn(models.Model):
    """One day of a rota. Placed, it has a request, and everything that happens is that one's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rota = models.ForeignKey(Rota, models.CASCADE, related_name="turns")
    on = models.DateField()
    state = models.CharField(max_length=8, choices=[(state, state) for state in rules.TurnState])
    request = models.OneToOneField(ServiceRequest, models.PROTECT, null=True, related_name="turn")
    # Two have swapped it: the plan leaves it as they agreed.
    is_fixed = models.BooleanField(default=False)
    # Somebody besides those whose turn it was has been asked; the desk has it now.
    stood_in_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)

    scope = WALLED
    privacy = declared.TURN

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rota", "on"], name="one_turn_for_each_day"),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(request=None), name="planned_turn_has_no_request"
            ),
            models.CheckConstraint(
                condition=~Q(state="placed") | Q(request__isnull=False),
                name="placed_turn_has_its_request",
            ),
        ]
        indexes = [
            models.Index(fields=["on"], condition=Q(state="planned"), name="turns_to_place"),
        ]

    def __str__(self) -> str:
        return self.on.isoformat()

    @property
    def at(self) -> datetime:
        """The moment at which it begins."""
        hour = time(self.rota.start // 60, self.rota.start % 60)
        return datetime.combine(self.on, hour, clock.ZONE)

    @property
    def ends_at(self) -> datetime:
        return self.at + timedelta(minutes=self.rota.minutes)


class RotaMember(models.Model):
    """Somebody who was asked into a rota, or is in it by their own yes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rota = models.ForeignKey(Rota, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="rota_seats")
    state = models.CharField(max_length=8, choices=[(seat, seat) for seat in rules.Seat])
    # Codes that tell why this person was asked (dispatch.words).
    reasons = SealedJSONField()
    asked_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    # The day of the last turn they were asked for: whose turn is next, and nothing else.
    last_on = models.DateField(null=True)
    last_place = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateField(null=True)

    scope = WALLED
    privacy = declared.MEMBER

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rota", "person"],
                condition=Q(state__in=["invited", "joined"]),
                name="one_seat_in_a_rota",
            ),
            models.CheckConstraint(
                condition=~Q(state="joined") | Q(joined_at__isnull=False),
                name="joined_rota_by_ones_own_yes",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="rotas_of_a_member")]

    def __str__(self) -> str:
        return self.state


class Planned(models.Model):
    """Whose turn it is. It makes nobody come: they are asked for that day by an invitation."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="planned")
    member = models.ForeignKey(RotaMember, models.CASCADE, related_name="planned")

    scope = WALLED
    privacy = declared.PLANNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn", "member"], name="planned_once_for_a_turn")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TurnSwap(models.Model):
    """One member asks another to change two turns; it holds when both have said yes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    given = models.ForeignKey(Turn, models.CASCADE, related_name="swaps_given")
    taken = models.ForeignKey(Turn, models.CASCADE, related_name="swaps_taken")
    asker = models.ForeignKey(RotaMember, models.CASCADE, related_name="swaps_asked")
    other = models.ForeignKey(RotaMember, models.CASCADE, related_name="swaps_to_answer")
    state = models.CharField(max_length=8, choices=[(swap, swap) for swap in rules.Swap])
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    scope = WALLED
    privacy = declared.SWAP

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["given", "asker"],
                condition=Q(state="asked"),
                name="one_swap_asked_for_a_turn",
            ),
            models.CheckConstraint(condition=~Q(asker=F("other")), name="swap_with_somebody_else"),
            models.CheckConstraint(condition=~Q(given=F("taken")), name="swap_of_two_turns"),
        ]

    def __str__(self) -> str:
        return self.state


class RotaEvent(models.Model):
    """One thing that happened to a rota: appended in the same transaction, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rota = models.ForeignKey(Rota, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=12)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    role = models.CharField(max_length=10)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    door = models.CharField(max_length=10)
    # Words for the sentence that are not personal: a day, a way.
    facts = models.JSONField(default=dict)

    scope = WALLED
    privacy = declared.EVENT

    class Meta:
        indexes = [models.Index(fields=["rota", "at"], name="events_of_a_rota")]

    def __str__(self) -> str:
        return f"{self.action} {self.to_state}"
