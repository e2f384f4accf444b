"""Published minutes stay; what was wrong stands beneath them, by one and confirmed by another."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.councils import actions, guards, queries
from last500.councils.models import Correction, Meeting, Point, Seat
from last500.councils.queries import Spot
from last500.councils.rules import Part
from last500.councils.tests.world import (
    after,
    announced,
    client_of,
    corrected,
    page,
    press,
    published,
    written,
)
from last500.notify.models import Message
from last500.proof.models import Entry
from last500.topics.tests.world import lives, on_agenda
from tests.postgres import owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    """Published; the desk's Lin wrote it, Hua, who lives there, confirmed it."""
    lives(cast, "hua")
    return published(cast, by="hua", topic=on_agenda(cast))


@pytest.fixture
def spot(meeting):
    return Spot(Part.SAID_AGAINST, meeting.points.get(order=1))


def seat(cast, meeting, name):
    now = clock.now()
    Seat.objects.create(
        body=meeting.body, person=cast.people[name], state="agreed", from_on=clock.today(),
        until_on=clock.today() + timedelta(days=300), asked_at=now, answered_at=now,
    )  # fmt: skip


def test_a_correction_names_the_old_words_and_stands_beneath(cast, meeting, spot):
    seat(cast, meeting, "wang")
    row = corrected(cast, meeting, spot)
    assert row.was == "车位会少三个。"
    told = Message.objects.filter(kind="correction_written").values_list("person", flat=True)
    assert cast.wang.pk in told and cast.lin.pk not in told
    assert "车位会少两个" not in page(Client(), "show", meeting.pk)
    assert "车位会少两个" in page(client_of(cast, "hua"), "show", meeting.pk)
    actions.confirm_correction(cast.actor("hua"), meeting)
    seen = page(Client(), "show", meeting.pk)
    assert "车位会少两个。" in seen and "数错了一个。" in seen and seen.count("车位会少三个。") == 2
    assert spot.point.said_against == Point.objects.get(pk=spot.point.pk).said_against
    entry = Entry.objects.filter(stream=f"councils:{cast.a.pk}").latest("seq")
    assert entry.kind == "minutes corrected" and "少" not in entry.body
    assert "车位会少两个。" in page(Client(), "notice", meeting.pk)


def test_the_second_correction_of_a_place_starts_from_the_first(cast, meeting, spot):
    corrected(cast, meeting, spot)
    actions.confirm_correction(cast.actor("hua"), meeting)
    row = corrected(cast, meeting, spot, said="车位会少两三个。", reason="看地方。")
    assert row.was == "车位会少两个。"


def test_it_needs_a_reason_other_words_and_another_person(cast, meeting, spot):
    for field, said in (("reason", " "), ("said", ""), ("said", "车位会少三个。")):
        with pytest.raises(Refused) as fault:
            corrected(cast, meeting, spot, **{field: said})
        assert fault.value.field == field
    assert not Correction.objects.exists()
    corrected(cast, meeting, spot)
    with pytest.raises(Conflict):
        corrected(cast, meeting, Spot(Part.CAME), said="来了 40 人。", reason="漏数两位。")
    with pytest.raises(Conflict, match="自己不能确认"):
        actions.confirm_correction(cast.actor("lin"), meeting)
    with pytest.raises(Forbidden):
        actions.confirm_correction(cast.actor("zhao"), meeting)
    with pytest.raises(Forbidden):
        actions.correct(cast.actor("hua"), meeting, spot, said="别的。", reason="想改。")
    assert queries.corrections(meeting) == []
    actions.confirm_correction(cast.actor("hua"), meeting)
    with pytest.raises(Conflict):
        actions.confirm_correction(cast.actor("hua"), meeting)


def test_an_unconfirmed_one_is_taken_back_and_a_confirmed_one_never(cast, meeting, spot):
    corrected(cast, meeting, spot)
    with pytest.raises(Forbidden):
        actions.take_back(cast.actor("hua"), meeting)
    actions.take_back(cast.actor("lin"), meeting)
    assert not Correction.objects.exists()
    corrected(cast, meeting, spot)
    actions.confirm_correction(cast.actor("hua"), meeting)
    with pytest.raises(Conflict):
        actions.take_back(cast.actor("lin"), meeting)


def test_only_what_is_published_is_corrected_so(cast, meeting, spot):
    other = announced(cast, title="另一次")
    with after(other), pytest.raises(Conflict):
        written(cast, other)
        corrected(cast, other, Spot(Part.CAME), said="来了 40 人。", reason="漏数两位。")


def test_on_the_pages_it_is_chosen_mended_and_confirmed(cast, meeting):
    lin, hua = client_of(cast, "lin"), client_of(cast, "hua")
    chosen = page(lin, "corrections", meeting.pk)
    where = (meeting.pk, "1-said_against")
    assert reverse("councils:correct", args=where) in chosen and "1-outcome" not in chosen
    assert "车位会少三个。</textarea>" in page(lin, "correct", *where)
    assert press(lin, "correct", *where, said="车位会少两个。", reason="").status_code == 422
    said = {"said": "车位会少两个。", "reason": "数错了一个。"}
    assert press(lin, "correct", *where, **said).status_code == 303
    assert "有一处更正还等着确认" in page(lin, "corrections", meeting.pk)
    assert press(lin, "confirm_correction", meeting.pk).status_code == 409
    assert press(lin, "correct", meeting.pk, "9-words", **said).status_code == 404
    assert press(hua, "confirm_correction", meeting.pk).status_code == 303
    assert "车位会少两个。" in page(Client(), "show", meeting.pk)


# ---- what the database refuses ------------------------------------------------------------------


def refused(work, promise):
    with pytest.raises(DatabaseError) as fault, transaction.atomic():
        work()
        connection.check_constraints()
    assert promise in str(fault.value)


def test_the_database_keeps_what_a_correction_says(cast, meeting, spot):
    row = corrected(cast, meeting, spot)
    rows = Correction.objects.filter(pk=row.pk)
    refused(lambda: rows.update(said="别的。"), "corrections_stay")
    now = clock.now()
    refused(lambda: rows.update(confirmed_at=now), "no_correction_without_two")
    refused(
        lambda: rows.update(confirmed_at=now, confirmed_by=cast.lin),
        "a_correction_is_confirmed_by_another",
    )
    actions.confirm_correction(cast.actor("hua"), meeting)
    refused(lambda: rows.update(reason="别的。"), "corrections_stay")
    refused(lambda: rows.update(confirmed_at=now + timedelta(days=1)), "corrections_stay")
    refused(rows.delete, "corrections_stay")
    rows.update(written_by=None, confirmed_by=None)  # who it was goes with its term


def test_the_database_takes_no_correction_of_unpublished_minutes_and_none_without_a_reason(
    cast, meeting, spot
):
    draft = announced(cast, title="另一次")
    said = {"part": Part.CAME, "was": "来了 3 人", "said": "来了 4 人", "reason": "漏数一位。",
            "written_at": clock.now(), "written_by": cast.lin}  # fmt: skip

    def add(**more):
        return Correction.objects.create(**{"meeting": meeting, **said, **more})

    refused(lambda: add(meeting=draft), "only_what_is_published_is_corrected")
    refused(lambda: add(confirmed_at=clock.now()), "no_correction_without_two")
    refused(lambda: add(reason=""), "a_correction_of_minutes_says_what_and_why")
    refused(lambda: add(said="来了 3 人"), "a_correction_of_minutes_says_what_and_why")
    refused(lambda: add(part=Part.WORDS), "a_correction_names_its_place")
    add()
    with pytest.raises(IntegrityError), transaction.atomic():
        add()


def test_without_the_guards_minutes_and_corrections_change(cast, meeting, spot):
    """The control: it is the triggers that refuse, nothing else."""
    row = corrected(cast, meeting, spot)
    actions.confirm_correction(cast.actor("hua"), meeting)
    connection.check_constraints()
    with owner():
        guards.remove(connection)
    assert Meeting.objects.filter(pk=meeting.pk).update(residents=1) == 1
    assert Point.objects.filter(pk=spot.point.pk).update(said_against="没有。") == 1
    assert Correction.objects.filter(pk=row.pk).update(said="别的。") == 1
    connection.check_constraints()
    with owner():
        guards.install(connection)
    rows = Correction.objects.filter(pk=row.pk)
    refused(lambda: rows.update(said="又一句。"), "corrections_stay")
    refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(residents=2), "minutes_stay")
