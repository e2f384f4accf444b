"""The letter with a code: sent by lease and retry, never after its minutes, never twice at once."""

import pytest

from last500.base import clock, erasing
from last500.people import actions, codes
from last500.people.models import SignInCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(cast):
    cast.li.email = "li@example.org"
    cast.li.save(update_fields=["email"])
    return cast.li


def test_a_letter_that_could_not_leave_is_tried_again(li, mailoutbox, monkeypatch):
    actions.ask_for_code(li.phone, address="::1")
    with monkeypatch.context() as broken:
        broken.setattr(codes, "send_mail", lambda *_: (_ for _ in ()).throw(OSError("down")))
        assert codes.deliver_due() == 0
    assert codes.deliver_due() == 0  # leased: not at once
    with clock.at(clock.now() + codes.LEASE):
        assert codes.deliver_due() == 1
    assert len(mailoutbox) == 1


def test_a_worker_that_was_killed_before_marking_sends_once_more_and_loses_nothing(
    li, mailoutbox, monkeypatch
):
    actions.ask_for_code(li.phone, address="::1")
    with monkeypatch.context() as killed:
        killed.setattr(codes, "_over", lambda code, sent: sent)
        codes.deliver_due()
    with clock.at(clock.now() + codes.LEASE):
        codes.deliver_due()
        codes.deliver_due()
    assert len(mailoutbox) == 2


def test_no_letter_leaves_after_the_ten_minutes(li, mailoutbox):
    actions.ask_for_code(li.phone, address="::1")
    with clock.at(clock.now() + 11 * clock.MINUTE):
        assert codes.deliver_due() == 0
    assert mailoutbox == []
    assert SignInCode.objects.get().plain == ""


def test_no_letter_leaves_for_a_disabled_account(li, mailoutbox):
    li.is_active = False
    li.save(update_fields=["is_active"])
    actions.ask_for_code(li.phone, address="::1")
    assert codes.deliver_due() == 0


def test_codes_are_forgotten_after_a_day(li):
    actions.ask_for_code(li.phone, address="::1")
    erasing.run()
    assert SignInCode.objects.count() == 1
    with clock.at(clock.now() + 2 * clock.DAY):
        erasing.run()
    assert not SignInCode.objects.exists()
