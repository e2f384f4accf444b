"""“告诉楼栋长一件事”: told by a neighbour, answered or passed on by whoever holds the seat.

Between these two; the desk reads it once nobody holds the seat, the holder gives it on, or the
time has passed.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.grids import rules
from last500.grids.actions.step import CHANGED, held, me, tell_desk, words
from last500.grids.models import Note, Placement, Seat
from last500.grids.rules import NoteState, Passed
from last500.notify.actions import post
from last500.people.rules import clean_text


@transaction.atomic
def tell(actor: Actor, seat: Seat, text: str) -> Note:
    """Tell whoever answers there one thing about the place. Nobody there: the desk has it.

    Raises Forbidden, Refused, TooMany.
    """
    author = me(actor)
    limits.hit("seat-note", str(author.pk), limits.SEAT_NOTES_PER_PERSON)
    said = clean_text(text)
    if not said:
        raise Refused(_("请写一句是什么事。"), "text")
    if len(said) > rules.NOTE_MOST:
        raise Refused(_("写得有点长，最多 200 个字。"), "text")
    if Note.objects.open().filter(author=author).count() >= rules.NOTES_OPEN_MOST:
        raise Refused(_("你有几件还没回话，等回了再说新的；急的事请直接求助。"), "text")
    seat = held(seat)
    holder = Placement.objects.holding().filter(seat=seat).select_related("person").first()
    to_holder = holder is not None and holder.takes_notes and not holder.person.restricted_at
    now = clock.now()
    note = Note(seat=seat, author=author, told_at=now, due_at=now + rules.ANSWERED_WITHIN)
    note.text, note.at_desk = said, not to_holder
    note.save(force_insert=True)
    if to_holder and holder is not None:
        post("note_told", [holder.person], link=f"/grids/notes/{note.pk}/", **words(seat))
    else:
        tell_desk("note_at_desk", seat)
    return note


def _handles(actor: Actor, note: Note) -> None:
    """Raises Forbidden for whoever neither holds the seat nor has it at their desk."""
    mine = Note.objects.to_holder(actor) | Note.objects.at_desk_of(actor)
    if not mine.filter(pk=note.pk).exists():
        raise Forbidden("not theirs to answer")


def _finish(note: Note, state: NoteState, **values: str) -> None:
    rows = Note.objects.open().filter(pk=note.pk)
    if not rows.update(state=state, due_at=None, done_at=clock.now(), **values):
        raise Conflict(_(CHANGED))


@transaction.atomic
def answer_note(actor: Actor, note: Note, text: str) -> None:
    """Answer its author. Raises Forbidden, Refused, Conflict."""
    if note.state != NoteState.OPEN:
        raise Conflict(_(CHANGED))
    _handles(actor, note)
    said = clean_text(text)[: rules.NOTE_MOST]
    if not said:
        raise Refused(_("请写一句回话。"), "answer")
    _finish(note, NoteState.ANSWERED)
    note.refresh_from_db()
    note.answer = said
    note.save(update_fields=["answer"])
    post("note_answered", [note.author], link=f"/grids/notes/{note.pk}/", **words(note.seat))


@transaction.atomic
def pass_on(actor: Actor, note: Note, where: Passed) -> None:
    """It became a service request or a topic, which has its own page. Raises Forbidden, Conflict.

    Whoever passes it on enters it there themselves: what a neighbour wrote in private is not
    copied anywhere.
    """
    if note.state != NoteState.OPEN:
        raise Conflict(_(CHANGED))
    _handles(actor, note)
    _finish(note, NoteState.PASSED_ON, passed=where)
    post("note_passed_on", [note.author], link=f"/grids/notes/{note.pk}/", **words(note.seat))


@transaction.atomic
def give_to_desk(actor: Actor, note: Note) -> None:
    """The holder cannot answer it: the desk has it. Raises Forbidden, Conflict."""
    if not Note.objects.to_holder(actor).filter(pk=note.pk).exists():
        raise Forbidden("not theirs")
    rows = Note.objects.open().filter(pk=note.pk, at_desk=False)
    if not rows.update(at_desk=True, due_at=clock.now() + rules.ANSWERED_WITHIN):
        raise Conflict(_(CHANGED))
    tell_desk("note_at_desk", note.seat)


@transaction.atomic
def withdraw_note(actor: Actor, note: Note) -> None:
    """Take it back: what was written goes at once. Raises Forbidden, Conflict."""
    if actor.person is None or note.author_id != actor.person:
        raise Forbidden("only its author")
    _finish(note, NoteState.WITHDRAWN)
    note.refresh_from_db()
    note.text = ""
    note.save(update_fields=["text"])
