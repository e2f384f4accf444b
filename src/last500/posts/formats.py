"""A post as a row of a table or an object of JSON, in and out. No database here.

Columns may be named in Chinese or by their code (docs/formats.md, "Posts"); words of closed lists
likewise. The same names stand in the table that is exported, so that it can be read back.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from last500.base.errors import Refused
from last500.base.marking import N_
from last500.base.spreadsheets import Table
from last500.people.rules import clean_line
from last500.posts import rules
from last500.posts.filled import Filled
from last500.posts.models import Post
from last500.posts.rules import Kind, Pattern, Risk
from last500.reportin.skills import SKILLS

FORMAT = "last500.posts.1"
COLUMNS: Mapping[str, str] = {
    "key": N_("编号"),
    "place": N_("小区或社区"),
    "title": N_("岗位"),
    "kind": N_("类别"),
    "what": N_("做什么"),
    "where": N_("地点"),
    "skills": N_("要会什么"),
    "pattern": N_("多久一次"),
    "weekday": N_("周几"),
    "nth": N_("第几个"),
    "start": N_("几点开始"),
    "minutes": N_("多少分钟"),
    "from": N_("从哪天"),
    "until": N_("到哪天"),
    "skips_holidays": N_("节假日不办"),
    "places": N_("人数"),
    "least_age": N_("年龄"),
    "risk": N_("风险"),
    "risk_note": N_("风险说明"),
    "insurance": N_("保险"),
    "insured_on": N_("保险从哪天"),
}
NEEDED = ("title", "what", "pattern", "places", "risk")
_WEEKDAYS = "一二三四五六日"
_RISKS = {"没有": Risk.NONE, "无": Risk.NONE, "有一点": Risk.SOME, "危险": Risk.HIGH}
_YES = {"是", "yes", "1", "true"}
_BETWEEN = re.compile(r"[、,，;；\s]+")
Cells = Mapping[str, str]


# ---- reading ------------------------------------------------------------------------------------


def rows_of_table(table: Table) -> Iterator[tuple[int, Cells | None]]:
    """(line, cells by code); None where a line could not be read. Raises Refused for the head."""
    lines = iter(table.lines)
    first = next(lines, None)
    by_word = {clean_line(word): code for code, word in COLUMNS.items()}
    head = [clean_line(cell) for cell in (first[1] or [])] if first else []
    codes = [by_word.get(word, word if word in COLUMNS else "") for word in head]
    _need(codes)
    for line, cells in lines:
        if cells is None:
            yield line, None
            continue
        named = zip(codes, cells, strict=False)
        yield line, {code: clean_line(cell) for code, cell in named if code}


def rows_of_json(content: bytes) -> Iterator[tuple[int, Cells | None]]:
    """(number from 1, cells by code). Raises Refused for what is not this form."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
        posts = said["posts"] if said["format"] == FORMAT else None
    except (ValueError, TypeError, KeyError):
        posts = None
    if not isinstance(posts, list):
        raise Refused(_("这不是岗位的 JSON：要有 format 和 posts 两项。"), "file")
    for number, one in enumerate(posts, 1):
        yield number, _flat(one) if isinstance(one, dict) else None


def _flat(one: Mapping[str, Any]) -> Cells:
    def text(value: Any) -> str:
        if isinstance(value, list):
            return " ".join(map(str, value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)

    return {code: clean_line(text(one[code])) for code in COLUMNS if code in one}


def _need(codes: Iterable[str]) -> None:
    missing = [code for code in NEEDED if code not in set(codes)]
    if missing:
        raise Refused(
            _("文件里没有“%(column)s”这一列。") % {"column": _(COLUMNS[missing[0]])}, "file"
        )


def read(cells: Cells, today: date) -> Filled:
    """What would be set up. Raises Refused with the sentence for this row."""

    def cell(code: str) -> str:
        return cells.get(code, "")

    pattern = _one_of(cell("pattern"), _words(rules.PATTERN_WORDS), "pattern")
    return Filled(
        kind=_one_of(cell("kind") or Kind.OTHER, _words(rules.KIND_WORDS), "kind"),
        title=cell("title"),
        what=cell("what"),
        where=cell("where"),
        skills=tuple(_skills(cell("skills"))),
        pattern=pattern,
        weekday=None if pattern == Pattern.FREE else _weekday(cell("weekday")),
        nth=_nth(cell("nth")),
        start=None if pattern == Pattern.FREE else _minute(cell("start")),
        minutes=_number(cell("minutes") or "0", "minutes"),
        from_on=_day(cell("from"), "from") or today,
        until_on=_day(cell("until"), "until"),
        skips_holidays=cell("skips_holidays").lower() in _YES,
        places=_number(cell("places"), "places"),
        least_age=_age(cell("least_age")),
        risk=_one_of(cell("risk"), _words(rules.RISK_WORDS) | _RISKS, "risk"),
        risk_note=cell("risk_note"),
        insurance=cell("insurance"),
        insured_on=_day(cell("insured_on"), "insured_on"),
    )


def _words(words: Mapping[Any, str]) -> dict[str, Any]:
    return {str(code): code for code in words} | {word: code for code, word in words.items()}


def _fault(code: str) -> Refused:
    return Refused(_("“%(column)s”这一格看不懂。") % {"column": _(COLUMNS[code])}, code)


def _one_of(text: str, known: Mapping[str, Any], code: str) -> str:
    if text not in known:
        raise _fault(code)
    return str(known[text])


def _number(text: str, code: str) -> int:
    plain = text.removesuffix(".0")
    if not re.fullmatch(r"[0-9]{1,4}", plain):
        raise _fault(code)
    return int(plain)


def _age(text: str) -> int:
    digits = "".join(re.findall(r"[0-9]", text)) if text else "0"
    age = int(digits or "0")
    if age not in rules.AGES:
        raise _fault("least_age")
    return age


def _weekday(text: str) -> int:
    """1 to 7, 周三, 星期日: days from Monday, 0 to 6."""
    plain = text.removesuffix(".0")
    last = plain[-1:].replace("天", "日")
    if last in _WEEKDAYS and last:
        return _WEEKDAYS.index(last)
    if re.fullmatch(r"[1-7]", plain):
        return int(plain) - 1
    raise _fault("weekday")


def _nth(text: str) -> int:
    """1 to 5, 第二个, 最后一个, last; nothing is the first."""
    if text in {"last", "最后一个", "最后"}:
        return rules.LAST_WEEK_OF_MONTH
    plain = text.removesuffix(".0").removeprefix("第").removesuffix("个") or "1"
    found = {str(n): n for n in range(1, 6)} | {c: n for n, c in enumerate("一二三四五", 1)}
    if plain not in found:
        raise _fault("nth")
    return found[plain]


def _minute(text: str) -> int:
    """19:00 or 19：30, with seconds if a spreadsheet adds them."""
    found = re.fullmatch(r"([0-9]{1,2})[:：]([0-9]{2})(?:[:：]00)?", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise _fault("start")
    return int(found[1]) * 60 + int(found[2])


def _day(text: str, code: str) -> date | None:
    if not text:
        return None
    parts = text.partition(" ")[0].replace("/", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        raise _fault(code) from None


def _skills(text: str) -> list[str]:
    known = {skill.name: skill.code for skill in SKILLS} | {s.code: s.code for s in SKILLS}
    named = [word for word in _BETWEEN.split(text) if word]
    if any(word not in known for word in named):
        raise _fault("skills")
    return [known[word] for word in named]


# ---- writing ------------------------------------------------------------------------------------


def cells_of(post: Post) -> dict[str, Any]:
    """A post as plain values by code, as JSON holds it; names nobody."""
    fixed = post.has_dates
    start = divmod(post.start or 0, 60)
    return {
        "key": str(post.pk),
        "place": post.place.code or post.place.name,
        "title": post.title,
        "kind": post.kind,
        "what": post.what,
        "where": post.where,
        "skills": list(post.skills),
        "pattern": post.pattern,
        "weekday": (post.weekday or 0) + 1 if fixed else None,
        "nth": post.nth if post.pattern == Pattern.MONTHLY else None,
        "start": f"{start[0]:02d}:{start[1]:02d}" if fixed else None,
        "minutes": post.minutes if fixed else None,
        "from": post.from_on.isoformat(),
        "until": post.until_on.isoformat() if post.until_on else None,
        "skips_holidays": post.skips_holidays,
        "places": post.places,
        "least_age": post.least_age,
        "risk": post.risk,
        "risk_note": post.risk_note,
        "insurance": post.insurance,
        "insured_on": post.insured_on.isoformat() if post.insured_on else None,
    }


def to_json(posts: Iterable[Post]) -> str:
    said = {"format": FORMAT, "posts": [cells_of(post) for post in posts]}
    return json.dumps(said, ensure_ascii=False, indent=1)
