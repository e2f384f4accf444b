"""What happens when a day has passed and nobody clicked: the worker's verbs, bounded each."""

from collections import Counter

from django.db import transaction

from last500.base import clock
from last500.grids import rules
from last500.grids.actions.step import advance, append, held, let_go, tell_desk, words
from last500.grids.models import Coverage, Note, Placement, Seat
from last500.grids.rules import Act, State
from last500.notify.actions import post as tell
from last500.places.models import Place
from last500.places.rules import path_steps


def lapse_asks(limit: int = 200) -> int:
    """Nobody answered within a fortnight: silence is no, and is counted against nobody."""
    rows = Placement.objects.filter(state=State.ASKED, answer_by__lte=clock.now())
    return sum(_lapse(row) for row in rows.select_related("seat").order_by("answer_by")[:limit])


@transaction.atomic
def _lapse(row: Placement) -> int:
    seat = held(row.seat)
    late = Placement.objects.filter(pk=row.pk, state=State.ASKED, answer_by__lte=clock.now())
    found = late.first()
    if found is None:
        return 0
    advance(found, Act.LAPSE)
    append(seat, "lapsed")
    return 1


def run_out(limit: int = 200) -> int:
    """Terms whose last day has passed without both sides saying that they go on."""
    rows = Placement.objects.holding().filter(until_on__lt=clock.today())
    return sum(_run_out(row) for row in rows.select_related("seat").order_by("until_on")[:limit])


@transaction.atomic
def _run_out(row: Placement) -> int:
    held(row.seat)
    rows = Placement.objects.holding().filter(pk=row.pk, until_on__lt=clock.today())
    found = rows.select_related("seat__place", "person").first()
    if found is None:
        return 0
    let_go(found, Act.RUN_OUT)
    tell("seat_term_over", [found.person], **words(found.seat))
    return 1


def remind_terms(limit: int = 200) -> int:
    """Thirty days before a term ends both sides hear of it, once."""
    edge = clock.today() + rules.REMIND_BEFORE
    rows = Placement.objects.holding().filter(until_on__lte=edge, reminded_at=None)
    wanted = rows.select_related("seat__place", "person").order_by("until_on")[:limit]
    return sum(_remind(row) for row in wanted)


@transaction.atomic
def _remind(row: Placement) -> int:
    rows = Placement.objects.holding().filter(pk=row.pk, reminded_at=None)
    if not rows.update(reminded_at=clock.now()):
        return 0
    day = f"{row.until_on:%Y-%m-%d}"
    tell("seat_term_ends", [row.person], day=day, **words(row.seat))
    tell_desk("desk_seat_term_ends", row.seat, day=day)
    return 1


def climb_notes(limit: int = 200) -> int:
    """What was not answered in time: the desk has it, and hears again of what lies there."""
    rows = Note.objects.open().filter(due_at__lt=clock.now()).order_by("due_at")
    return sum(_climb(note) for note in rows.select_related("seat__place")[:limit])


@transaction.atomic
def _climb(note: Note) -> int:
    now = clock.now()
    rows = Note.objects.open().filter(pk=note.pk, due_at=note.due_at)
    if not rows.update(at_desk=True, due_at=now + rules.ANSWERED_WITHIN):
        return 0
    tell_desk("note_waits" if note.at_desk else "note_at_desk", note.seat)
    return 1


def count_months() -> int:
    """The running month of every compound that has seats, counted anew; gives how many."""
    seats = list(Seat.objects.lasting().values_list("pk", "place__path"))
    if not seats:
        return 0
    holding = set(Placement.objects.holding().values_list("seat", flat=True))
    compounds = set(
        Place.objects.filter(
            level="compound", pk__in={key for _pk, path in seats for key in path_steps(path)}
        ).values_list("pk", flat=True)
    )
    counted: Counter[int] = Counter()
    held_there: Counter[int] = Counter()
    for pk, path in seats:
        compound = next((key for key in path_steps(path) if key in compounds), None)
        if compound is not None:
            counted[compound] += 1
            held_there[compound] += pk in holding
    return _write(counted, held_there)


@transaction.atomic
def _write(counted: Counter[int], held_there: Counter[int]) -> int:
    month = rules.first_of(clock.today())
    rows = [
        Coverage(place_id=place, month=month, seats=seats, held=held_there[place])
        for place, seats in counted.items()
    ]
    Coverage.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["place", "month"],
        update_fields=["seats", "held"],
        batch_size=500,
    )
    return len(rows)
