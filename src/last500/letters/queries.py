"""Questions about letters: one's own, and the one that a code names."""

from last500.base import limits
from last500.base.actor import Actor
from last500.base.ids import read_number
from last500.base.sealing import blind_index
from last500.letters.models import Letter

LISTED = 100


def own_letters(actor: Actor) -> list[Letter]:
    """The newest first; what is printed stays sealed."""
    rows = Letter.objects.visible_to(actor).defer("lines", "body", "names")
    return list(rows.order_by("-issued_at", "-pk")[:LISTED])


def by_code(text: str, *, address: str) -> Letter | None:
    """The letter with this code, for whoever holds the paper: asked in nobody's name.

    None alike for a code that is no letter's and for one that cannot be a code. Raises TooMany
    when somebody tries codes in a row.
    """
    whence = blind_index("address", address)[:32]
    limits.hit("letter-check", whence, limits.LETTER_CHECKS_PER_ADDRESS)
    code = read_number(text)
    rows = Letter.objects.filter(code=code).select_related("person")
    return rows.first() if code else None
