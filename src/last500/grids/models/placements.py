"""Who holds a seat, is asked for one, or has offered themselves; and who is willing at all."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.grids import rules
from last500.grids.models.seats import Seat, of_desk
from last500.grids.rules import State
from last500.people.models import Person

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
_OPEN = sorted(state.value for state in rules.OPEN)
_WAITS = [State.ASKED.value, State.OFFERED.value]


class PlacementQuerySet(models.QuerySet["Placement"]):
    def open(self) -> "PlacementQuerySet":
        return self.filter(state__in=_OPEN)

    def holding(self) -> "PlacementQuerySet":
        return self.filter(state=State.HOLDING)

    def waiting(self) -> "PlacementQuerySet":
        return self.filter(state__in=_WAITS)

    def visible_to(self, actor: Actor) -> "PlacementQuerySet":
        """One's own, and those of the seats of one's desk."""
        mine = Q(person=actor.person) if actor.person else Q(pk=None)
        desk = of_desk(actor, "seat__place__path") & Q(person__restricted_at=None)
        return self.filter(mine | desk)


class Placement(models.Model):
    """`said_yes_at`: their own yes, by their own press; without it nobody holds a seat.

    `shows_name` and `phone` are what hangs at the gate, as they ticked it themselves; `phone` is
    empty but for who ticked it. `takes_notes`: neighbours may tell them something here.
    `by_desk`: the desk asked; else they offered themselves. `which` counts the seats of a person.
    `from_on` to `until_on` is the term, both days included; both sides renew it, each by a press
    (`renew_own_at`, `renew_desk_at`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="placements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=STATE_NAMES)
    by_desk = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    said_yes_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    which = models.PositiveSmallIntegerField(null=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    renew_own_at = models.DateTimeField(null=True)
    renew_desk_at = models.DateTimeField(null=True)
    shows_name = models.BooleanField(default=False)
    takes_notes = models.BooleanField(default=False)
    called = SealedTextField()
    phone = SealedTextField()
    # For whoever comes next: where the key hangs, what is still to do.
    handover = SealedTextField()

    objects = PlacementQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.SENSITIVE,
                N_("谁联系哪栋楼；党小组的位置也说明是党员"),
                Keep.DUTY,
                word=N_("谁在任"),
            ),
            "called": Personal(
                Kind.PERSONAL, N_("你勾了，才挂在门口"), Keep.DUTY, word=N_("挂出来的称呼")
            ),
            "phone": Personal(
                Kind.PERSONAL, N_("你勾了，才挂在门口"), Keep.DUTY, word=N_("挂出来的电话")
            ),
            "handover": Personal(
                Kind.PERSONAL, N_("交代给接手的人"), Keep.DUTY, word=N_("交接时写的话")
            ),
            "asked_by": Personal(
                Kind.PERSONAL, N_("谁请的"), Keep.DUTY, OFFICE_DUTY, N_("谁请的"), whose="asked_by"
            ),
            "confirmed_by": Personal(
                Kind.PERSONAL,
                N_("谁确认的"),
                Keep.DUTY,
                OFFICE_DUTY,
                N_("谁确认的"),
                whose="confirmed_by",
            ),
        },
        what=N_("网格里的位置"),
        seen_by=N_("你自己；管这个小区网格的值守；挂出来的那些谁都看得到，由你勾"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(state=State.HOLDING), name="one_holder_of_a_seat"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=State.ASKED),
                name="asked_for_one_seat_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person", "seat"],
                condition=Q(state__in=_OPEN),
                name="one_open_placement_at_a_seat",
            ),
            models.UniqueConstraint(
                fields=["person", "which"],
                condition=Q(state=State.HOLDING),
                name="each_seat_of_a_person_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HOLDING)
                | Q(which__gte=1, which__lte=rules.SEATS_OF_A_PERSON),
                name="two_seats_of_a_person_at_most",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HOLDING)
                | Q(said_yes_at__isnull=False, from_on__isnull=False, until_on__isnull=False),
                name="holding_rests_on_ones_own_yes",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("person")),
                name="nobody_confirms_their_own_seat",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ASKED) | Q(answer_by__isnull=False),
                name="asked_placement_is_due",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN) | Q(shows_name=False, takes_notes=False),
                name="who_has_left_hangs_nowhere",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="placements_of_a_person"),
            models.Index(
                fields=["until_on"], condition=Q(state="holding"), name="terms_that_run_out"
            ),
            models.Index(
                fields=["answer_by"], condition=Q(state="asked"), name="seats_asks_that_run_out"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Willing(models.Model):
    """Somebody said that they may be asked for a seat of their building; taken back at any time."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("先问愿意的人"), Keep.REPORT_IN, word=N_("愿意做楼栋的事")
            )
        },
        what=N_("愿意做楼栋的事"),
        seen_by=N_("你自己；你住的小区的值守"),
        whose="person",
    )

    def __str__(self) -> str:
        return str(self.pk)
