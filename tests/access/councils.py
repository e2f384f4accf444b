from datetime import timedelta
from types import SimpleNamespace

from last500.base import clock
from last500.councils import actions
from last500.councils.models import Correction, Meeting, Seat
from last500.councils.tests.world import announced, body, corrected, drafted, published
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

# What was announced hangs at the gate; a draft is the desk's. Li was asked to sit and has not
# answered. Hua lives here.
GONE = {"nobody": 302}
DESKS = ("lin", "he", "sun")


def _of(thing: str):
    return lambda town: (getattr(town, thing).pk,)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _desk(status: int) -> dict[str, int]:
    return GONE | staff(status, *DESKS)


def _of_a_spot(town: SimpleNamespace) -> tuple:
    return (town.minutes.pk, "1-words")


# Lin wrote the correction that waits.
_CONFIRMING = _desk(303) | {"lin": 409, "hua": 303, "chen": 303}
ROWS: list[Row] = [
    Row("councils:at", 200, args=lambda town: (town.cast.a.slug,)),
    Row("councils:show", 200, args=_of("meeting")),
    Row("councils:show", 200, args=_of("minutes")),
    Row("councils:show", 404, staff(200, *DESKS), _of("meeting_draft")),
    Row("councils:notice", 200, args=_of("meeting")),
    Row("councils:mine", 200, GONE),
    Row("councils:seat", 404, GONE | {"li": 200}, _of("council_seat")),
    Row("councils:seat", 404, GONE | {"li": 409}, _of("council_seat"), "post"),
    Row("councils:desk", 404, _desk(200), _compound),
    Row("councils:new", 404, _desk(200), _compound),
    Row("councils:new", 404, _desk(422), _compound, "post"),
    Row("councils:bodies", 404, _desk(200), _compound),
    Row("councils:bodies", 404, _desk(422), _compound, "post"),
    Row("councils:body", 404, _desk(200), _of("council")),
    Row("councils:body", 404, _desk(422), _of("council"), "post"),
    Row("councils:end_body", 404, _desk(303), _of("council_to_end"), "post"),
    Row("councils:change", 404, _desk(200), _of("meeting_draft")),
    Row("councils:change", 404, _desk(422), _of("meeting_draft"), "post"),
    Row("councils:announce", 403, _desk(409), _of("meeting"), "post"),
    Row("councils:move", 403, _desk(200), _of("meeting")),
    Row("councils:move", 403, _desk(422), _of("meeting"), "post"),
    Row("councils:call_off", 403, _desk(200), _of("meeting")),
    Row("councils:call_off", 403, _desk(422), _of("meeting"), "post"),
    Row("councils:minutes", 403, _desk(409), _of("meeting")),
    Row(
        "councils:confirm",
        403,
        _desk(409) | dict.fromkeys(("hua", "chen"), 409),
        _of("meeting"),
        "post",
    ),
    Row("councils:mend", 403, _desk(409), _of("meeting"), "post"),
    Row("councils:publish", 403, _desk(409), _of("meeting"), "post"),
    Row("councils:corrections", 403, _desk(200), _of("minutes")),
    Row("councils:corrections", 403, _desk(409), _of("meeting")),
    Row("councils:correct", 403, _desk(200), _of_a_spot),
    Row("councils:correct", 403, _desk(422), _of_a_spot, "post"),
    Row("councils:confirm_correction", 403, _CONFIRMING, _of("minutes"), "post"),
    Row("councils:take_back", 403, _desk(303), _of("minutes"), "post"),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = dict.fromkeys(
    [f"councils:{name}" for name in ("at", "show", "notice")],
    "a meeting hangs at the gate, and so do its minutes",
) | dict.fromkeys(
    [row.name for row in ROWS if row.others == 403],
    "the meeting hangs at the gate, so a step that is not one's own is answered with 403",
)
NOT_WORDS: set[str] = set()


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    town.meeting = announced(cast)
    town.meeting_draft = drafted(cast)
    town.minutes = published(cast)
    corrected(cast, town.minutes)
    town.council = body(cast, "residents")
    town.council_to_end = body(cast, "joint")
    today = clock.today()
    town.council_seat = Seat.objects.create(
        body=town.council, person=cast.li, from_on=today, until_on=today + timedelta(days=400),
        asked_at=clock.now(), asked_by=cast.lin,
    )  # fmt: skip


def life(cast: Cast, person: Person) -> None:
    """As a member, as whoever asked one, as who prepared, wrote and confirmed."""
    today, now = clock.today(), clock.now()
    council = body(cast, "residents")
    for who, by in ((person, cast.lin), (cast.he, person)):
        Seat.objects.create(
            body=council, person=who, called="三楼的", state="agreed", from_on=today,
            until_on=today + timedelta(days=400), asked_at=now, asked_by=by, answered_at=now,
        )  # fmt: skip
    Meeting.objects.filter(pk=announced(cast).pk).update(made_by=person, written_by=person)
    Meeting.objects.filter(pk=actions.announce(cast.actor("lin"), drafted(cast)).pk).update(
        confirmed_by=person
    )
    _as_who_put_minutes_right(cast, person)


def _as_who_put_minutes_right(cast: Cast, person: Person) -> None:
    """Wrote one correction, confirmed another."""
    for name in ("written_by", "confirmed_by"):
        row = corrected(cast, published(cast))
        values = (
            {name: person} if name == "confirmed_by" else {name: person, "confirmed_by": cast.he}
        )
        rows = Correction.objects.filter(pk=row.pk)
        rows.update(**values, confirmed_at=clock.now())
