"""Entering, confirming, declining, correcting: each with who may, and what then counts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.people.leaving import close_account
from last500.records import actions
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, State

pytestmark = pytest.mark.django_db
NOON = clock.parse("2026-11-25 12:00")


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(clock.parse("2026-11-26 20:00")):
        yield


def entered(cast, by: str = "wang", **more) -> ServiceRecord:
    said = {
        "person": cast.people[by],
        "place": cast.a,
        "source": Source.OWN,
        "about": None,
        "kind": "tidying",
        "began_at": NOON,
        "minutes": 60,
        "note": "扫了三号楼前的落叶。",
    }
    return actions.enter(cast.actor(by), **(said | more))


def counted(person) -> int:
    rows = ServiceRecord.objects.counted().filter(person=person)
    return rows.aggregate(sum=Sum("minutes"))["sum"] or 0


def test_an_own_entry_waits_and_counts_when_an_organiser_has_confirmed_it(cast):
    record = entered(cast)
    assert record.state == State.ENTERED
    assert counted(cast.wang) == 0
    actions.confirm_at_desk(cast.actor("lin"), record)
    record.refresh_from_db()
    assert (record.state, record.confirmed_as) == (State.CONFIRMED, ConfirmedAs.ORGANISER)
    assert record.confirmed_by == cast.lin
    assert counted(cast.wang) == 60


def test_nobody_confirms_declines_or_corrects_their_own_whatever_their_office(cast):
    record = entered(cast, "lin")
    for verb in (actions.confirm_at_desk, lambda a, r: actions.decline(a, r, reason="错了")):
        with pytest.raises(Forbidden):
            verb(cast.actor("lin"), record)
    actions.confirm_at_desk(cast.actor("he"), record)
    with pytest.raises(Forbidden):
        actions.reverse(cast.actor("lin"), record, reason="错了")
    with pytest.raises(Refused):
        entered(
            cast, began_at=NOON - clock.DAY, confirmed_by=cast.wang.pk,
            confirmed_as=ConfirmedAs.ORGANISER,
        )  # fmt: skip
    assert counted(cast.lin) == 60


def test_the_desk_of_another_place_confirms_nothing_here(cast):
    record = entered(cast)
    for name in ("qian", "chen", "li", "tang"):
        with pytest.raises(Forbidden):
            actions.confirm_at_desk(cast.actor(name), record)
        assert not ServiceRecord.objects.visible_to(cast.actor(name)).exists()
    assert ServiceRecord.objects.visible_to(cast.actor("he")).get() == record


def test_the_same_thing_is_entered_once(cast):
    about = uuid4()
    first = entered(cast, source=Source.REQUEST, about=about)
    again = entered(cast, source=Source.REQUEST, about=about, minutes=30, began_at=NOON)
    assert again == first
    assert again.minutes == 60
    other = entered(cast, "li", source=Source.REQUEST, about=about)
    assert other != first


def test_one_with_a_confirmation_counts_at_once(cast):
    record = actions.enter(
        CLOCK, person=cast.wang, place=cast.a, source=Source.POST, about=uuid4(), kind="patrol",
        began_at=NOON, minutes=90, confirmed_by=cast.lin.pk, confirmed_as=ConfirmedAs.ORGANISER,
    )  # fmt: skip
    assert record.counts
    assert counted(cast.wang) == 90


def test_a_resident_without_an_account_confirms_as_the_one_served(cast):
    record = entered(cast, source=Source.REQUEST, about=uuid4(), confirmed_as=ConfirmedAs.SERVED)
    assert record.counts
    assert record.confirmed_by is None


def test_an_overlap_is_refused_and_only_the_person_reads_why(cast):
    entered(cast)
    with pytest.raises(Refused) as own:
        entered(cast, began_at=NOON + timedelta(minutes=59))
    assert "已经有一条" in own.value.message
    with pytest.raises(Refused) as others:
        actions.enter(
            cast.actor("he"), person=cast.wang, place=cast.a, source=Source.OWN, about=None,
            kind="tidying", began_at=NOON, minutes=5,
        )  # fmt: skip
    assert "已经有" not in others.value.message
    entered(cast, began_at=NOON + timedelta(minutes=60))
    entered(cast, "li")


def test_a_declined_or_reversed_record_frees_its_time(cast):
    first = entered(cast)
    actions.decline(cast.actor("lin"), first, reason="那天下雨，没有做。")
    second = entered(cast)
    actions.confirm_at_desk(cast.actor("lin"), second)
    actions.reverse(cast.actor("lin"), second, reason="记错了日子。")
    assert counted(cast.wang) == 0
    third = entered(cast)
    assert third.state == State.ENTERED


def test_a_declined_record_carries_its_reason_and_the_person_is_told(cast):
    record = entered(cast)
    with pytest.raises(Refused):
        actions.decline(cast.actor("lin"), record, reason="  ")
    actions.decline(cast.actor("lin"), record, reason="那天没有这件事。")
    record.refresh_from_db()
    assert record.reason == "那天没有这件事。"
    told = Message.objects.get(person=cast.wang, kind="record_declined", channel="inbox")
    assert "落叶" not in str(told.params)
    with pytest.raises(Conflict):
        actions.confirm_at_desk(cast.actor("lin"), record)


def test_a_correction_is_a_reversing_entry_and_happens_once(cast):
    record = entered(cast)
    with pytest.raises(Conflict):  # what waits is declined, not reversed
        actions.reverse(cast.actor("lin"), record, reason="没有确认过。")
    actions.confirm_at_desk(cast.actor("lin"), record)
    entry = actions.reverse(cast.actor("he"), record, reason="多记了一小时。")
    assert entry.reverses == record
    record.refresh_from_db()
    assert record.minutes == 60  # nothing of it was edited
    assert record.reversal.reason == "多记了一小时。"
    with pytest.raises(Conflict):
        actions.reverse(cast.actor("he"), record, reason="再来一次。")
    with pytest.raises(Conflict):
        actions.reverse(cast.actor("he"), entry, reason="更正的更正。")
    assert Message.objects.filter(person=cast.wang, kind="record_reversed").exists()


def test_correcting_the_minutes_reverses_and_writes_anew(cast):
    about = uuid4()
    record = entered(cast, source=Source.REQUEST, about=about, confirmed_as=ConfirmedAs.SERVED)
    right = actions.correct(cast.actor("lin"), record, minutes=20, reason="只用了二十分钟。")
    assert (right.minutes, right.about, right.note) == (20, about, record.note)
    assert counted(cast.wang) == 20
    # What arose from the same thing is not entered again.
    again = entered(cast, source=Source.REQUEST, about=about)
    assert again == record
    assert counted(cast.wang) == 20


def test_a_correction_that_does_not_fit_changes_nothing(cast):
    record = entered(cast, confirmed_by=cast.lin.pk, confirmed_as=ConfirmedAs.ORGANISER)
    entered(cast, began_at=NOON + clock.HOUR)
    with pytest.raises(Refused):
        actions.correct(cast.actor("lin"), record, minutes=90, reason="其实更久。")
    record.refresh_from_db()
    assert record.counts


def test_one_takes_back_what_nobody_has_answered(cast):
    record = entered(cast)
    with pytest.raises(Forbidden):
        actions.take_back(cast.actor("li"), record)
    actions.take_back(cast.actor("wang"), record)
    entered(cast)


def test_what_fits_is_entered_and_nothing_where_nothing_fits(cast):
    entered(cast, minutes=30)
    said = {"person": cast.wang, "place": cast.a, "source": Source.REQUEST, "kind": "small_repair"}
    cut = actions.enter_what_fits(CLOCK, about=uuid4(), began_at=NOON, minutes=60, **said)
    assert (cut.began_at, cut.minutes) == (NOON + timedelta(minutes=30), 30)
    nothing = actions.enter_what_fits(CLOCK, about=uuid4(), began_at=NOON, minutes=60, **said)
    assert nothing is None


def test_a_closed_account_leaves_times_without_a_name(cast):
    kept, waiting = entered(cast), entered(cast, began_at=NOON - clock.DAY)
    actions.confirm_at_desk(cast.actor("lin"), kept)
    close_account(cast.actor("wang"))
    kept.refresh_from_db()
    assert (kept.note, kept.organisation, kept.minutes) == ("", None, 60)
    assert not ServiceRecord.objects.filter(pk=waiting.pk).exists()
