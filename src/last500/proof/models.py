"""The log that is only ever added to: entries chained within their stream."""

from django.db import models

from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.privacy import NO_PERSONAL_DATA, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, Public


class Entry(models.Model):
    """One thing that happened. `body` is canonical JSON and holds no personal data."""

    stream = models.CharField(max_length=60)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    body = models.TextField()
    at = models.DateTimeField()
    prev_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64)

    scope = Public("holds nothing personal and is made to be read by everybody")
    privacy = NO_PERSONAL_DATA

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

    scope = SCOPED
    privacy = Privacy(
        {
            "salt": Personal(Kind.PERSONAL, "to open the commitment", Keep.LOG, "PIPL 51"),
            "personal": Personal(Kind.PERSONAL, "who acted on whom", Keep.LOG, "PIPL 51"),
        }
    )

    def __str__(self) -> str:
        return str(self.entry_id)
