"""The press on free places: one message to each, no invitation, no seat, never twice."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Forbidden
from last500.dispatch import retention, telling
from last500.dispatch.models import WantedNote
from last500.dispatch.telling import Ticked, tell
from last500.dispatch.tests.places import evening, free, named
from last500.notify.models import Message
from last500.people.leaving import close_account
from last500.reportin.models import ReportIn
from last500.service_requests.models import Acceptance, Invitation


def press(cast, one, *who, by="lin", seen=None, now=()):
    ticked = Ticked(tuple(cast.people[name].pk for name in who), seen or one.seen)
    with named(*(now or [one])):
        return tell(cast.actor(by), cast.a, {one.code: ticked})


def messages(kind="activity_free"):
    rows = Message.objects.filter(kind=kind, channel="inbox")
    return {row.person_id: row for row in rows}


def test_whoever_is_ticked_gets_one_message_with_the_way_to_its_page(cast):
    one = free(cast.a, title="邻里读书会", role="布置场地")
    done = press(cast, one, "wang", "li")
    assert (done.places, done.left, done.gone) == ((one,), (), 0)
    found = messages()
    assert set(found) == {cast.wang.pk, cast.li.pk}
    assert found[cast.wang.pk].link == one.link
    assert {"邻里读书会", "布置场地", cast.a.name} <= set(found[cast.wang.pk].params.values())


def test_it_seats_nobody_and_owes_no_answer(cast):
    press(cast, free(cast.a), "wang")
    assert not Invitation.objects.exists() and not Acceptance.objects.exists()


def test_nobody_hears_of_the_same_place_twice(cast):
    one = free(cast.a, free=5)
    press(cast, one, "wang")
    again = press(cast, one, "wang", by="he")
    assert again.places == () and again.left == (one,)
    assert press(cast, one, "wang", "li").places == (one,)
    assert Message.objects.filter(kind="activity_free", person=cast.wang).count() == 1
    press(cast, free(cast.a, begins=evening(6), ends=evening(6, 20)), "wang")
    assert Message.objects.filter(kind="activity_free", person=cast.wang).count() == 2


def test_one_press_tells_nobody_of_two_places_at_the_same_time(cast):
    one, other = free(cast.a), free(cast.a)
    who = (cast.wang.pk,)
    with named(one, other):
        ticked = {w.code: Ticked(who, w.seen) for w in (one, other)}
        done = tell(cast.actor("lin"), cast.a, ticked)
    assert len(done.places) == len(done.left) == 1
    assert Message.objects.filter(kind="activity_free", channel="inbox").count() == 1


def test_the_table_itself_refuses_a_second_note(cast):
    one = free(cast.a)
    row = {"kind": one.kind, "key": one.key, "told_at": clock.now(), "over_at": one.ends}
    WantedNote.objects.create(person=cast.wang, **row)
    WantedNote.objects.create(person=cast.li, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        WantedNote.objects.create(person=cast.wang, **row)


def test_of_two_presses_at_once_one_tells(cast, monkeypatch):
    """The other desk's note came between looking and writing: its message is the only one."""
    one = free(cast.a)
    blind = SimpleNamespace(proposals={one.code: {cast.wang.pk: None}}, rows={
        cast.wang.pk: ReportIn.objects.get(person=cast.wang)
    })  # fmt: skip
    monkeypatch.setattr(telling, "with_places", lambda *_args: blind)
    assert press(cast, one, "wang").places == (one,)
    assert press(cast, one, "wang").places == ()
    assert Message.objects.filter(kind="activity_free", channel="inbox").count() == 1


def test_control_without_the_constraint_the_second_press_would_tell_again(cast, monkeypatch):
    one = free(cast.a)
    blind = SimpleNamespace(proposals={one.code: {cast.wang.pk: None}}, rows={
        cast.wang.pk: ReportIn.objects.get(person=cast.wang)
    })  # fmt: skip
    monkeypatch.setattr(telling, "with_places", lambda *_args: blind)
    monkeypatch.setattr(telling, "_is_news", lambda *_args: True)
    press(cast, one, "wang")
    press(cast, one, "wang")
    assert Message.objects.filter(kind="activity_free", channel="inbox").count() == 2


def test_somebody_whom_the_rules_do_not_let_in_is_not_told_whatever_comes_back(cast):
    one = free(cast.a, out=frozenset({cast.li.pk}))
    done = press(cast, one, "li", "zhao", "chen")
    assert done.places == () and done.left == (one,)
    assert not messages()


def test_a_place_whose_time_has_changed_is_left_and_said(cast):
    one = free(cast.a)
    moved = free(cast.a, key=one.key, begins=evening(5), ends=evening(5, 20))
    done = press(cast, one, "wang", now=[moved])
    assert done.places == () and done.left == (moved,)
    gone = press(cast, one, "wang", now=[free(cast.a)])
    assert (gone.places, gone.left, gone.gone) == ((), (), 1)
    assert not messages() and not WantedNote.objects.exists()


@pytest.mark.parametrize("who", ["wang", "chen", "qian", "tang", "op"])
def test_only_the_desk_tells(cast, who):
    with pytest.raises(Forbidden):
        press(cast, free(cast.a), "wang", by=who)
    assert not WantedNote.objects.exists()


def test_a_message_that_fails_leaves_no_note(cast, monkeypatch):
    def fails(*_args, **_more):
        raise RuntimeError("no outbox")

    monkeypatch.setattr(telling, "post", fails)
    with pytest.raises(RuntimeError):
        press(cast, free(cast.a), "wang")
    assert not WantedNote.objects.exists()


def test_a_note_is_ones_own_and_goes_with_the_account(cast):
    press(cast, free(cast.a), "wang", "li")
    for who, number in {"wang": 1, "li": 1, "lin": 0, "he": 0, "sun": 0, "chen": 0}.items():
        assert WantedNote.objects.visible_to(cast.actor(who)).count() == number, who
    close_account(cast.actor("wang"))
    assert set(WantedNote.objects.values_list("person", flat=True)) == {cast.li.pk}


def test_it_is_kept_until_half_a_year_after_there_is_nothing_to_come_to(cast):
    (rule,) = (rule for rule in retention.RULES if rule.name == "wanted_notes")
    one = free(cast.a)
    press(cast, one, "wang")
    assert rule.count(one.ends + 179 * clock.DAY) == 0
    assert rule.count(one.ends + 181 * clock.DAY) == 1
