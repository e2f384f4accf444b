"""Exactly once: slots, keys of forms, messages that leave."""

from mutants.faults.kinds import POSTGRESQL, Edit, Fault, S

RACES = "tests/test_races.py"
ONCE = "tests/test_exactly_once.py"
OUTBOX = f"{S}/notify/tests/test_outbox.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "conditional update dropped",
        "of two desks that decide at once the second undoes what the first has told the resident",
        f"{S}/service_requests/actions/step.py",
        "here = ServiceRequest.objects.filter(pk=request.pk, state=old)",
        "here = ServiceRequest.objects.filter(pk=request.pk)",
        (f"{RACES}::test_two_desks_decide_and_one_is_told_that_it_was_late",),
        POSTGRESQL,
    ),
    Fault(
        "place taken without counting",
        "more neighbours are told to come than are wanted",
        f"{S}/service_requests/actions/helping.py",
        'pk=request.pk, state=State.OFFERED, wanted=request.wanted, taken__lt=F("wanted")\n',
        "pk=request.pk\n",
        (f"{RACES}::test_twenty_accept_and_one_wins",),
        POSTGRESQL,
    ),
    Fault(
        "unique slot dropped",
        "two helpers may hold the same place",
        f"{S}/service_requests/models/requests.py",
        'fields=["request", "slot"], condition=Q(ended_at=None), name="one_helper_per_slot"',
        'fields=["request", "slot", "id"], condition=Q(ended_at=None), name="one_helper_per_slot"',
        (f"{RACES}::test_the_slot_constraint_alone_stops_a_second_winner",),
        more=(
            Edit(
                f"{S}/service_requests/migrations/0001_initial.py",
                "fields=('request', 'slot'), name='one_helper_per_slot'",
                "fields=('request', 'slot', 'id'), name='one_helper_per_slot'",
            ),
        ),
    ),
    Fault(
        "key of the form not kept",
        "a form sent twice takes effect twice",
        f"{S}/base/idempotency.py",
        '                    _keep(key, digest, answer["Location"])\n',
        "",
        (f"{ONCE}::test_the_same_form_twice_is_one_request",),
    ),
    Fault(
        "one form asks for no key",
        "a helper who presses twice on a slow line gives back twice",
        f"{S}/web/me/helping.py",
        "@once\ndef release(",
        "def release(",
        (f"{ONCE}::test_every_form_asks_for_its_key_or_says_why_not",),
    ),
    Fault(
        "other body accepted",
        "the same key with another body gets the first answer, and what was typed is lost",
        f"{S}/base/idempotency.py",
        "    if earlier.body_hash != digest:",
        "    if False:",
        (f"{ONCE}::test_the_same_key_with_other_words_is_refused",),
    ),
    Fault(
        "key is anybody's",
        "the kept answer, a private link, goes to whoever has the key",
        f"{S}/base/idempotency.py",
        "    digest.update(f\"\\0{getattr(actor, 'person', None)}\".encode())\n",
        "",
        (f"{ONCE}::test_somebody_else_with_the_same_key_is_not_shown_the_answer",),
    ),
    Fault(
        "marked before sent",
        "a worker killed while sending loses the message",
        f"{S}/notify/actions.py",
        "    try:\n        email.send(message)\n",
        "    Message.objects.filter(pk=message.pk).update(state=State.SENT)\n"
        "    try:\n        email.send(message)\n",
        (f"{OUTBOX}::test_killed_before_sending_it_is_sent_when_the_lease_is_over",),
    ),
    Fault(
        "no lease",
        "two workers send the same message",
        f"{S}/notify/actions.py",
        "            pk=message.pk, state=message.state, next_at=message.next_at\n",
        "            pk=message.pk\n",
        (f"{OUTBOX}::test_four_workers_at_once_send_each_message_once",),
        POSTGRESQL,
    ),
    Fault(
        "late failure wins",
        "a slow worker undoes what another has sent, and the message leaves again",
        f"{S}/notify/actions.py",
        "pk=message.pk, state=State.LEASED, next_at=lease)",
        "pk=message.pk)",
        (f"{OUTBOX}::test_a_failure_that_comes_late_does_not_undo_what_another_worker_did",),
    ),
)
