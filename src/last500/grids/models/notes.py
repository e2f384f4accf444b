"""A short word that a neighbour tells whoever answers at a place: about a thing, never a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED
from last500.grids import rules
from last500.grids.models.placements import Placement
from last500.grids.models.seats import Seat, of_desk
from last500.grids.rules import NoteState
from last500.people.models import Person

NOTE_NAMES = [(state, _(word)) for state, word in rules.NOTE_WORDS.items()]
PASSED_NAMES = [(where, _(word)) for where, word in rules.PASSED_WORDS.items()]


class NoteQuerySet(models.QuerySet["Note"]):
    def open(self) -> "NoteQuerySet":
        return self.filter(state=NoteState.OPEN)

    def to_holder(self, actor: Actor) -> "NoteQuerySet":
        """What is open at the seats that the actor holds today: it hangs on the seat."""
        if actor.person is None:
            return self.none()
        held = Placement.objects.holding().filter(person=actor.person)
        return self.open().filter(seat__in=held.values("seat"))

    def at_desk_of(self, actor: Actor) -> "NoteQuerySet":
        """What the desk has: nobody holds the seat, the holder gave it on, or time ran out."""
        return self.open().filter(of_desk(actor, "seat__place__path"), at_desk=True)

    def visible_to(self, actor: Actor) -> "NoteQuerySet":
        """Between its author and whoever holds the seat; the desk's only once it lies there."""
        mine = Q(author=actor.person) if actor.person else Q(pk=None)
        others = self.to_holder(actor).values("pk"), self.at_desk_of(actor).values("pk")
        return self.filter(mine | Q(pk__in=others[0]) | Q(pk__in=others[1]))


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = SealedTextField()
    told_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=NOTE_NAMES, default=NoteState.OPEN)
    at_desk = models.BooleanField(default=False)
    answer = SealedTextField()
    passed = models.CharField(max_length=10, choices=PASSED_NAMES, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "author": Personal(Kind.PERSONAL, N_("给你回话"), Keep.TOPIC, word=N_("谁告诉的")),
            "text": Personal(Kind.SENSITIVE, N_("把这件事办了"), Keep.TOPIC, word=N_("告诉的事")),
            "answer": Personal(Kind.PERSONAL, N_("给你回话"), Keep.TOPIC, word=N_("回的话")),
        },
        what=N_("告诉楼栋长的事"),
        seen_by=N_("你自己；这个位置上的人；没人在任或者过了期限，才到小区值守"),
        whose="author",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=NoteState.OPEN, due_at__isnull=False, done_at=None)
                | (~Q(state=NoteState.OPEN) & Q(due_at=None, done_at__isnull=False)),
                name="open_note_is_due",
            ),
            models.CheckConstraint(
                condition=(Q(state=NoteState.PASSED_ON) & ~Q(passed=""))
                | (~Q(state=NoteState.PASSED_ON) & Q(passed="")),
                name="passed_note_says_where_to",
            ),
        ]
        indexes = [
            models.Index(fields=["seat", "state"], name="notes_of_a_seat"),
            models.Index(fields=["author", "state"], name="notes_of_an_author"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="notes_that_are_due"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
