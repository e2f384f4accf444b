"""A post as a desk fills it in, on the form or as a row of a file: cleaned and checked alike."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from last500.base.errors import Refused
from last500.people.rules import clean_line, clean_text
from last500.posts import rules
from last500.posts.rules import Pattern, Rhythm, Risk
from last500.reportin.skills import SKILL_BY_CODE


@dataclass(frozen=True)
class Filled:
    """A post as a desk fills it in. `start` is minutes from midnight."""

    kind: str
    title: str
    what: str
    pattern: str
    from_on: date
    places: int
    risk: str
    where: str = ""
    skills: tuple[str, ...] = ()
    weekday: int | None = None
    nth: int = 1
    start: int | None = None
    minutes: int = 0
    until_on: date | None = None
    skips_holidays: bool = False
    least_age: int = 0
    risk_note: str = ""
    insurance: str = ""
    insured_on: date | None = None

    @property
    def rhythm(self) -> Rhythm:
        fixed = self.pattern != Pattern.FREE
        return Rhythm(
            pattern=Pattern(self.pattern),
            from_on=self.from_on,
            until_on=self.until_on,
            weekday=self.weekday or 0,
            nth=self.nth,
            # A missing time of a fixed post is told like one that cannot be.
            start=self.start if self.start is not None else (-1 if fixed else 0),
            minutes=self.minutes,
        )

    def values(self) -> dict[str, Any]:
        """Cleaned, for the columns of a post. Raises Refused beside the first faulty field."""
        cleaned = {
            "title": clean_line(self.title)[:40],
            "what": clean_text(self.what)[:600],
            "where": clean_line(self.where)[:60],
            "risk_note": "" if self.risk == Risk.NONE else clean_line(self.risk_note)[:200],
            "insurance": clean_line(self.insurance)[:80],
            "skills": [code for code in SKILL_BY_CODE if code in self.skills],
        }
        for name, sentence in (
            ("title", _("请给岗位起个名字，比如“每周三晚小家电维修”。")),
            ("what", _("请写清楚做什么。")),
        ):
            if not cleaned[name]:
                raise Refused(sentence, name)
        if self.insured_on and not cleaned["insurance"]:
            raise Refused(_("请写保的是哪家、哪份保单。"), "insurance")
        self._check(str(cleaned["risk_note"]))
        fixed = self.pattern != Pattern.FREE
        return cleaned | {
            "kind": self.kind,
            "pattern": self.pattern,
            "weekday": self.weekday if fixed else None,
            "nth": self.nth,
            "start": self.start if fixed else None,
            "minutes": self.minutes if fixed else 0,
            "from_on": self.from_on,
            "until_on": self.until_on,
            "skips_holidays": self.skips_holidays,
            "places": self.places,
            "least_age": self.least_age,
            "risk": self.risk,
            "insured_on": self.insured_on,
        }

    def _check(self, risk_note: str) -> None:
        if self.risk not in set(Risk):
            raise Refused(_("请选一项：有没有风险。"), "risk")
        if self.pattern != Pattern.FREE and self.weekday is None:
            raise Refused(_("请选周几。"), "weekday")
        wrong = rules.faults(
            self.rhythm,
            risk=self.risk,
            risk_note=risk_note,
            least_age=self.least_age,
            places=self.places,
        )
        if wrong:
            raise Refused(_(wrong[0].sentence), wrong[0].field)
