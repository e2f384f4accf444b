"""A book, what waits for its second person, and what stands in it for good.

Sums are fen. An entry names no person: who posted and who confirmed stands in its posting, and is
forgotten when its time is over; the entry stays.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED, Public
from last500.households.models import Relation
from last500.households.rules import State as RelationState
from last500.ledger import rules
from last500.ledger.rules import Direction, Kind, State
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch

KIND_NAMES = [(kind, _(word)) for kind, word in rules.KIND_WORDS.items()]
DIRECTION_NAMES = [(one, _(word)) for one, word in rules.DIRECTION_WORDS.items()]
STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
_IN, _OUT = [str(kind) for kind in rules.INCOME], [str(kind) for kind in rules.SPENDING]
AT_THE_GATE = "hangs at the gate; people are never named in it"
DESK_PERMISSIONS = (Permission.LEDGER_POST, Permission.LEDGER_CONFIRM)


def of_desk(
    actor: Actor, to_path: str, permissions: tuple[Permission, ...] = DESK_PERMISSIONS
) -> Q:
    """Rows of the branches in which the actor holds one of these permissions."""
    seen = Q(pk=None)
    for permission in permissions:
        for path in actor.branches(permission):
            seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class Book(models.Model):
    """One for each compound. `opened_on` is the day of its opening balance.

    `fund_percent` of the revenue goes to the maintenance fund first while that is low (0: no such
    rule here); `fund_first_fen` is its first amount, `fund_fen` what was left of it on `fund_on`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.OneToOneField(Place, models.PROTECT, related_name="book")
    opened_on = models.DateField()
    made_at = models.DateTimeField()
    fund_percent = models.PositiveSmallIntegerField(default=0)
    fund_first_fen = models.BigIntegerField(default=0)
    fund_fen = models.BigIntegerField(default=0)
    fund_on = models.DateField(null=True)

    scope = Public("that a compound keeps a book hangs at its gate")
    privacy = Privacy()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fund_percent=0)
                | Q(
                    fund_percent__gte=rules.FUND_LEAST_PERCENT,
                    fund_percent__lte=100,
                    fund_first_fen__gt=0,
                    fund_on__isnull=False,
                ),
                name="fund_rule_is_whole_or_off",
            ),
            models.CheckConstraint(
                condition=Q(fund_fen__gte=0, fund_first_fen__gte=0), name="fund_is_not_below_nought"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def stream(self) -> str:
        """Of the log: one entry there for each entry here, in the same order."""
        return f"ledger:{self.place_id}"

    @property
    def papers(self) -> str:
        """Of the log: statements and rules of this book."""
        return f"statements:{self.place_id}"


class PostingQuerySet(models.QuerySet["Posting"]):
    def waiting(self) -> "PostingQuerySet":
        return self.filter(state=State.WAITING)

    def visible_to(self, actor: Actor) -> "PostingQuerySet":
        """Whoever posts or confirms at this compound."""
        return self.filter(of_desk(actor, "place__path"))


class Posting(models.Model):
    """One person says what came in or went out; it is in no balance until another confirms it.

    `reverses` takes an entry back; `replaces` is the right one after that. `place` is the
    compound of the book, as imports ask for it. Each state but the first is final: who and when
    stand in the row itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="postings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=KIND_NAMES)
    direction = models.CharField(max_length=3, choices=DIRECTION_NAMES)
    amount_fen = models.BigIntegerField()
    day = models.DateField()
    counterparty = models.CharField(max_length=rules.COUNTERPARTY_MOST)
    words = models.CharField(max_length=rules.WORDS_MOST)
    reverses = models.ForeignKey("Entry", models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey("Entry", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.WAITING)
    posted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=rules.REASON_MOST, blank=True)
    import_index = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001

    objects = PostingQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "posted_by": Personal(
                Class.PERSONAL, N_("谁记的账"), Keep.RECORD, OFFICE_DUTY, N_("谁记的账")
            ),
            "decided_by": Personal(
                Class.PERSONAL,
                N_("谁核对的"),
                Keep.RECORD,
                OFFICE_DUTY,
                N_("谁核对的"),
                whose="decided_by",
            ),
        },
        what=N_("公共收益的记账"),
        seen_by=N_("账本身谁都看得到；谁记的、谁核对的只有值守和记账员看得到"),
        whose="posted_by",
        plain={
            **dict.fromkeys(("counterparty", "words", "reason"), AT_THE_GATE),
            "import_index": "a keyed hash of a row of a file",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0) | Q(amount_fen=0, kind=Kind.OPENING),
                name="posting_is_of_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("posted_by")),
                name="nobody_confirms_their_own_posting",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, due_at__isnull=False, decided_at=None)
                | (~Q(state=State.WAITING) & Q(due_at=None, decided_at__isnull=False)),
                name="posting_that_waits_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT_BACK) | ~Q(reason=""),
                name="posting_sent_back_says_why",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(state=State.WAITING, reverses__isnull=False),
                name="one_reversal_waits_for_an_entry",
            ),
            models.UniqueConstraint(
                fields=["book"],
                condition=Q(kind=Kind.OPENING, reverses=None, state__in=["waiting", "confirmed"]),
                name="one_opening_of_a_book",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "state", "-posted_at"], name="postings_of_a_book"),
            models.Index(
                fields=["due_at"], condition=Q(state=State.WAITING), name="postings_that_wait"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shape(self) -> str:
        return rules.SHAPES[State(self.state)]


class Entry(models.Model):
    """A line of the book: added, never changed or taken away (proof.guards, ledger.guards).

    `seq` counts within the book without a gap and is the place of the same entry in the log's
    stream. `day` is when it happened, `posted_on` when it was put down, `at` when it was confirmed.
    `digests` are the SHA-256 of the vouchers as they lie on the disk, in order, between spaces.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    posting = models.OneToOneField(Posting, models.PROTECT, related_name="entry")
    kind = models.CharField(max_length=12, choices=KIND_NAMES)
    direction = models.CharField(max_length=3, choices=DIRECTION_NAMES)
    amount_fen = models.BigIntegerField()
    day = models.DateField()
    posted_on = models.DateField()
    at = models.DateTimeField()
    counterparty = models.CharField(max_length=rules.COUNTERPARTY_MOST)
    words = models.CharField(max_length=rules.WORDS_MOST)
    digests = models.TextField(blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")

    scope = Public("made to be read by everybody; names nobody")
    privacy = Privacy(
        plain={
            **dict.fromkeys(("counterparty", "words"), AT_THE_GATE),
            "digests": "hashes of files",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "seq"], name="one_entry_at_each_line_of_a_book"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0) | Q(amount_fen=0, kind=Kind.OPENING),
                name="entry_is_of_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, kind__in=[*_IN, Kind.OPENING], direction=Direction.IN)
                | Q(reverses=None, kind__in=_OUT, direction=Direction.OUT)
                | Q(reverses__isnull=False, kind__in=_IN, direction=Direction.OUT)
                | Q(reverses__isnull=False, kind__in=_OUT, direction=Direction.IN),
                name="entry_stands_on_the_side_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(seq=1, kind=Kind.OPENING) | (Q(seq__gt=1) & ~Q(kind=Kind.OPENING)),
                name="book_begins_with_its_opening",
            ),
            models.CheckConstraint(
                condition=Q(day__lte=F("posted_on")), name="entry_is_of_a_day_that_was"
            ),
        ]
        indexes = [models.Index(fields=["book", "day", "seq"], name="entries_by_their_day")]

    def __str__(self) -> str:
        return str(self.seq)

    @property
    def late(self) -> int:
        """Days between what happened and its posting, where it is marked; else 0."""
        return rules.late_by(self.day, self.posted_on)

    @property
    def signed_fen(self) -> int:
        return rules.signed(self.direction, self.amount_fen)

    @property
    def voucher_digests(self) -> list[str]:
        return self.digests.split()


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def visible_to(self, actor: Actor) -> "VoucherQuerySet":
        """The desk; of what is in the book, whoever lives or owns in the compound as well."""
        if actor.person is None:
            return self.none()
        own = Relation.objects.filter(person=actor.person, state=RelationState.CONFIRMED)
        here = Q(
            posting__state=State.CONFIRMED,
            posting__place__in=own.values("household__compound"),
        )
        return self.filter(of_desk(actor, "posting__place__path") | here)


class Voucher(models.Model):
    """A photo of a paper, re-encoded; `digest` is the SHA-256 of the file as it was stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="vouchers")
    order = models.PositiveSmallIntegerField()
    file = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    objects = VoucherQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        plain={"file": "a random name; names and numbers are covered first", "digest": "a hash"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "order"], name="vouchers_of_a_posting_in_order"
            )
        ]
        indexes = [models.Index(fields=["digest"], name="vouchers_by_their_digest")]

    def __str__(self) -> str:
        return str(self.pk)
