"""Tables that know nothing of the domain: idempotency keys, counters of limits, tombstones."""

from django.db import models

from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.privacy import Privacy
from last500.base.scope import Public


class OnceKey(models.Model):
    """A creating request that has taken effect, kept in the same transaction as its effect."""

    key = models.CharField(max_length=64, primary_key=True)
    body_hash = models.CharField(max_length=64)
    # Sealed: the address may be a private link.
    answer = SealedTextField()
    made_at = models.DateTimeField(db_index=True)

    scope = Public("a random key and a sealed address; asked for before anybody is known")
    privacy = Privacy(
        plain={
            "key": "random, made by the form",
            "body_hash": "a hash of the whole form",
            "answer": "an address of our own; sealed because it may be a private link",
        }
    )


class LimitCount(models.Model):
    """How often something was tried in a window of time; the name holds only keyed hashes."""

    name = models.CharField(max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    scope = Public("counts under keyed hashes; asked for before anybody is known")
    privacy = Privacy(plain={"name": "a word of ours and a keyed hash or a random id"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "window"], name="one_count_per_limit_window")
        ]


class Erasure(models.Model):
    """A tombstone: one retention run erased so many things by one rule. Nothing of whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.UUIDField()
    rule = models.CharField(max_length=60)
    # The term that held when it was erased.
    days = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    # The kind of the fault when the rule could not be carried out.
    failed = models.CharField(max_length=60, blank=True)

    scope = Public("counts of what was erased, and nothing of whom")
    privacy = Privacy(
        plain={"rule": "the rule's own name", "failed": "the name of an exception class"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "rule"], name="one_tombstone_per_run_and_rule")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.count}"
