"""A post as a row of a table or an object of JSON, in and out. No database here.

Columns may be named in Chinese or by their code (docs/formats.md, "Posts"); words of closed lists
likewise. The same names stand in the table that is exported, so that it can be read back.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from last500.base.marking import N_
from last500.imports.cells import Cells, Reader, words
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
# Risks as people write them for short.
_RISKS = {"没有": Risk.NONE, "无": Risk.NONE, "有一点": Risk.SOME, "危险": Risk.HIGH}


def risks() -> dict[str, str]:
    return words(rules.RISK_WORDS) | _RISKS


# ---- reading ------------------------------------------------------------------------------------


def read(cells: Cells, today: date) -> Filled:
    """What would be set up. Raises Refused with the sentence for this row."""
    row = Reader(COLUMNS, cells)
    pattern = row.one_of("pattern", words(rules.PATTERN_WORDS))
    is_free = pattern == Pattern.FREE
    return Filled(
        kind=row.one_of("kind", words(rules.KIND_WORDS), Kind.OTHER),
        title=row.text("title"),
        what=row.text("what"),
        where=row.text("where"),
        skills=tuple(_skills(row)),
        pattern=pattern,
        weekday=None if is_free else row.weekday("weekday"),
        nth=_nth(row.text("nth"), row),
        start=None if is_free else row.minute("start"),
        minutes=row.number("minutes", 0),
        from_on=row.day("from") or today,
        until_on=row.day("until"),
        skips_holidays=row.yes("skips_holidays"),
        places=row.number("places"),
        least_age=_age(row),
        risk=row.one_of("risk", risks()),
        risk_note=row.text("risk_note"),
        insurance=row.text("insurance"),
        insured_on=row.day("insured_on"),
    )


def _age(row: Reader) -> int:
    age = int("".join(re.findall(r"[0-9]", row.text("least_age"))) or "0")
    if age not in rules.AGES:
        raise row.fault("least_age")
    return age


def _nth(text: str, row: Reader) -> int:
    """1 to 5, 第二个, 最后一个, last; nothing is the first."""
    if text in {"last", "最后一个", "最后"}:
        return rules.LAST_WEEK_OF_MONTH
    plain = text.removesuffix(".0").removeprefix("第").removesuffix("个") or "1"
    found = {str(n): n for n in range(1, 6)} | {c: n for n, c in enumerate("一二三四五", 1)}
    if plain not in found:
        raise row.fault("nth")
    return found[plain]


def _skills(row: Reader) -> list[str]:
    known = {skill.name: skill.code for skill in SKILLS} | {s.code: s.code for s in SKILLS}
    named = row.several("skills")
    if any(word not in known for word in named):
        raise row.fault("skills")
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
