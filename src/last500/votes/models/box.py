"""The box: who watches and who reads by their own yes, ballots, and each reading of a ballot.

A ballot is in the book once two different people have read it alike (`ballot_is_read_by_two`);
once the vote is counted nothing of it changes (`box_is_sealed`).
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, DUTY, NOBODY, OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED, WALLED
from last500.people.models import Person
from last500.votes import rules
from last500.votes.models.roll import RollUnit, seats_of
from last500.votes.models.votes import Vote, of_desk
from last500.votes.rules import BallotState, Role, SeatState

ROLE_NAMES = [(code, _(word)) for code, word in rules.ROLE_WORDS.items()]
SEAT_NAMES = [(code, _(word)) for code, word in rules.SEAT_WORDS.items()]
BALLOT_NAMES = [(code, _(word)) for code, word in rules.BALLOT_WORDS.items()]


class SeatQuerySet(models.QuerySet["Seat"]):
    def sitting(self) -> "SeatQuerySet":
        return self.filter(state=SeatState.AGREED)

    def watching(self) -> "SeatQuerySet":
        return self.sitting().filter(role__in=rules.SCRUTINEERS)

    def visible_to(self, actor: Actor) -> "SeatQuerySet":
        """One's own seat; whoever runs the vote."""
        if actor.person is None:
            return self.none()
        return self.filter(Q(person=actor.person) | of_desk(actor, "vote__compound__path"))


class Seat(models.Model):
    """Asked to watch for one of three sides, to read ballots, or to count again; sits by their own
    yes.

    A scrutineer signs the result, or says why not (`remark`); who counted again says whether it
    came out the same (`signs`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.CASCADE, related_name="seats")
    role = models.CharField(max_length=10, choices=ROLE_NAMES)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=SEAT_NAMES, default=SeatState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signs = models.BooleanField(null=True)
    remark = SealedTextField()

    objects = SeatQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Class.PERSONAL, N_("谁监票、谁录票"), Keep.BALLOT, CONSENT, N_("谁监票、谁录票")
            ),
            "remark": Personal(
                Class.PERSONAL, N_("监票人为什么不签"), Keep.BALLOT, CONSENT, N_("你写的话")
            ),
        },
        what=N_("表决的监票人和录票人"),
        seen_by=N_("你自己；办这次表决的值守"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "person"],
                condition=Q(person__isnull=False),
                name="one_seat_in_a_vote",
            ),
            models.UniqueConstraint(
                fields=["vote", "role"],
                condition=Q(role__in=list(rules.SCRUTINEERS)) & ~Q(state=SeatState.DECLINED),
                name="one_scrutineer_of_a_side",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(state=SeatState.AGREED, signs__isnull=False),
                name="who_signs_has_said_yes",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="votes_one_has_a_seat_in")]

    def __str__(self) -> str:
        return str(self.pk)


def _of_readers(actor: Actor) -> Q:
    return of_desk(actor, "vote__compound__path") | seats_of(actor, tuple(Role))


class BallotQuerySet(models.QuerySet["Ballot"]):
    def visible_to(self, actor: Actor) -> "BallotQuerySet":
        """The desk, those who watch and those who read."""
        return self.filter(_of_readers(actor))

    def waiting(self) -> "BallotQuerySet":
        return self.exclude(state=BallotState.AGREED)


class Ballot(models.Model):
    """A paper out of the box. `copy`: the second paper of the same unit is its 2.

    Once two have read it alike: `number` in the order of the book, `commitment` (HMAC-SHA-256 of
    what it says, under `salt`) as it stands in the log. `box`: the label of the box or bag in which
    the paper lies; `scan`: SHA-256 of its scan, which is not kept here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="ballots")
    unit = models.ForeignKey(RollUnit, models.PROTECT, related_name="ballots")
    copy = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=BALLOT_NAMES, default=BallotState.ONCE)
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveIntegerField(null=True)
    salt = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    box = models.CharField(max_length=rules.BOX_MOST, blank=True)
    scan = models.CharField(max_length=64, blank=True)

    objects = BallotQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "unit": Personal(
                Class.PERSONAL, N_("哪一套投了票"), Keep.BALLOT, DUTY, N_("哪一套"), whose=NOBODY
            )
        },
        what=N_("纸质选票"),
        seen_by=N_("值守、三位监票人、录票人；谁都不在网上公布"),
        whose=NOBODY,
        plain={
            "salt": "chance",
            "commitment": "a salted hash",
            "box": "the label of a box or a bag",
            "scan": "the hash of a file that is kept elsewhere",
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "unit", "copy"], name="one_paper_one_ballot"),
            models.UniqueConstraint(
                fields=["vote", "number"],
                condition=Q(number__isnull=False),
                name="ballot_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(state=BallotState.AGREED, number__isnull=False) & ~Q(commitment="")
                | ~Q(state=BallotState.AGREED) & Q(number=None, commitment=""),
                name="agreed_ballot_is_committed",
            ),
            models.CheckConstraint(
                condition=Q(scan="") | Q(Exact(Length("scan"), 64)), name="scan_is_a_sha256"
            ),
        ]
        indexes = [models.Index(fields=["vote", "state", "begun_at"], name="ballots_that_wait")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def paper(self) -> str:
        """What stands on the corner of the paper, with 2 for the second of the unit."""
        return f"{self.unit.number}-{self.copy}" if self.copy > 1 else f"{self.unit.number}"


class Reading(models.Model):
    """One person's reading of a ballot. `said`: canonical JSON of what stands on it.

    `said_index` is a keyed hash of the same, so that the database can compare two readings.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="readings")
    round = models.PositiveSmallIntegerField(default=1)
    reader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    said = SealedTextField()
    said_index = models.CharField(max_length=64)
    at = models.DateTimeField()

    scope = WALLED
    privacy = Privacy(
        {
            "reader": Personal(
                Class.PERSONAL, N_("谁录的票"), Keep.BALLOT, OFFICE_DUTY, N_("谁录的"),
                whose="reader",
            ),
            "said": Personal(
                Class.SENSITIVE, N_("计票、复核"), Keep.BALLOT, DUTY, N_("票上写的"), whose=NOBODY
            ),
        },
        what=N_("选票的录入"),
        seen_by=N_("值守、三位监票人；录票人只看自己录的"),
        whose="reader",
        plain={"said_index": "a keyed hash"},
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "round", "reader"],
                condition=Q(reader__isnull=False),
                name="nobody_reads_a_ballot_twice",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
