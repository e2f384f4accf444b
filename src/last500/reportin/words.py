"""What somebody wishes, in words: for their own overview, and the days and papers of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.ids import shown_number
from last500.reportin import rules, week
from last500.reportin.forms.topics import DAYS, PARTS, clock_words
from last500.reportin.models import HelperNumber, Proof, ReportIn
from last500.reportin.models.proofs import NOTED_BEFORE
from last500.reportin.skills import QUALIFICATION_BY_CODE, SKILL_BY_CODE

NAMES = {times: name for name, times in week.PARTS.items()}


def skill_names(codes: Iterable[str]) -> list[str]:
    return [_(SKILL_BY_CODE[code].name) for code in codes if code in SKILL_BY_CODE]


def proof_names(codes: Iterable[str]) -> list[str]:
    return [_(QUALIFICATION_BY_CODE[code].name) for code in codes]


def span_words(start: int, end: int) -> str:
    name = NAMES.get((start, end))
    return str(PARTS[name]) if name else f"{clock_words(start)}–{clock_words(end)}"


def week_words(windows: list[week.Window]) -> list[str]:
    """周一到周五 晚上; days in a row with the same hours are said together."""
    spans: dict[int, list[str]] = {day: [] for day in range(7)}
    for window in week.merged(windows):
        spans[window.day].append(span_words(window.start, window.end))
    lines: list[tuple[int, int, list[str]]] = []
    for day, said in spans.items():
        if lines and lines[-1][1] == day - 1 and lines[-1][2] == said:
            lines[-1] = (lines[-1][0], day, said)
        elif said:
            lines.append((day, day, said))
    return [f"{_days(first, last)} {_('、').join(said)}" for first, last, said in lines]


def _days(first: int, last: int) -> str:
    if first == last:
        return str(DAYS[first])
    if (first, last) == (0, 6):
        return gettext("每天")
    if last == first + 1:
        return gettext("、").join([str(DAYS[first]), str(DAYS[last])])
    return gettext("%(first)s到%(last)s") % {"first": DAYS[first], "last": DAYS[last]}


def date_words(day: date) -> str:
    if (get_language() or "").startswith("en"):
        return day.isoformat()
    year = "" if day.year == clock.today().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def day_words(one: week.OtherDays) -> str:
    days = date_words(one.first)
    if one.last != one.first:
        days = _("%(first)s到%(last)s") % {"first": days, "last": date_words(one.last)}
    if not one.free:
        return _("%(days)s：没空") % {"days": days}
    hours = _("全天") if (one.start, one.end) == (0, week.DAY_END) else ""
    hours = hours or span_words(one.start, one.end)
    return _("%(days)s：另外有空，%(hours)s") % {"days": days, "hours": hours}


@dataclass(frozen=True)
class Paper:
    """One proof as its owner reads it: the office that looked, when, until when."""

    proof: Proof
    today: date

    @property
    def name(self) -> str:
        return _(QUALIFICATION_BY_CODE[self.proof.qualification].name)

    @property
    def counts(self) -> bool:
        return rules.proof_counts(self.proof.state, self.proof.valid_until, self.today)

    @property
    def soon(self) -> bool:
        return self.counts and rules.runs_out_soon(self.proof.valid_until, self.today)

    @property
    def word(self) -> str:
        if self.proof.state == rules.ProofState.SEEN and not self.counts:
            return _("过期了")
        return str(self.proof.get_state_display())

    @property
    def looked(self) -> str:
        """小区值守 on which day; never a person's name."""
        if self.proof.checked_at is None:
            return ""
        if self.proof.as_what == NOTED_BEFORE:
            return _(NOTED_BEFORE)
        return _("%(who)s看过原件") % {"who": _(self.proof.as_what)}

    @property
    def until(self) -> str:
        if self.proof.state != rules.ProofState.SEEN:
            return ""
        if self.proof.valid_until is None:
            return _("长期有效")
        return _("到%(day)s为止") % {"day": date_words(self.proof.valid_until)}


@dataclass(frozen=True)
class Said:
    """What stands beside each topic on the overview: one short line."""

    mine: ReportIn
    papers: list[Proof]
    volunteer: HelperNumber | None
    avoids: bool

    def of(self, topic: str) -> str:
        said: str = getattr(self, topic)()
        return said

    def skills(self) -> str:
        names = skill_names(self.mine.skills)
        if self.mine.other_skills:
            names.append(self.mine.other_skills)
        return _("、").join(names) or _("还没写")

    def times(self) -> str:
        return _("；").join(week_words(self.mine.windows)) or _("没有写，请的时候再商量")

    def peace(self) -> str:
        start, end = self.mine.quiet_from, self.mine.quiet_until
        if start == end:
            return _("没有设")
        hours = f"{clock_words(start)}–{clock_words(end)}"
        if self.mine.urgent_any_hour:
            return _("%(hours)s 不发邮件，急的除外") % {"hours": hours}
        return _("%(hours)s 不发邮件") % {"hours": hours}

    def reach(self) -> str:
        word, chosen = str(self.mine.get_reach_display()), len(self.mine.nearby)
        if not chosen or self.mine.reach == rules.Reach.COMPOUND:
            return word
        return _("%(reach)s；另选了 %(n)d 个小区") % {"reach": word, "n": chosen}

    def load(self) -> str:
        lines = [_("同时最多 %(n)d 件") % {"n": self.mine.most_open}]
        if self.mine.most_month:
            lines.append(_("一个月最多 %(n)d 件") % {"n": self.mine.most_month})
        if self.mine.wish_to_hear:
            lines.append(_("久没人请，推一件小事给我"))
        if self.mine.by_distance:
            lines.append(_("请我只看时间和远近"))
        return _("；").join(lines)

    def unwanted(self) -> str:
        lines = []
        if self.mine.unwanted:
            lines.append(_("有 %(n)d 类不想被问到") % {"n": len(self.mine.unwanted)})
        if self.avoids:
            lines.append(_("写过不想碰面的人"))
        return _("；").join(lines) or _("都可以")

    def about(self) -> str:
        lines = [str(self.mine.get_age_display())] if self.mine.age else []
        if self.mine.gender:
            lines.append(_("写了性别"))
        return _("；").join(lines) or _("没有说")

    def days(self) -> list[str]:
        return [day_words(one) for one in self.mine.other_days]

    def proofs(self) -> str:
        kinds = dict.fromkeys(one.qualification for one in self.papers)
        return _("、").join(proof_names(kinds)) or _("没有，也不用有")

    def unit(self) -> str:
        return _("告诉了") if self.mine.organisation_id else _("没有告诉")

    def number(self) -> str:
        if self.volunteer is None:
            return _("小区确认之后就有")
        return shown_number(self.volunteer.number)
