from types import SimpleNamespace

from last500.base import clock
from last500.people.models import Person
from last500.records import actions
from last500.records.actions.importing import stage
from last500.records.models import RecordImport, Review, ServedLink, ServiceRecord
from tests.access.table import Row, staff
from tests.cast import Cast

DESK = staff(200, "lin", "he", "sun")
ABOVE = staff(200, "he", "sun")
ROWS: list[Row] = [
    *(Row(f"records:{name}", 200, {"nobody": 302}) for name in ("mine", "json", "certificate")),
    Row("records:enter", 200, {"nobody": 302}),
    # Wang's own, which waits.
    Row("records:one", 404, {"nobody": 302, "wang": 200}, args=lambda town: (town.record.pk,)),
    *(
        Row(
            f"records:{name}",
            404,
            {"nobody": 302, "wang": 303},
            args=lambda town: (town.record.pk,),
            method="post",
        )
        for name in ("make_link", "take_back")
    ),
    # Whoever holds the link needs no account.
    Row("records:served", 200, args=lambda town: (town.link.key,)),
    Row("records:desk", 404, {"nobody": 302} | DESK, args=lambda town: (town.cast.a.pk,)),
    Row(
        "records:confirm",
        404,
        {"nobody": 302} | staff(303, "lin", "he", "sun"),
        args=lambda town: (town.cast.a.pk, town.record.pk),
        method="post",
    ),
    Row(
        "records:decline",
        404,
        {"nobody": 302} | staff(422, "lin", "he", "sun"),
        args=lambda town: (town.cast.a.pk, town.record.pk),
        method="post",
    ),
    Row(
        "records:correct",
        404,
        {"nobody": 302} | DESK,
        args=lambda town: (town.cast.a.pk, town.record.pk),
    ),
    *(
        Row(f"records:{name}", 404, {"nobody": 302} | ABOVE, args=lambda town: (town.cast.a.pk,))
        for name in ("unusual", "bring")
    ),
    # A file is looked at by whoever brought it: that was He.
    Row(
        "records:brought",
        404,
        {"nobody": 302, "he": 200},
        args=lambda town: (town.cast.community.pk, town.brought.pk),
    ),
]
HARMLESS: dict[str, str] = {"records:brought": "goes on with the rows that are not entered yet"}
PUBLIC: dict[str, str] = {"records:served": "the key is handed to the one served"}
NOT_WORDS: set[str] = {"RecordImportRow.problem", "ServedLink.key"}


def life(cast: Cast, person: Person) -> None:
    """Records of their own, and those they entered, confirmed and declined; looks at both."""
    now = clock.now()
    began = now - 20 * clock.DAY
    said = {"place": cast.a, "source": "own", "kind": "tidying", "entered_at": now, "minutes": 60}
    both = ((person, cast.lin), (cast.lin, person))
    for day, (who, other) in enumerate(both):
        times = {"began_at": began + day * clock.DAY, "entered_by": other, "note": "扫地"}
        times["ended_at"] = times["began_at"] + clock.HOUR
        record = ServiceRecord.objects.create(
            person=who, state="confirmed", confirmed_by=other, confirmed_at=now,
            confirmed_as="organiser", external_number="A-1", external_index=f"x{day}",
            **said, **times,
        )  # fmt: skip
        ServiceRecord.objects.create(
            person=who, state="declined", declined_by=other, declined_at=now, reason="不是",
            **said, **times,
        )  # fmt: skip
        ServedLink.objects.create(
            record=record, key_index=f"x{day}", key="x", made_at=now, ends_at=now
        )
        review = {"place": cast.a, "count": 1, "minutes": 60, "outcome": "right", "note": "问过"}
        Review.objects.create(
            kind="hours", person=who, other=cast.he, looked_by=other, looked_at=now, **review
        )
        Review.objects.create(
            kind="pair", person=cast.he, other=who, looked_by=other, looked_at=now, **review
        )
        run = RecordImport.objects.create(
            place=cast.community, file_name="x", file_index=f"x{day}", by=who, staged_at=now
        )
        run.rows.create(line=1, row_index=f"x{day}", verdict="ok", data={"a": 1}, record=record)


def add(town: SimpleNamespace) -> None:
    """A record of Wang's that waits, with a link; a file that He has brought."""
    cast: Cast = town.cast
    began = clock.now() - 2 * clock.DAY
    town.record = actions.enter(
        cast.actor("wang"), person=cast.wang, place=cast.a, source="own", about=None,
        kind="tidying", began_at=began, minutes=60, note="扫了院子",
    )  # fmt: skip
    town.link = actions.make_link(cast.actor("wang"), town.record)
    content = f"phone,began_at,minutes\n{cast.li.phone},2026-03-05 14:30,60\n"
    town.brought = stage(cast.actor("he"), cast.community, content.encode(), "a.csv")
