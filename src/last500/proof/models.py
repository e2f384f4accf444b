"""The log that is only ever added to: entries chained within their stream, and what was published.

`Entry`, `Leaf` and `Checkpoint` stand behind the guards of `proof.guards`; `Opening` does not,
for erasing it is how a person's part of the log is forgotten.
"""

from datetime import UTC

from django.db import models

from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import NOBODY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, Public
from last500.proof import rules


class Entry(models.Model):
    """One thing that happened. `body` is canonical JSON and holds no personal data."""

    stream = models.CharField(max_length=rules.LONGEST_STREAM)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=rules.LONGEST_KIND)
    body = models.TextField()
    at = models.DateTimeField()
    prev_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64)

    scope = Public("holds nothing personal and is made to be read by everybody")
    privacy = Privacy(
        plain={
            "stream": "one of our words",
            "kind": "one of our words",
            "body": "proof.actions.record allows nothing personal here",
            "prev_hash": "a hash",
            "entry_hash": "a hash",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="one_entry_at_each_place")
        ]

    def __str__(self) -> str:
        return f"{self.stream}/{self.seq}"

    @property
    def moment(self) -> str:
        """`at` as it is hashed: UTC, six digits of a second."""
        return self.at.astimezone(UTC).isoformat(timespec="microseconds")

    def counted_hash(self) -> str:
        """The hash that belongs to what the row says now."""
        return rules.entry_hash(
            self.stream, self.seq, self.kind, self.moment, self.body, self.prev_hash
        )


class Opening(models.Model):
    """What opens a commitment: salt and personal part. When it is erased the entry stays valid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="opening")
    salt = SealedTextField()
    personal = SealedTextField()

    scope = SCOPED
    privacy = Privacy(
        {
            "salt": Personal(
                Kind.PERSONAL,
                N_("核对记录没有被改过"),
                Keep.LOG,
                "PIPL 51",
                N_("核对用的随机数"),
                secret=True,
            ),
            "personal": Personal(
                Kind.PERSONAL, N_("谁做了什么要负责"), Keep.LOG, "PIPL 51", N_("谁对谁做的")
            ),
        },
        what=N_("安全记录"),
        seen_by=N_("查问题时的安全管理员"),
        whose=NOBODY,
    )

    def __str__(self) -> str:
        return str(self.entry_id)


class Leaf(models.Model):
    """The place of an entry in the published tree; once given it is never given again."""

    index = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")

    scope = Public("the order of the published log")
    privacy = Privacy()

    def __str__(self) -> str:
        return str(self.index)


class Checkpoint(models.Model):
    """A tree head that was signed: what must stay true of every later tree."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    scope = Public("what is published for everybody")
    privacy = Privacy(plain={"root": "a hash", "note": "a signed hash"})

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """A neighbour's line under a checkpoint: it saw that the log had only grown until then."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=120)
    line = models.CharField(max_length=400)
    at = models.DateTimeField()

    scope = Public("what is published for everybody")
    privacy = Privacy(plain={"witness": "the name of a log", "line": "a signature"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "witness"], name="one_cosignature_of_each_witness"
            )
        ]

    def __str__(self) -> str:
        return f"{self.witness}: {self.checkpoint_id}"
