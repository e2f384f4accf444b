"""Tables that know nothing of the domain: idempotency keys and counters of limits."""

from django.db import models

from last500.base.fields import SealedTextField
from last500.base.privacy import NO_PERSONAL_DATA
from last500.base.scope import Public


class OnceKey(models.Model):
    """A creating request that has taken effect, kept in the same transaction as its effect."""

    key = models.CharField(max_length=64, primary_key=True)
    body_hash = models.CharField(max_length=64)
    # Sealed: the address may be a private link.
    answer = SealedTextField()
    made_at = models.DateTimeField(db_index=True)

    scope = Public("a random key and a sealed address; asked for before anybody is known")
    privacy = NO_PERSONAL_DATA


class LimitCount(models.Model):
    """How often something was tried in a window of time; the name holds only keyed hashes."""

    name = models.CharField(max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    scope = Public("counts under keyed hashes; asked for before anybody is known")
    privacy = NO_PERSONAL_DATA

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "window"], name="one_count_per_limit_window")
        ]
