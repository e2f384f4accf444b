"""Security profiles: what an instance asks of its accounts, chosen by one setting.

`asvs` follows OWASP ASVS 5.0; `dengbao2` and `dengbao3` follow levels 2 and 3 of GB/T 22239-2019,
where level 3 asks for two factors and for shorter sessions. Passwords, and with them complexity
and periodic change, do not exist here in any profile (decision 0004).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Profile:
    """`staff_*`: how long the rights of an office stay awake; `own_*`: how long one is signed in.

    `*_idle` counts from the last use (coarsely), `*_longest` from the sign-in.
    """

    second_factor_bound: bool  # the second factor of staff cannot be switched off
    staff_idle: timedelta
    staff_longest: timedelta
    own_idle: timedelta
    own_longest: timedelta
    fresh_for_reveals: bool  # staff prove themselves again before they open a contact
    seal_algorithm: str


# How long a proof (a code, a second factor) counts as fresh.
FRESH = timedelta(minutes=10)

PROFILES: Mapping[str, Profile] = {
    "asvs": Profile(
        second_factor_bound=False,
        staff_idle=timedelta(minutes=30),
        staff_longest=timedelta(hours=12),
        own_idle=timedelta(days=30),
        own_longest=timedelta(days=180),
        fresh_for_reveals=False,
        seal_algorithm="aes-256-gcm",
    ),
    "dengbao2": Profile(
        second_factor_bound=False,
        staff_idle=timedelta(minutes=20),
        staff_longest=timedelta(hours=12),
        own_idle=timedelta(days=30),
        own_longest=timedelta(days=90),
        fresh_for_reveals=False,
        seal_algorithm="aes-256-gcm",
    ),
    "dengbao3": Profile(
        second_factor_bound=True,
        staff_idle=timedelta(minutes=15),
        staff_longest=timedelta(hours=8),
        own_idle=timedelta(days=7),
        own_longest=timedelta(days=30),
        fresh_for_reveals=True,
        seal_algorithm="sm4-gcm",
    ),
}
