"""In somebody's quiet hours no letter leaves; the inbox has the message at once."""

from datetime import timedelta

import pytest
from django.core import mail

from last500.base import clock
from last500.notify.actions import deliver_due, post
from last500.notify.models import Message
from last500.notify.queries import trouble
from last500.notify.rules import KINDS
from last500.reportin.models import ReportIn

NIGHT, MORNING = "2026-11-23 22:10", "2026-11-24 08:00"


@pytest.fixture
def wang(cast):
    cast.wang.email = "wang@a.example"
    cast.wang.save(update_fields=["email"])
    return cast.wang


def sent_at(text: str) -> int:
    mail.outbox.clear()
    with clock.at(clock.parse(text)):
        return deliver_due()


def written(kind: str, person, at: str = NIGHT) -> None:
    with clock.at(clock.parse(at)):
        words = {"place": "芙蓉苑", "category": "小修小补", "when": "明天", "number": "120"}
        post(kind, [person], **words, state="待派")


def test_an_invitation_waits_until_the_morning_and_stands_in_the_inbox_at_once(wang):
    written("invited", wang)
    assert Message.objects.filter(person=wang, channel="inbox").exists()
    assert sent_at(NIGHT) == 0
    assert sent_at("2026-11-24 07:59") == 0
    assert sent_at(MORNING) == 1
    assert mail.outbox[0].to == ["wang@a.example"]


def test_waiting_is_no_trouble_and_no_try(wang):
    written("invited", wang)
    sent_at(NIGHT)
    letter = Message.objects.get(channel="email")
    assert (letter.state, letter.tries) == ("waiting", 0)
    assert clock.local(letter.next_at).isoformat()[:16] == "2026-11-24T08:00"
    with clock.at(clock.parse(NIGHT) + timedelta(hours=5)):
        assert trouble().stuck == 0


def test_by_day_it_leaves_at_once(wang):
    written("invited", wang, "2026-11-23 12:00")
    assert sent_at("2026-11-23 12:00") == 1


def test_what_is_urgent_comes_to_whoever_said_so_and_to_nobody_else(wang):
    written("invited_soon", wang)
    assert sent_at(NIGHT) == 0
    ReportIn.objects.filter(person=wang).update(urgent_any_hour=True)
    Message.objects.update(next_at=clock.parse(NIGHT))
    assert sent_at(NIGHT) == 1
    written("invited", wang)
    assert sent_at(NIGHT) == 0


def test_danger_comes_at_any_hour(wang):
    written("desk_emergency", wang)
    assert sent_at(NIGHT) == 1
    assert {kind for kind, one in KINDS.items() if one.any_hour} >= {"desk_emergency", "glass_open"}
    assert not KINDS["invited"].any_hour


def test_whoever_has_no_quiet_hours_or_is_not_reported_in_waits_for_nothing(cast, wang):
    ReportIn.objects.filter(person=wang).update(quiet_from=0, quiet_until=0)
    written("invited", wang)
    assert sent_at(NIGHT) == 1
    cast.chen.email = "chen@a.example"
    cast.chen.save(update_fields=["email"])
    written("request_moved", cast.chen)
    assert sent_at(NIGHT) == 1


def test_hours_of_the_day_are_held_by_the_table(cast):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="quiet_hours"), transaction.atomic():
        ReportIn.objects.update(quiet_from=1440)


def test_the_batch_asks_once_however_many_letters(wang, django_assert_max_num_queries):
    for _time in range(6):
        written("invited", wang)
    with clock.at(clock.parse(NIGHT)), django_assert_max_num_queries(2 + 6):
        deliver_due()
