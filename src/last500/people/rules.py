"""Names as they are shown, codes, and the versions of what people agree to."""

import re
import unicodedata

CODE_MINUTES = 10
CODE_TRIES = 5
LANGUAGES = ("zh-hans", "en")
NOTICE_VERSION = "2026-11"
# The key in a session under which the second factor of its person was shown.
SECOND_FACTOR = "second_factor"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_line(text: str) -> str:
    """One line as a person meant it: composed characters, no control characters, single spaces."""
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", text or "")).split())


def clean_text(text: str) -> str:
    """Several lines: as clean_line, but line breaks stay (at most two in a row)."""
    text = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()
