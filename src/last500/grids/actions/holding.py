"""What a holder does: how they are shown, a word for whoever follows, another term, leave."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.grids import rules
from last500.grids.actions.answering import Showing, own_or_forbid
from last500.grids.actions.step import CHANGED, append, let_go, tell_desk, words
from last500.grids.models import Placement, Seat
from last500.grids.rules import Act, State
from last500.notify.actions import post as tell
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.rules import clean_text

HANDOVER_MOST = 300


def held_own(placement: Placement) -> Placement:
    """The placement as it is now, its seat's row ours. Raises Conflict when it is over."""
    Seat.objects.select_for_update(of=("self",)).get(pk=placement.seat_id)
    rows = Placement.objects.holding().select_related("seat__place", "person")
    found = rows.filter(pk=placement.pk).first()
    if found is None:
        raise Conflict(_("你已经不在这个位置上了。"))
    return found


@transaction.atomic
def show(actor: Actor, placement: Placement, showing: Showing) -> None:
    """Change what hangs at the gate, at once. Raises Forbidden, Refused, Conflict."""
    person = own_or_forbid(actor, placement)
    placement = held_own(placement)
    showing.put_on(placement, person)
    placement.save(update_fields=["shows_name", "takes_notes", "called", "phone"])


@transaction.atomic
def write_handover(actor: Actor, placement: Placement, note: str) -> None:
    """A word for whoever comes next. Raises Forbidden, Conflict."""
    own_or_forbid(actor, placement)
    placement = held_own(placement)
    placement.handover = clean_text(note)[:HANDOVER_MOST]
    placement.save(update_fields=["handover"])


@transaction.atomic
def leave(actor: Actor, placement: Placement) -> None:
    """One press, at once; no reason is asked. What is open goes to the desk, and to whoever comes
    next. Raises Forbidden, Conflict."""
    own_or_forbid(actor, placement)
    let_go(held_own(placement), Act.LEAVE)


@transaction.atomic
def renew(actor: Actor, placement: Placement) -> bool:
    """Another term, by a press of each side; gives whether both have now said so.

    The holder's own press, or that of the desk; whoever is both does not press for the desk.
    Raises Forbidden, Refused, Conflict.
    """
    own = placement.person_id == actor.person
    if not own:
        require(actor, Permission.GRID_ARRANGE, placement.seat.place)
    placement = held_own(placement)
    if placement.until_on is None or not rules.ends_soon(placement.until_on, clock.today()):
        raise Refused(_("还早，到期前三十天再说。"))
    column = "renew_own_at" if own else "renew_desk_at"
    rows = Placement.objects.filter(pk=placement.pk, state=State.HOLDING, **{column: None})
    if not rows.update(**{column: clock.now()}):
        raise Conflict(_("已经说过了，等另一边。"))
    placement.refresh_from_db()
    append(placement.seat, "renews", None if own else actor)
    if placement.renew_own_at and placement.renew_desk_at:
        _go_on(placement)
        return True
    _tell_other_side(placement, placement.person, own=own)
    return False


def _go_on(placement: Placement) -> None:
    assert placement.until_on is not None
    until = rules.term_ends(placement.until_on + clock.DAY, placement.seat.term)
    rows = Placement.objects.filter(pk=placement.pk, state=State.HOLDING)
    changed = {"renew_own_at": None, "renew_desk_at": None, "reminded_at": None}
    if not rows.update(until_on=until, **changed):
        raise Conflict(_(CHANGED))
    append(placement.seat, "renewed")
    tell("seat_renewed", [placement.person], **words(placement.seat))


def _tell_other_side(placement: Placement, person: Person, *, own: bool) -> None:
    if own:
        tell_desk("seat_renewal_wished", placement.seat)
    else:
        tell("seat_renewal_offered", [person], **words(placement.seat))


def leave_for_good(placement: Placement) -> None:
    """The account closes or is locked: out at once."""
    if placement.state == State.HOLDING:
        let_go(held_own(placement), Act.GO)
