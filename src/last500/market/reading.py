"""The filter as it stands in the address: odd input is left out and said, never an error. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from last500.market.rules import DAYS_AHEAD, MINUTES, Far, Group, Kind, Skill, When, Wish

PAGES_MOST = 10_000


@dataclass(frozen=True)
class Read:
    """`odd`: something in the address was not understood and left out."""

    wish: Wish
    page: int = 1
    odd: bool = False


def read(
    said: Mapping[str, str],
    *,
    today: date,
    skills: Collection[str],
    own: frozenset[str] = frozenset(),
    far: Far = Far.STREET,
) -> Read:
    """`skills` are the codes that are known, `own` what stands behind "mine"."""
    wish, odd = Wish(own=own, far=far), False
    for name, know in (
        ("kind", lambda text: text in set(Kind)),
        ("group", lambda text: text in set(Group)),
        ("skill", lambda text: text in skills or text in set(Skill)),
    ):
        text = said.get(name, "")
        if text and know(text):
            wish = replace(wish, **{name: text})  # type: ignore[arg-type]
        odd |= bool(text) and not know(text)
    if (chosen := said.get("far", "")) in set(Far):
        wish = replace(wish, far=Far(chosen))
    odd |= bool(chosen) and chosen not in set(Far)
    minutes, fine = _number(said.get("minutes", ""), MINUTES)
    wish, odd = replace(wish, minutes=minutes), odd or not fine
    wish, fine = _with_time(wish, said, today)
    page, page_fine = _number(said.get("page", ""), range(1, PAGES_MOST))
    return Read(wish, page or 1, odd or not fine or not page_fine)


def _number(text: str, known: Collection[int]) -> tuple[int, bool]:
    if not text:
        return 0, True
    if text.isascii() and text.isdigit() and len(text) < 6 and int(text) in known:
        return int(text), True
    return 0, False


def _with_time(wish: Wish, said: Mapping[str, str], today: date) -> tuple[Wish, bool]:
    """A date beside "choose a day"; without a good one that wish is left out."""
    text = said.get("when", "")
    if text not in set(When):
        return wish, not text
    if text != When.DAY:
        return replace(wish, when=When(text)), True
    try:
        day = date.fromisoformat(said.get("day", ""))
    except ValueError:
        return wish, False
    if not today <= day <= today + timedelta(DAYS_AHEAD):
        return wish, False
    return replace(wish, when=When.DAY, day=day), True


def address(wish: Wish, *, far: Far = Far.STREET) -> dict[str, str]:
    """The same wish as it stands in an address; what is as wide as by itself is left out."""
    said = {
        "kind": wish.kind,
        "when": "" if wish.when == When.ANY else str(wish.when),
        "day": wish.day.isoformat() if wish.day and wish.when == When.DAY else "",
        "minutes": str(wish.minutes or ""),
        "skill": str(wish.skill),
        "group": wish.group,
        "far": "" if wish.far == far else str(wish.far),
    }
    return {name: text for name, text in said.items() if text}
