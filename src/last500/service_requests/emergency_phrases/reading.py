"""One phrase a line: the number to call, or "-" for a harmless one."""

from __future__ import annotations

Phrase = tuple[str | None, str]


def parse(lines: str) -> tuple[Phrase, ...]:
    rows = (line.split(" ", 1) for line in lines.splitlines() if line)
    return tuple((None if number == "-" else number, phrase) for number, phrase in rows)
