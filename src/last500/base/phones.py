"""Telephone numbers: one normal form, and the range that cannot be called."""

import re
import unicodedata

# No Chinese mobile number begins with 10: tests and the demo town take theirs from here.
TEST_PREFIX = "1000"


def normalise(text: str) -> str:
    """Digits only: full-width digits, spaces, hyphens and +86 are taken away.

    Raises ValueError with one of the words 'short', 'long', 'letters', 'kind'.
    """
    plain = unicodedata.normalize("NFKC", text or "")
    plain = re.sub(r"[\s\-()·.]", "", plain)
    plain = re.sub(r"^(\+|00)86", "", plain)
    if not plain.isdigit():
        raise ValueError("letters")
    mobile = plain.startswith("1")
    wanted = (11, 11) if mobile else (7, 12)
    if len(plain) < wanted[0]:
        raise ValueError("short")
    if len(plain) > wanted[1]:
        raise ValueError("long")
    if mobile and not (plain[1] in "3456789" or plain.startswith(TEST_PREFIX)):
        raise ValueError("kind")
    return plain


def is_mobile(number: str) -> bool:
    return len(number) == 11 and number.startswith("1")


def grouped(number: str) -> str:
    """100 0000 9001: as it is read aloud and written on a poster."""
    if is_mobile(number):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    return number


def last_four(number: str) -> str:
    """The digits with which whoever placed a request shows that it is theirs."""
    return number[-4:]
