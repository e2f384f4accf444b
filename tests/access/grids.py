from types import SimpleNamespace

from last500.base import clock
from last500.grids import actions
from last500.grids.actions.answering import Showing
from last500.grids.actions.seats import Plan
from last500.grids.models import GridChange, Note, Placement, Seat, SeatEvent, Willing
from last500.grids.rules import Answer
from last500.people.models import Person
from last500.reportin.models import ReportIn
from tests.access.table import Arguments, Row, staff
from tests.cast import Cast

DESK = ("lin", "he", "sun")
GONE = {"nobody": 302}


def desk_of(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def the(name: str) -> Arguments:
    return lambda town: (getattr(town, name).pk,)


def desk_row(name: str, args: Arguments, status: int = 200, method: str = "get", **own: int) -> Row:
    return Row(f"grids:{name}", 404, GONE | staff(status, *DESK) | own, args, method)


def community_of(town: SimpleNamespace) -> tuple:
    return (town.cast.community.pk,)


HELD, FREE = the("seat_held"), the("seat_free")
HOLDS, ASKED, OFFERED = the("holds"), the("asked_for_seat"), the("offered_for_seat")
NOTE = the("seat_note")

ROWS: list[Row] = [
    Row("grids:mine", 200, GONE),
    Row("grids:willing", 303, GONE, method="post"),
    # What hangs at the gate: for everybody, as far as the holder ticked it.
    Row("grids:at", 200, args=lambda town: (town.cast.a.slug,)),
    Row("grids:sheet", 200, args=lambda town: (town.cast.a.slug, town.cast.building.pk)),
    Row("grids:offer", 200, GONE, FREE),
    Row("grids:tell", 200, GONE, HELD),
    desk_row("desk", desk_of),
    desk_row("new", desk_of),
    desk_row("entrances", desk_of, 422, "post"),  # how many is not said
    # The community lays its grids, and the street above it; a compound arranges only its seats.
    Row("grids:ground", 404, GONE | staff(200, "he", "sun"), community_of),
    Row("grids:lay", 404, GONE | staff(200, "he", "sun"), community_of),
    Row("grids:grid", 404, GONE | staff(200, "he", "sun"), the("grid")),
    Row("grids:end", 404, GONE | staff(303, "he", "sun"), the("grid"), "post"),
    desk_row("seat", HELD),
    desk_row("seat", FREE),
    desk_row("change", FREE),
    desk_row("ask", FREE, 422, "post"),  # whom is not said
    desk_row("close", FREE, 303, "post"),
    # Wang holds a seat, Li is asked for one and has offered herself for another.
    Row("grids:answer", 404, GONE | staff(200, "li"), ASKED),
    Row("grids:show", 404, GONE | staff(200, "wang"), HOLDS),
    Row("grids:handover", 404, GONE | staff(200, "wang"), HOLDS),
    Row("grids:leave", 404, GONE | staff(303, "wang"), HOLDS, "post"),
    desk_row("renew", HOLDS, 422, "post", wang=422),  # its term has just begun
    Row("grids:withdraw", 404, GONE | staff(303, "li"), OFFERED, "post"),
    desk_row("confirm", OFFERED, 303, "post", li=403),
    desk_row("turn_down", OFFERED, 303, "post", li=403),
    desk_row("take_back", ASKED, 303, "post", li=403),
    # Between Hua, who told it, and Wang, who holds the seat.
    Row("grids:note", 404, GONE | staff(200, "hua", "wang"), NOTE),
    Row("grids:pass", 404, GONE | staff(422, "hua", "wang"), NOTE, "post"),  # not said where to
    Row("grids:withdraw_note", 404, GONE | staff(303, "hua") | staff(403, "wang"), NOTE, "post"),
]
HARMLESS: dict[str, str] = {
    "grids:willing": "one row for a person",
    "grids:close": "closed once",
    "grids:end": "ended once",
    "grids:leave": "left once",
    "grids:renew": "each side says so once",
    "grids:withdraw": "out of its state once",
    "grids:confirm": "out of its state once",
    "grids:turn_down": "out of its state once",
    "grids:take_back": "out of its state once",
    "grids:pass": "out of its state once",
    "grids:withdraw_note": "out of its state once",
}
PUBLIC: dict[str, str] = {
    "grids:at": "hangs at the gate",
    "grids:sheet": "hangs at the door of an entrance",
    "grids:offer": "a button of a seat that hangs at the gate",
    "grids:tell": "a button of a seat that hangs at the gate",
}
NOT_WORDS: set[str] = {"Seat.import_index", "SeatEvent.action", "GridChange.change"}


def add(town: SimpleNamespace) -> None:
    cast: Cast = town.cast
    lin, wang, li = (cast.actor(name) for name in ("lin", "wang", "li"))
    people = [cast.wang, cast.li]
    ReportIn.objects.filter(person__in=people).update(building=cast.building)
    town.seat_held = actions.set_up(lin, cast.building, Plan("building_lead"))
    town.holds = actions.ask(lin, town.seat_held, cast.wang.pk)
    actions.answer(wang, town.holds, Answer.YES, Showing(name=True, notes=True, called="王师傅"))
    town.seat_free = actions.set_up(lin, cast.building, Plan("liaison"))
    second = actions.set_up(lin, cast.building, Plan("liaison"))
    town.asked_for_seat = actions.ask(lin, second, cast.li.pk)
    whole = actions.set_up(lin, cast.a, Plan("liaison"))
    town.offered_for_seat = actions.offer(li, whole, Showing(name=True, called="李师傅"))
    town.seat_note = actions.tell(cast.actor("hua"), town.seat_held, "三楼的灯坏了")
    actions.count_months()
    town.grid = actions.lay(cast.actor("he"), cast.community, "第一网格", [])


def life(cast: Cast, person: Person) -> None:
    """In every table of seats, from each side."""
    now, today = clock.now(), clock.today()
    seat = Seat.objects.create(place=cast.a, kind="courtyard_lead", duties=["看灯"], made_at=now)
    SeatEvent.objects.create(seat=seat, at=now, action="set_up", actor=person)
    GridChange.objects.create(grid=cast.community, change="laid", name="网格", at=now, actor=person)
    held = Placement(
        seat=seat, person=person, state="holding", asked_at=now, said_yes_at=now, which=1,
        from_on=today, until_on=today, shows_name=True, asked_by=person,
    )  # fmt: skip
    held.called, held.phone, held.handover = "师傅", "10000001234", "钥匙在门岗"
    held.save()
    other = Person.objects.exclude(pk=person.pk).first()
    Placement.objects.create(
        seat=seat, person=other, state="declined", asked_at=now, closed_at=now, confirmed_by=person
    )
    Willing.objects.create(person=person, since=now)
    note = Note(seat=seat, author=person, told_at=now, done_at=now, state="answered")
    note.text, note.answer = "灯坏了", "修好了"
    note.save()


def walled(cast: Cast) -> None:
    """A word behind the second wall, told at compound A."""
    seat = Seat.objects.create(place=cast.a, kind="liaison", made_at=clock.now())
    now = clock.now()
    note = Note(seat=seat, author=cast.hua, told_at=now, due_at=now + clock.DAY, at_desk=True)
    note.text = "灯坏了"
    note.save()
