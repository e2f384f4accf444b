from types import SimpleNamespace

from last500.base import clock
from last500.consultations import actions
from last500.consultations.models import Answer, Slip
from last500.consultations.tests.world import announced, filled
from last500.households.actions import find_or_make
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

GONE = {"nobody": 302}
DESKS = ("lin", "he", "sun")


def _one(town: SimpleNamespace) -> tuple:
    return (town.consultation.pk,)


def _draft(town: SimpleNamespace) -> tuple:
    return (town.consultation_draft.pk,)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


ROWS: list[Row] = [
    # What hangs at the gate.
    Row("consultations:at", 200, args=lambda town: (town.cast.a.slug,)),
    Row("consultations:show", 200, args=_one),
    Row("consultations:show", 404, staff(200, *DESKS), _draft),
    Row("consultations:paper", 200, args=_one),
    # Everybody may open it; whoever has no voice here is told so.
    Row("consultations:answer", 200, GONE, _one),
    Row("consultations:answer", 422, GONE, _one, "post"),
    Row("consultations:desk", 404, GONE | staff(200, *DESKS), _compound),
    Row("consultations:new", 404, GONE | staff(200, *DESKS), _compound),
    Row("consultations:new", 404, GONE | staff(422, *DESKS), _compound, "post"),
    Row("consultations:change", 404, GONE | staff(200, *DESKS), _draft),
    Row("consultations:announce", 404, GONE | staff(200, *DESKS), _draft),
    Row("consultations:cancel", 404, GONE | staff(200, *DESKS), _one),
    Row("consultations:publish", 404, GONE | staff(409, *DESKS), _one, "post"),
    Row("consultations:slips", 404, GONE | staff(200, *DESKS), _one),
    Row("consultations:slips", 404, GONE | staff(422, *DESKS), _one, "post"),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = dict.fromkeys(
    [f"consultations:{name}" for name in ("at", "show", "paper", "answer")],
    "a question hangs at the gate, and so does its result",
)
NOT_WORDS: set[str] = {"Answer.voice_index", "Consultation.result"}


def add(town: SimpleNamespace) -> None:
    town.consultation = announced(town.cast)
    town.consultation_draft = actions.draft(town.cast.actor("lin"), town.cast.a, filled())


def walled(cast: Cast) -> None:
    """An answer and a slip, of whoever stands in one."""
    life(cast, cast.hua)


def life(cast: Cast, person: Person) -> None:
    """As whoever has asked, as whoever has answered, and as one of the two who read a slip."""
    one = announced(cast)
    type(one).objects.filter(pk=one.pk).update(made_by=person)
    now = clock.now()
    answer = Answer(consultation=one, person=person, voice_index="a" * 64, at=now)
    answer.choice = [0]
    answer.save(force_insert=True)
    slip = Slip(
        consultation=one, number="1", how="paper", first_by=person, first_at=now,
        household=find_or_make(cast.a, cast.building, "3001"),
    )  # fmt: skip
    slip.first, slip.second = [1], [1]
    slip.second_by, slip.second_at = cast.lin, now
    slip.save(force_insert=True)
    again = Slip(consultation=one, number="2", how="phone", first_by=cast.lin, first_at=now)
    again.first, again.second = [1], [1]
    again.second_by, again.second_at = person, now
    again.save(force_insert=True)
