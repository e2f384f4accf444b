"""Bodies of a compound, and who sits in them by their own yes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, Public
from last500.councils import rules
from last500.councils.rules import Body as BodyKind
from last500.councils.rules import Seat as SeatState
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch

BODY_NAMES = [(kind, _(word)) for kind, word in rules.BODY_WORDS.items()]
SEAT_NAMES = [(state, _(word)) for state, word in rules.SEAT_WORDS.items()]
CALLED_MOST = 20


def of_desk(actor: Actor, to_path: str) -> Q:
    seen = Q(pk=None)
    for path in actor.branches(Permission.TOPIC_HANDLE):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class Body(models.Model):
    """A kind of body that a compound has chosen to have."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compound = models.ForeignKey(Place, models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=10, choices=BODY_NAMES)
    since = models.DateField()
    ended_on = models.DateField(null=True)

    scope = Public("which bodies a compound has hangs at the gate, and names nobody")
    privacy = Privacy()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compound", "kind"],
                condition=Q(ended_on=None),
                name="one_body_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def word(self) -> str:
        return rules.BODY_WORDS[BodyKind(self.kind)]

    @property
    def is_standing(self) -> bool:
        return self.kind in rules.STANDING


class CouncilSeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, actor: Actor) -> "CouncilSeatQuerySet":
        """Who agreed is known to everybody, in the words they chose; a refusal to nobody."""
        seen = Q(state=SeatState.AGREED) | (
            Q(state=SeatState.ASKED) & of_desk(actor, "body__compound__path")
        )
        if actor.person:
            seen |= Q(person=actor.person)
        return self.filter(seen)


class Seat(models.Model):
    """Somebody in a standing body, by their own yes, for a term."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    called = SealedTextField()
    state = models.CharField(max_length=8, choices=SEAT_NAMES, default=SeatState.ASKED)
    from_on = models.DateField()
    until_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = CouncilSeatQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("谁是成员，本人答应才算"), Keep.TOPIC, CONSENT, N_("哪位成员")
            ),
            "called": Personal(
                Kind.PERSONAL, N_("怎么称呼，自己写的"), Keep.TOPIC, CONSENT, N_("你写的称呼")
            ),
            "asked_by": Personal(
                Kind.PERSONAL, N_("谁请的"), Keep.TOPIC, OFFICE_DUTY, N_("谁请的"),
                whose="asked_by",
            ),
        },
        what=N_("你在议事会、自治委员会的席位"),
        seen_by=N_("答应了，大家看得到你写的称呼；没有答应，只有你自己知道"),
        whose="person",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person"],
                condition=Q(state__in=[SeatState.ASKED, SeatState.AGREED]),
                name="one_council_seat_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="every_seat_has_a_term"
            ),
            models.CheckConstraint(
                condition=Q(state=SeatState.ASKED, answered_at=None)
                | (~Q(state=SeatState.ASKED) & Q(answered_at__isnull=False)),
                name="a_seat_is_held_by_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
