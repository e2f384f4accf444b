"""Recovery codes: ten one-use stand-ins for a lost second factor, shown once, kept as hashes."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.errors import Refused
from last500.base.ids import ALPHABET
from last500.base.sealing import blind_index
from last500.people import rules
from last500.people.actions import note_security
from last500.people.models import Person, RecoveryCode


def _hash(person: Person, plain: str) -> str:
    return blind_index("people.recovery", f"{person.pk}:{plain}")


@transaction.atomic
def new_codes(person: Person) -> list[str]:
    """Fresh codes in the place of all earlier ones, as they are shown this once: XXXXX-XXXXX."""
    plain = [
        "".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(rules.RECOVERY_CODES)
    ]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, code_hash=_hash(person, code)) for code in plain
    )
    note_security("recovery codes made", person, count=len(plain))
    return [f"{code[:5]}-{code[5:]}" for code in plain]


def use(person: Person, plain: str) -> int:
    """Use one code up; how many are left. Raises Refused for a wrong or a used one.

    `plain` is a code in its plain form (rules.read_recovery_code).
    """
    limits.hit("second", str(person.pk), limits.SECOND_FACTOR_TRIES)
    unused = RecoveryCode.objects.filter(person=person, used_at=None)
    with transaction.atomic():
        used = unused.filter(code_hash=_hash(person, plain)).update(used_at=clock.now())
        if used:
            note_security("second factor shown", person, how="recovery")
    if not used:
        note_security("second factor failed", person, how="recovery")
        raise Refused(_("备用码不对，或者已经用过了。"), "code")
    return unused.count()


def left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()
