"""F2: workers are killed (SIGKILL) while they send messages, on PostgreSQL.

Two processes run the product's own `deliver_due` (with a lease of two seconds, so that a run takes
a minute and not an hour). Holds when no message is lost and none leaves more often than twice;
notices in the inbox are there once. Control: marked before it is sent, the other order, some are
lost.
"""

import os
import random
import signal
import time
from datetime import timedelta

from faultlab.house import QUICK, furnish, report
from faultlab.postbox import Postbox, postbox
from tests.postgres import SAFE, server

MESSAGES = 400 if QUICK else 1_500
KILLS = 16 if QUICK else 60
WORKERS = 2
LEASE = timedelta(seconds=2)


def main() -> None:
    with server(settings=SAFE) as database, postbox() as box:
        furnish(
            database.url,
            LAST500_SMTP_HOST="127.0.0.1",
            LAST500_SMTP_PORT=str(box.port),
            LAST500_SMTP_SSL="0",
        )
        kept = fire(box, mark_first=False)
        loose = fire(box, mark_first=True)
    report(
        f"{KILLS} workers killed while sending {MESSAGES:,} messages",
        f"{kept['lost']} lost, {kept['twice']} sent twice, {kept['more']} more often, "
        f"{kept['open']} without an end; {kept['notices']:,} notices in inboxes, each once",
        f"marked first: {loose['lost']} lost",
        good=not (kept["lost"] or kept["more"] or kept["open"])
        and kept["notices"] == MESSAGES
        and loose["lost"] > 0,
    )


def fire(box: Postbox, *, mark_first: bool) -> dict[str, int]:
    box.taken.clear()
    fill()
    workers = [worker(mark_first) for _ in range(WORKERS)]
    end = time.monotonic() + 240
    kills = 0
    while waiting() and time.monotonic() < end:
        time.sleep(random.uniform(0.05, 0.25))
        if kills < KILLS:
            chosen = random.randrange(WORKERS)
            os.kill(workers[chosen], signal.SIGKILL)
            os.waitpid(workers[chosen], 0)
            workers[chosen] = worker(mark_first)
            kills += 1
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return counted(box)


def fill() -> None:
    from last500.base import clock
    from last500.base.scope import everything
    from last500.notify.actions import post
    from last500.notify.models import Message
    from last500.people.models import Person

    with everything("the lab writes messages"):
        Message.objects.all().delete()
        Person.objects.filter(phone_index="reader").delete()
        reader = Person.objects.create(
            phone_index="reader", email="reader@example.invalid", made_at=clock.now()
        )
        for number in range(MESSAGES):
            post("invited", [reader], place="芙蓉苑", category="陪诊", when=f"第 {number} 天")


def waiting() -> bool:
    from last500.base.scope import everything
    from last500.notify.models import Message
    from last500.notify.rules import State

    with everything("the lab looks whether all is sent"):
        return Message.objects.filter(state__in=[State.WAITING, State.LEASED]).exists()


def worker(mark_first: bool) -> int:
    """A child that sends until it is killed. Forked: a fresh interpreter costs a second each."""
    from django.db import connections

    for connection in connections.all():
        connection.close()
        connection.close_pool()
    child = os.fork()
    if child:
        return child
    try:
        send_for_ever(mark_first)
    finally:
        os._exit(1)


def send_for_ever(mark_first: bool) -> None:
    from last500.base.scope import everything
    from last500.notify import actions

    actions.LEASE = LEASE
    if mark_first:
        send = actions._send
        actions._send = lambda message, lease: mark(message) and send(message, lease)
    with everything("the lab's worker"):
        while True:
            if not actions.deliver_due():
                time.sleep(0.05)


def mark(message) -> bool:
    from last500.base import clock
    from last500.notify.models import Message
    from last500.notify.rules import State

    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=clock.now())
    return True


def counted(box: Postbox) -> dict[str, int]:
    from last500.base.scope import everything
    from last500.notify.models import Message
    from last500.notify.rules import Channel, State

    with everything("the lab counts"):
        rows = list(Message.objects.values_list("pk", "channel", "state"))
    letters = [(str(pk), state) for pk, channel, state in rows if channel == Channel.EMAIL]
    return {
        "lost": sum(box.taken[pk] == 0 for pk, _state in letters),
        "twice": sum(box.taken[pk] == 2 for pk, _state in letters),
        "more": sum(box.taken[pk] > 2 for pk, _state in letters),
        "open": sum(state not in {State.SENT, State.FAILED} for _pk, state in letters),
        "notices": sum(channel == Channel.INBOX for _pk, channel, _state in rows),
    }


if __name__ == "__main__":
    main()
