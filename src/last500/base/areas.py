"""Areas as people write them, m², and as they are kept: cm², whole numbers."""

import re
import unicodedata

CM2 = 10_000  # of one m²
_SQUARE = re.compile(r"(\d{1,7})(?:\.(\d{1,4}))?")


def read_m2(text: str) -> int:
    """ "127.38", "１２７．３８㎡" as cm², exactly. Raises ValueError for what is no area."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    plain = re.sub(r"\s*(m2|平方米|平米|平方)$", "", plain)
    found = _SQUARE.fullmatch(plain)
    if not found:
        raise ValueError(text)
    return int(found[1]) * CM2 + int((found[2] or "").ljust(4, "0"))


def m2_words(cm2: int) -> str:
    """As m² without noughts at the end: 1273800 is "127.38"."""
    whole, rest = divmod(cm2, CM2)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
