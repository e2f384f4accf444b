"""The log that is only ever added to: entries chained within their stream."""

from django.db import models

from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import NOBODY, Keep, Kind, Personal, Privacy


class Entry(models.Model):
    """One thing that happened. `body` is canonical JSON and holds no personal data."""

    stream = models.CharField(max_length=60)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    body = models.TextField()
    at = models.DateTimeField()
    prev_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64)

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


class Opening(models.Model):
    """What opens a commitment: salt and personal part. When it is erased the entry stays valid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.OneToOneField(Entry, models.CASCADE, related_name="opening")
    salt = SealedTextField()
    personal = SealedTextField()

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
