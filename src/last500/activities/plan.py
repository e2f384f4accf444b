"""An activity as somebody fills it in: cleaned and checked alike for one date and for a series."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from last500.activities import rules
from last500.activities.models import Activity, Role
from last500.activities.models.activities import ROLE_MOST, TITLE_MOST, WHAT_MOST, WHERE_MOST
from last500.activities.rules import Side, Span
from last500.base import clock
from last500.base.errors import Refused
from last500.people.rules import clean_line, clean_text
from last500.places.audiences import Audience
from last500.posts.rules import Risk, moment
from last500.reportin.skills import SKILL_BY_CODE


@dataclass(frozen=True)
class RolePlan:
    """`order` is its row on the form. `starts` and `ends` are minutes from midnight; left out, the
    role lasts as long as the activity."""

    order: int
    name: str
    side: str
    places: int
    skills: tuple[str, ...] = ()
    least_age: int = 0
    brings: int = 0
    starts: int | None = None
    ends: int | None = None


@dataclass(frozen=True)
class Plan:
    """`start` is minutes from midnight, `minutes` how long. `opens`: sign-up begins at once, if
    nothing stands against it."""

    title: str
    what: str
    on: date
    start: int
    minutes: int
    risk: str
    roles: tuple[RolePlan, ...]
    audience: str = ""  # nothing said: that of its project, else everybody
    where: str = ""
    risk_note: str = ""
    insurance: str = ""
    insured_on: date | None = None
    remind_before: int = 24 * 60
    lead: UUID | None = None
    project: UUID | None = None
    booking: UUID | None = None
    with_code: bool = False
    opens: bool = True

    def on_day(self, day: date) -> "Plan":
        return replace(self, on=day)

    @property
    def span(self) -> Span:
        begins = moment(self.on, self.start, clock.ZONE)
        return Span(begins, begins + timedelta(minutes=self.minutes))

    def span_of(self, role: RolePlan) -> Span:
        whole = self.span
        begins = whole.begins if role.starts is None else moment(self.on, role.starts, clock.ZONE)
        ends = whole.ends if role.ends is None else moment(self.on, role.ends, clock.ZONE)
        return Span(begins, ends)

    def values(self) -> dict[str, Any]:
        """Cleaned, for the columns of an activity. Raises Refused beside the first faulty field."""
        cleaned = {
            "title": clean_line(self.title)[:TITLE_MOST],
            "what": clean_text(self.what)[:WHAT_MOST],
            "where": clean_line(self.where)[:WHERE_MOST],
            "risk_note": "" if self.risk == Risk.NONE else clean_line(self.risk_note)[:200],
            "insurance": clean_line(self.insurance)[:80],
        }
        self._check(cleaned)
        span = self.span
        return cleaned | {
            "audience": self.audience or Audience.ALL,
            "starts_at": span.begins,
            "ends_at": span.ends,
            "risk": self.risk,
            "insured_on": self.insured_on,
            "remind_before": self.remind_before,
        }

    def _check(self, cleaned: dict[str, str]) -> None:
        for name, sentence in (
            ("title", _("请给活动起个名字，比如“周六上午亲子读书会”。")),
            ("what", _("请写清楚做什么。")),
        ):
            if not cleaned[name]:
                raise Refused(sentence, name)
        self._check_choices()
        if self.insured_on and not cleaned["insurance"]:
            raise Refused(_("请写保的是哪家、哪份保单。"), "insurance")
        found = rules.faults(
            self.span,
            [self._facts(role) for role in self.roles],
            now=clock.now(),
            risk=self.risk,
            risk_note=cleaned["risk_note"],
        )
        if found:
            fault = found[0]
            field = fault.field
            if fault.role is not None:
                field = f"roles-{self.roles[fault.role].order}-{fault.field}"
            raise Refused(_(fault.sentence), field)

    def _check_choices(self) -> None:
        if self.risk not in set(Risk):
            raise Refused(_("请选一项：有没有风险。"), "risk")
        for name, known in (("audience", {"", *Audience}), ("remind_before", set(rules.REMINDS))):
            if getattr(self, name) not in known:
                raise Refused(_("请重新选一个。"), name)

    def _facts(self, role: RolePlan) -> rules.RoleFacts:
        return rules.RoleFacts(
            role.side, role.places, role.least_age, self.span_of(role), role.brings
        )

    def role_values(self, role: RolePlan) -> dict[str, Any]:
        """For the columns of a role. Raises Refused beside the faulty field of its row."""
        name = clean_line(role.name)[:ROLE_MOST]
        if not name or role.side not in set(Side):
            raise Refused(_("请写这一项叫什么，比如“布置场地”。"), f"roles-{role.order}-name")
        span = self.span_of(role)
        return {
            "name": name,
            "side": role.side,
            "places": role.places,
            "skills": [code for code in SKILL_BY_CODE if code in role.skills],
            "least_age": role.least_age,
            "brings": min(role.brings, rules.BRINGS_MOST),
            "starts_at": span.begins,
            "ends_at": span.ends,
        }


def days_or_refuse(days: Sequence[date]) -> list[date]:
    """The dates of a series. Raises Refused for none, or for more than a year of weeks."""
    if not days:
        raise Refused(_("这样一次也排不出来，请看看从哪天到哪天。"), "until_on")
    if not rules.in_series(days):
        raise Refused(
            _("一次最多排 %(n)d 场，请早一点结束。") % {"n": rules.SERIES_MOST}, "until_on"
        )
    return list(days)


def plan_of(activity: Activity, roles: Sequence[Role]) -> Plan:
    """The plan that an activity stands for, to be changed by a word."""
    local = clock.local(activity.starts_at)
    return Plan(
        title=activity.title,
        what=activity.what,
        on=local.date(),
        start=local.hour * 60 + local.minute,
        minutes=activity.minutes,
        risk=activity.risk,
        roles=tuple(role_plan(role, activity) for role in roles),
        audience=activity.audience,
        where=activity.where,
        risk_note=activity.risk_note,
        insurance=activity.insurance,
        insured_on=activity.insured_on,
        remind_before=activity.remind_before,
        lead=activity.lead_id,
        project=activity.project_id,
        booking=activity.booking_id,
        with_code=bool(activity.here_index),
    )


def role_plan(role: Role, activity: Activity) -> RolePlan:
    own = RolePlan(
        order=role.order,
        name=role.name,
        side=role.side,
        places=role.places,
        skills=tuple(role.skills),
        least_age=role.least_age,
        brings=role.brings,
    )
    if role.span == activity.span:
        return own
    begins, ends = clock.local(role.starts_at), clock.local(role.ends_at)
    return replace(own, starts=begins.hour * 60 + begins.minute, ends=ends.hour * 60 + ends.minute)
