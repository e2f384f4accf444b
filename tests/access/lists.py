from types import SimpleNamespace

from last500.base import clock
from last500.lists import actions
from last500.lists.actions import importing
from last500.lists.models import ListEvent, ListImport, ListImportRow
from last500.lists.tests import world
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

# He and Sun hold the community's desk; Hua speaks for a unit reported in there; Lin's compound
# lies in it; Wang and Li are reported in in its street. All others find nothing.
DESK = {"nobody": 302} | staff(200, "he", "sun")
READERS = {"nobody": 302} | staff(200, "he", "sun", "lin", "hua", "wang", "li")


def _community(town: SimpleNamespace) -> tuple:
    return (town.cast.community.pk,)


def _post(name: str, named: dict, args, others: int = 404) -> Row:
    return Row(f"lists:{name}", others, {"nobody": 302} | named, args=args, method="post")


def _of(thing: str, *more: str):
    return lambda town: (getattr(town, thing).pk, *more)


ROWS: list[Row] = [
    *(Row(f"lists:{name}", 404, DESK, args=_community) for name in ("desk", "profile")),
    *(Row(f"lists:{name}", 404, DESK, args=_community) for name in ("add_need", "add_venue")),
    *(
        Row("lists:sheet", 404, DESK, args=lambda t, k=kind: (t.cast.community.pk, "needs", k))
        for kind in ("csv", "xlsx", "json")
    ),
    Row(
        "lists:import_community",
        404,
        DESK,
        args=lambda town: (town.cast.community.pk, "resources"),
    ),
    *(Row(f"lists:{name}", 404, READERS, args=_community) for name in ("read", "paper")),
    Row(
        "lists:of_compound",
        404,
        {"nobody": 302} | staff(200, "lin", "he", "sun"),
        args=lambda town: (town.cast.a.pk,),
    ),
    Row("lists:about", 200, args=_community),
    Row("lists:empty_sheet", 200, {"nobody": 302}, args=lambda town: ("needs",)),
    # The unit's own side is its liaison's.
    *(
        Row(f"lists:{name}", 404, {"nobody": 302, "hua": 200}, args=_of("library"))
        for name in ("unit", "add_resource", "import_unit")
    ),
    # What stands on the lists.
    Row("lists:need", 404, READERS, args=_of("need")),
    Row("lists:resource", 404, READERS, args=_of("library_room")),
    # What a compound only proposes is for its desk and the community's.
    Row(
        "lists:need",
        404,
        {"nobody": 302} | staff(200, "he", "sun", "lin"),
        args=_of("proposal"),
    ),
    # Claiming is a unit's, booking a desk's.
    Row(
        "lists:claim",
        404,
        {"nobody": 302, "hua": 200} | staff(403, "he", "sun", "lin", "wang", "li"),
        args=_of("need"),
    ),
    Row(
        "lists:book",
        404,
        {"nobody": 302} | staff(200, "he", "sun", "lin") | staff(403, "hua", "wang", "li"),
        args=_of("library_room"),
    ),
    Row(
        "lists:change_need",
        404,
        {"nobody": 302} | staff(200, "he", "sun") | staff(403, "lin", "hua", "wang", "li"),
        args=_of("need"),
    ),
    Row(
        "lists:change_resource",
        404,
        {"nobody": 302, "hua": 200} | staff(403, "he", "sun", "lin", "wang", "li"),
        args=_of("library_room"),
    ),
    # Both sides of what was asked, and nobody else.
    Row(
        "lists:show_claim",
        404,
        {"nobody": 302} | staff(200, "he", "sun", "hua"),
        args=_of("need_claim"),
    ),
    Row(
        "lists:show_booking",
        404,
        {"nobody": 302} | staff(200, "he", "sun", "hua"),
        args=_of("booking"),
    ),
    Row(
        "lists:import",
        404,
        {"nobody": 302, "hua": 200},
        args=_of("list_import"),
    ),
    # Buttons: the side whose turn it is; the other one may not; a stranger finds nothing.
    _post(
        "step_claim",
        staff(303, "he", "sun") | {"hua": 403},
        _of("need_claim", "agree"),
    ),
    _post("step_claim", staff(409, "he", "sun") | {"hua": 422}, _of("need_claim", "cancel")),
    _post("step_booking", {"hua": 303} | staff(403, "he", "sun"), _of("booking", "agree")),
    _post("step_booking", {"hua": 409} | staff(422, "he", "sun"), _of("booking", "cancel")),
    _post("take_up_need", staff(303, "he", "sun") | {"lin": 403}, _of("proposal")),
    _post(
        "finish_need",
        staff(422, "he", "sun") | staff(403, "lin", "hua", "wang", "li"),
        _of("need"),
    ),
    _post(
        "give_up_need",
        staff(422, "he", "sun") | staff(403, "lin", "hua", "wang", "li"),
        _of("need"),
    ),
    _post(
        "pause_resource",
        {"hua": 303} | staff(403, "he", "sun", "lin", "wang", "li"),
        _of("library_room"),
    ),
    # Somebody has booked it: a word is owed.
    _post(
        "end_resource",
        {"hua": 422} | staff(403, "he", "sun", "lin", "wang", "li"),
        _of("library_room"),
    ),
    _post(
        "day_of_resource",
        {"hua": 422} | staff(403, "he", "sun", "lin", "wang", "li"),
        _of("library_room"),
    ),
    *(
        _post(name, staff(422, "he", "sun"), _community)
        for name in ("add_count", "add_line", "spend")
    ),
    _post(
        "take_back",
        staff(303, "he", "sun"),
        lambda town: (town.cast.community.pk, town.spending.pk),
    ),
    _post("apply_import", {"hua": 303}, _of("list_import")),
]
HARMLESS: dict[str, str] = {
    "lists:import_community": "the same file again is the same run",
    "lists:import_unit": "the same file again is the same run",
    "lists:apply_import": "each row is entered once",
}
PUBLIC: dict[str, str] = {
    "lists:about": "counts, venues and public money of a community, for everybody",
    "lists:empty_sheet": "the head of an empty sheet",
}
NOT_WORDS: set[str] = {
    *("Resource.source_index", "Need.source_index", "Need.about_source", "ListEvent.action"),
    *("ListEvent.side", "ListEvent.to_state", "ListImport.file_index", "ListImportRow.row_index"),
}


def life(cast: Cast, person: Person) -> None:
    """A step that they took with a need, and a file that they imported."""
    need = world.need(cast)
    ListEvent.objects.create(
        need=need, at=clock.now(), action="agree", side="host", to_state="open",
        actor=person, note="说好了",
    )  # fmt: skip
    run = ListImport.objects.create(
        what="needs", community=cast.community, file_index="x" * 8, by=person,
        staged_at=clock.now(),
    )  # fmt: skip
    ListImportRow.objects.create(run=run, line=2, verdict="ok", data="一行")


def add(town: SimpleNamespace) -> None:
    """One of everything: a claim and a booking that wait, a proposal, a file, money spent."""
    cast = town.cast
    town.library = world.unit(cast, "hua")
    town.need = world.need(cast, wanted=3)
    town.proposal = world.need(cast, "lin", cast.a, title="楼道扶手")
    town.library_room = world.room(cast, town.library, "hua")
    town.venue = world.venue(cast)
    town.need_claim = world.claimed(cast, town.need, town.library, "hua")
    town.booking = world.booked(cast, town.library_room)
    file = "类别,名称\n场地,三楼展厅\n".encode()
    town.list_import = importing.stage(cast.actor("hua"), town.library, "resources", file, "a.csv")
    line = actions.add_budget_line(
        cast.actor("he"), cast.community, year=clock.today().year, title="慰问", planned_fen=100_00
    )
    town.spending = actions.spend(cast.actor("he"), line, on=clock.today(), fen=30_00, words="水果")
    actions.set_count(
        cast.actor("he"), cast.community, what="staff", number=9, on=clock.today(), source="台账"
    )
