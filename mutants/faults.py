"""The seeded faults. Each is one small change that somebody might make on a bad day."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """`old` stands in `file` exactly once and becomes `new`."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """`tests` are those that guard the place; `more` where one edit alone would not even start."""

    name: str
    breaks: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    database: str = "sqlite"
    more: tuple[Edit, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        return (Edit(self.file, self.old, self.new), *self.more)


S = "src/last500"
FAULTS: tuple[Fault, ...] = (
    Fault(
        "conditional update dropped",
        "a step no longer asks whether the state is still the one that was read",
        f"{S}/service_requests/actions/step.py",
        "here = ServiceRequest.objects.filter(pk=request.pk, state=old)",
        "here = ServiceRequest.objects.filter(pk=request.pk)",
        ("tests/test_races.py", "src/last500/service_requests/tests/test_life.py"),
        "postgresql",
    ),
    Fault(
        "unique slot dropped",
        "two helpers may hold the same place",
        f"{S}/service_requests/models/requests.py",
        'fields=["request", "slot"], condition=Q(ended_at=None), name="one_helper_per_slot"',
        'fields=["request", "slot", "id"], condition=Q(ended_at=None), name="one_helper_per_slot"',
        ("tests/test_guards.py", "tests/test_races.py"),
    ),
    Fault(
        "key of the form not kept",
        "a form sent twice takes effect twice",
        f"{S}/base/idempotency.py",
        '                    _keep(key, digest, answer["Location"])\n',
        "",
        ("tests/test_exactly_once.py",),
    ),
    Fault(
        "other body accepted",
        "the same key with another body gets the first answer",
        f"{S}/base/idempotency.py",
        "    if earlier.body_hash != digest:",
        "    if False:",
        ("tests/test_exactly_once.py", "src/last500/base/tests/test_idempotency.py"),
    ),
    Fault(
        "key is anybody's",
        "the kept answer, a private link, goes to whoever has the key",
        f"{S}/base/idempotency.py",
        "    digest.update(f\"\\0{getattr(actor, 'person', None)}\".encode())\n",
        "",
        ("tests/test_exactly_once.py",),
    ),
    Fault(
        "marked before sent",
        "a worker killed while sending loses the message",
        f"{S}/notify/actions.py",
        "    try:\n        email.send(message)\n",
        "    Message.objects.filter(pk=message.pk).update(state=State.SENT)\n"
        "    try:\n        email.send(message)\n",
        ("src/last500/notify/tests/test_outbox.py",),
    ),
    Fault(
        "no lease",
        "two workers send the same message",
        f"{S}/notify/actions.py",
        "            pk=message.pk, state=message.state, next_at=message.next_at\n",
        "            pk=message.pk\n",
        ("src/last500/notify/tests/test_outbox.py",),
        "postgresql",
    ),
    Fault(
        "late failure wins",
        "a slow worker undoes what another has sent",
        f"{S}/notify/actions.py",
        "pk=message.pk, state=State.LEASED, next_at=lease)",
        "pk=message.pk)",
        ("src/last500/notify/tests/test_outbox.py",),
    ),
)
