"""Money in whole fen: how yuan are read from what people write, and how they are shown. Pure."""

import re
import unicodedata

from last500.base.marking import N_

FEN = 100
FEN_MOST = 100_000_000_00  # a hundred million yuan: nothing of a community is bigger
WAN = 10_000

# Digits, or digits in groups of three; two decimals at most before 万 is counted in.
_PLAIN = re.compile(r"(?P<whole>\d+|\d{1,3}(?:,\d{3})+)(?:\.(?P<rest>\d+))?(?P<wan>万)?")

NO_AMOUNT = N_("请写钱数，比如 128 或 128.50。")
NOT_NEGATIVE = N_("钱数写正的；是收入还是支出，另外选。")
NOT_ZERO = N_("钱数要大于 0。")
TOO_FINE = N_("钱数最多写到分，小数点后面两位。")
TOO_MUCH = N_("这个数太大了，请看看是不是多写了几位。")


def yuan(fen: int) -> str:
    """12345600 → 123,456 ; 150 → 1.50; exact, without floating numbers."""
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    whole, rest = divmod(fen, FEN)
    return f"{sign}{whole:,}.{rest:02d}" if rest else f"{sign}{whole:,}"


def exact(fen: int) -> str:
    """12345600 → 123,456.00: always to the fen, as a column of a book is written."""
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    whole, rest = divmod(fen, FEN)
    return f"{sign}{whole:,}.{rest:02d}"


def typed(fen: int) -> str:
    """Fen as somebody would have typed it: 128 or 128.50."""
    whole, rest = divmod(fen, FEN)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def read_yuan(text: str, *, zero: bool = False) -> int:
    """Yuan as people write them, in fen: 128, 128.50, 1,280, １２８, ¥128元, 1.2万.

    Nothing is rounded and nothing is guessed: what is no whole number of fen, or grouped in no way
    that is usual, raises ValueError with the sentence. `zero`: whether 0 is an amount here.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    plain = plain.replace("人民币", "").replace("¥", "").removesuffix("元")
    if plain.startswith(("-", "−", "(", "－")):
        raise ValueError(NOT_NEGATIVE)
    found = _PLAIN.fullmatch(plain)
    if found is None or not plain.isascii() and not plain.rstrip("万").isascii():
        raise ValueError(NO_AMOUNT)
    fen = _fen(found["whole"].replace(",", ""), found["rest"] or "", wan=bool(found["wan"]))
    if fen > FEN_MOST:
        raise ValueError(TOO_MUCH)
    if not fen and not zero:
        raise ValueError(NOT_ZERO)
    return fen


def _fen(whole: str, rest: str, *, wan: bool) -> int:
    if len(whole) > 12 or len(rest) > 12:
        raise ValueError(TOO_MUCH if len(whole) > 12 else TOO_FINE)
    scale: int = 10 ** len(rest)
    fen, left = divmod(int(whole + rest) * FEN * (WAN if wan else 1), scale)
    if left or len(rest.rstrip("0")) > 2 and not wan:
        raise ValueError(TOO_FINE)
    return fen
