"""Messages leave once, are tried again, and end where somebody sees it; nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections

from last500.base import clock
from last500.base.scope import everything
from last500.notify import actions, queries
from last500.notify.channels import email
from last500.notify.models import Message
from last500.notify.rules import LEASE, PAUSES, State
from last500.people.models import Person


class Killed(BaseException):
    """As a kill -9 in the middle: nothing after it runs, not even the handling of errors."""


@pytest.fixture
def reader(db) -> Person:
    return Person.objects.create(
        phone_index="reader", email="reader@example.invalid", made_at=clock.now()
    )


def post_to(reader: Person) -> Message:
    actions.post("invited", [reader], place="芙蓉苑", category="小修小补", when="周四晚上")
    return Message.objects.get(channel="email")


def states() -> list[str]:
    return list(Message.objects.filter(channel="email").values_list("state", flat=True))


def test_a_message_is_sent_once_and_marked_afterwards(reader):
    message = post_to(reader)
    assert actions.deliver_due() == 1
    assert actions.deliver_due() == 0
    assert len(mail.outbox) == 1
    assert states() == [State.SENT]
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{message.pk}@127.0.0.1>"


def test_killed_before_sending_it_is_sent_when_the_lease_is_over(reader, monkeypatch):
    post_to(reader)
    with monkeypatch.context() as patch:
        patch.setattr(email, "send", killed)
        with pytest.raises(Killed):
            actions.deliver_due()
    assert (states(), mail.outbox) == ([State.LEASED], [])
    assert actions.deliver_due() == 0, "somebody may still be sending it"
    with clock.at(clock.now() + LEASE + clock.MINUTE):
        assert actions.deliver_due() == 1
    assert (states(), len(mail.outbox)) == ([State.SENT], 1)


def test_killed_between_sending_and_marking_it_is_sent_twice_and_not_lost(reader, monkeypatch):
    post_to(reader)
    send = email.send

    def send_and_die(message: Message) -> None:
        send(message)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(email, "send", send_and_die)
        with pytest.raises(Killed):
            actions.deliver_due()
    with clock.at(clock.now() + LEASE + clock.MINUTE):
        actions.deliver_due()
    first, second = mail.outbox
    assert first.extra_headers == second.extra_headers, "one letter to whoever reads it"


def test_control_marked_before_it_is_sent_it_is_lost(reader, monkeypatch):
    """The other order, as a kill shows: this is why the mark comes last."""
    message = post_to(reader)
    monkeypatch.setattr(email, "send", killed)
    Message.objects.filter(pk=message.pk).update(state=State.SENT)
    with pytest.raises(Killed):
        email.send(message)
    monkeypatch.undo()
    with clock.at(clock.now() + clock.DAY):
        actions.deliver_due()
    assert (states(), mail.outbox) == ([State.SENT], [])


def killed(_message: Message) -> None:
    raise Killed


def broken(_message: Message) -> None:
    raise OSError("no mail server")


def test_after_the_last_try_it_has_visibly_failed(reader, monkeypatch):
    post_to(reader)
    monkeypatch.setattr(email, "send", broken)
    moment = clock.now()
    for _try in range(len(PAUSES) + 1):
        assert states() == [State.WAITING]
        with clock.at(moment):
            assert actions.deliver_due() == 0
        moment += timedelta(days=1)
    assert states() == [State.FAILED]
    with clock.at(moment):
        assert queries.trouble().failed == 1
    assert not mail.outbox


def test_a_failure_that_comes_late_does_not_undo_what_another_worker_did(reader, monkeypatch):
    """The first worker hangs beyond its lease, a second one sends, then the first one gives up."""
    message = post_to(reader)

    def hang_then_fail(_message: Message) -> None:
        Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=clock.now())
        raise OSError("timed out")

    monkeypatch.setattr(email, "send", hang_then_fail)
    actions.deliver_due()
    assert states() == [State.SENT]


def test_what_waits_though_it_is_due_is_trouble_to_see(reader):
    post_to(reader)
    assert queries.trouble() == queries.Trouble(failed=0, stuck=0)
    with clock.at(clock.now() + 2 * clock.HOUR):
        assert queries.trouble().stuck == 1


def test_an_address_taken_back_ends_the_message_at_once(reader):
    post_to(reader)
    reader.email = ""
    reader.save(update_fields=["email"])
    assert actions.deliver_due() == 0
    assert (states(), mail.outbox) == ([State.FAILED], [])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_message_once():
    reader = Person.objects.create(
        phone_index="reader", email="reader@example.invalid", made_at=clock.now()
    )
    for _number in range(12):
        actions.post("invited", [reader], place="芙蓉苑", category="陪诊", when="周四")
    gate = threading.Barrier(4)

    def work(_number: int) -> int:
        gate.wait()
        try:
            with everything("a worker in a thread of its own"):
                return actions.deliver_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        sent = sum(pool.map(work, range(4)))
    while actions.deliver_due():
        sent += 1
    assert sent == len(mail.outbox) == 12
    assert set(states()) == {State.SENT}
