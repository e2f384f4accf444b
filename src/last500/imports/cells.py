"""Cells of a row as people write them, and what they mean. No database here.

Words of closed lists stand as our word or as its code; numbers may have the ".0" of a spreadsheet.
Whatever cannot be read raises Refused with the name of its column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from last500.base.errors import Refused

Cells = Mapping[str, str]
BETWEEN = re.compile(r"[、,，;；\s]+")
_WEEKDAYS = "一二三四五六日"
_YES, _NO = {"是", "有", "yes", "1", "true"}, {"否", "没有", "no", "0", "false"}


def words(known: Mapping[Any, Any]) -> dict[str, Any]:
    """A closed list, by code and by our word, as it is written and in the reader's language."""
    told = {_(str(word)): code for code, word in known.items()}
    return told | {str(code): code for code in known} | {str(w): c for c, w in known.items()}


@dataclass(frozen=True)
class Reader:
    """The cells of one row by code, and the word of each column for the sentence of a fault."""

    columns: Mapping[str, str]
    cells: Cells

    def text(self, code: str) -> str:
        return self.cells.get(code, "")

    def several(self, code: str) -> list[str]:
        return [word for word in BETWEEN.split(self.text(code)) if word]

    def fault(self, code: str) -> Refused:
        return Refused(_("“%(column)s”这一格看不懂。") % {"column": _(self.columns[code])}, code)

    def one_of(self, code: str, known: Mapping[str, Any], default: str = "") -> str:
        text = self.text(code) or default
        if text not in known:
            raise self.fault(code)
        return str(known[text])

    def number(self, code: str, default: int | None = None) -> int:
        text = self.text(code)
        if not text and default is not None:
            return default
        plain = text.removesuffix(".0")
        if not re.fullmatch(r"[0-9]{1,4}", plain):
            raise self.fault(code)
        return int(plain)

    def yes(self, code: str, *, default: bool = False) -> bool:
        text = self.text(code).lower()
        if text and text not in _YES | _NO:
            raise self.fault(code)
        return text in _YES if text else default

    def weekday(self, code: str) -> int:
        """1 to 7, 周三, 星期日: days from Monday, 0 to 6."""
        plain = self.text(code).removesuffix(".0")
        last = plain[-1:].replace("天", "日")
        if last and last in _WEEKDAYS:
            return _WEEKDAYS.index(last)
        if re.fullmatch(r"[1-7]", plain):
            return int(plain) - 1
        raise self.fault(code)

    def minute(self, code: str) -> int:
        """19:00 or 19：30, with seconds if a spreadsheet adds them: minutes from midnight."""
        found = re.fullmatch(r"([0-9]{1,2})[:：]([0-9]{2})(?:[:：]00)?", self.text(code))
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise self.fault(code)
        return int(found[1]) * 60 + int(found[2])

    def day(self, code: str) -> date | None:
        """2026-03-05 or 2026/3/5; an empty cell is no day."""
        text = self.text(code)
        if not text:
            return None
        parts = text.partition(" ")[0].replace("/", "-").split("-")
        try:
            year, month, day = (int(part) for part in parts)
            return date(year, month, day)
        except ValueError:
            raise self.fault(code) from None
