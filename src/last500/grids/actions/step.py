"""What the verbs of seats share: the seat held, a step on condition, the history, the hand-over."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.grids import rules
from last500.grids.models import Note, Placement, Seat, SeatEvent
from last500.grids.rules import Act, State
from last500.notify.actions import post as tell
from last500.organisations.queries import desk_with_holders
from last500.people.models import Person

CHANGED = N_("情况刚刚变过，请再看看。")
TAKEN = N_("刚刚有邻居先答应了，这个位置已经有人了。谢谢你愿意。")
# What is shown goes with the last day.
HIDDEN: dict[str, Any] = {"shows_name": False, "takes_notes": False, "called": b"", "phone": b""}


def me(actor: Actor) -> Person:
    """The actor's own row. Raises Forbidden for whoever has not signed in."""
    if actor.person is None:
        raise Forbidden("sign in first")
    return Person.objects.get(pk=actor.person)


def held(seat: Seat) -> Seat:
    """The seat as it is now, its row ours until the transaction ends. Raises Conflict."""
    rows = Seat.objects.select_for_update(of=("self",)).select_related("place")
    found = rows.get(pk=seat.pk)
    if found.closed_at:
        raise Conflict(_("这个位置已经撤了。"))
    return found


def append(seat: Seat, action: str, actor: Actor | None = None, **facts: str) -> None:
    """A line of history. `actor` only for what a desk does: people's own steps carry no person."""
    by = actor.person if actor else None
    SeatEvent.objects.create(seat=seat, at=clock.now(), action=action, actor_id=by, facts=facts)


def words(seat: Seat) -> dict[str, str]:
    return {"place": seat.place.name, "seat": rules.KIND_WORDS[rules.Kind(seat.kind)]}


def tell_desk(kind: str, seat: Seat, **more: str) -> None:
    _desk, people = desk_with_holders(seat.place)
    tell(kind, people, link=f"/grids/seats/{seat.pk}/", **words(seat), **more)


def advance(placement: Placement, act: Act, **values: Any) -> None:
    """One step, on condition that it stands where it was read. Raises Conflict when it does not."""
    old = State(placement.state)
    new = rules.after(old, act)
    if new is None:
        raise Conflict(_(CHANGED))
    if new not in rules.OPEN:
        values |= {**HIDDEN, "closed_at": clock.now()}
    if new != State.ASKED:
        values["answer_by"] = None
    rows = Placement.objects.filter(pk=placement.pk, state=old)
    if not rows.update(state=new, **values):
        raise Conflict(_(CHANGED))
    placement.refresh_from_db()


def seat_down(placement: Placement, act: Act, **values: Any) -> None:
    """Somebody who has said yes holds the seat. Raises Conflict when another has it, Refused when
    they hold two already; the constraints of the table stand behind both."""
    seat = placement.seat
    holding = Placement.objects.holding()
    if holding.filter(seat=seat).exists():
        raise Conflict(_(TAKEN))
    own = holding.filter(person=placement.person_id).values_list("which", flat=True)
    which = rules.free_number({n for n in own if n}, rules.SEATS_OF_A_PERSON)
    if which is None:
        raise Refused(_("一个人最多两个位置。先离开一个，再答应这个。"))
    today = clock.today()
    values |= {"which": which, "from_on": today, "until_on": rules.term_ends(today, seat.term)}
    try:
        with transaction.atomic():
            advance(placement, act, **values)
    except IntegrityError:
        raise Conflict(_(TAKEN)) from None
    _release_others(seat, placement)
    _notes_to_holder(seat)


def _release_others(seat: Seat, but: Placement) -> None:
    """Whoever else was asked, or had offered themselves, hears that the seat has somebody."""
    others = Placement.objects.waiting().filter(seat=seat).exclude(pk=but.pk)
    for other in others.select_related("person"):
        act = Act.TAKE_BACK if other.state == State.ASKED else Act.TURN_DOWN
        advance(other, act)
        tell("seat_has_somebody", [other.person], **words(seat))


def _notes_to_holder(seat: Seat) -> None:
    """What waited at the desk because nobody held the seat goes to whoever holds it now."""
    due = clock.now() + rules.ANSWERED_WITHIN
    Note.objects.open().filter(seat=seat, at_desk=True).update(at_desk=False, due_at=due)


def let_go(placement: Placement, act: Act) -> None:
    """A holder's time ends: the seat is vacant, what is open lies at the desk until somebody comes.

    Authors hear that somebody else reads what they told; they may take it back.
    """
    seat = placement.seat
    advance(placement, act, which=None)
    open_notes = Note.objects.open().filter(seat=seat)
    people = [note.author for note in open_notes.select_related("author")[:200]]
    open_notes.update(at_desk=True, due_at=clock.now() + rules.ANSWERED_WITHIN)
    tell("note_changes_hands", people, **words(seat))
    append(seat, str(act))
    if act != Act.CLOSE:
        tell_desk("seat_vacant", seat)
