"""Free places of projects and activities on 一起看: whom to tell of each, and the press."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base import clock
from last500.base.http import Request
from last500.dispatch import telling
from last500.dispatch.planning import PlannedPlace
from last500.dispatch.telling import Ticked
from last500.dispatch.wanted import MOST, SOURCES, Wanted
from last500.places.models import Place
from last500.reportin.skills import SKILL_BY_CODE
from last500.web.desk.proposed import keys, people
from last500.web.times import full_day, plain_day


def name(wanted: Wanted) -> str:
    """As the desk calls it on this page."""
    return _("“%(what)s”") % {"what": f"{wanted.title} · {wanted.role}"}


def shown(
    line: PlannedPlace, desk: Place, names: Mapping[str, str], english: bool
) -> dict[str, Any]:
    one = line.wanted
    return {
        "key": one.code,
        "seen": one.seen,
        "title": one.title,
        "role": one.role,
        "href": one.link,
        "facts": _facts(one, desk, english),
        "skills": _("、").join(_(SKILL_BY_CODE[s].name) for s in one.skills if s in SKILL_BY_CODE),
        **people(line, one.place.pk, names),
        "free": one.free,
    }


def _facts(wanted: Wanted, desk: Place, english: bool) -> str:
    """Where, what it is and when; the place is named where the desk answers for several."""
    where = wanted.place.name if wanted.place.pk != desk.pk else ""
    what = _("一场活动") if wanted.dated else _("一个项目")
    return " · ".join(filter(None, [where, what, _when(wanted, english)]))


def _when(wanted: Wanted, english: bool) -> str:
    today, begins, ends = clock.today(), clock.local(wanted.begins), clock.local(wanted.ends)
    if wanted.dated:
        day = full_day(begins.date(), today, english)
        return f"{day} {begins.hour}:{begins.minute:02d}–{ends.hour}:{ends.minute:02d}"
    last = plain_day((ends - clock.MINUTE).date(), today, english)
    if begins.date() <= today:
        return _("%(day)s 为止") % {"day": last}
    return f"{plain_day(begins.date(), today, english)} – {last}"


# ---- the press -----------------------------------------------------------------------------------


def ticked(query: QueryDict) -> dict[str, Ticked]:
    """By code of the place whom the desk ticked, of as many places as a page shows."""
    found = {
        code: Ticked(keys(query.getlist(f"helpers-{code}")), query.get(f"seen-{code}", ""))
        for code in _codes(query, "helpers-")
    }
    return {code: one for code, one in found.items() if one.people}


def planned(query: QueryDict) -> dict[str, tuple[UUID, ...]]:
    """Whom the page proposed for each place."""
    return {code: keys(query.get(f"shown-{code}", "").split()) for code in _codes(query, "shown-")}


def _codes(query: QueryDict, before: str) -> list[str]:
    known = tuple(f"{before}{kind}-" for kind in SOURCES)
    return [name.removeprefix(before) for name in query if name.startswith(known)][:MOST]


def tell(request: Request, desk: Place, ticked: Mapping[str, Ticked]) -> list[str]:
    """Tell them, and say so; names of the places that have changed meanwhile."""
    done = telling.tell(request.actor, desk, ticked)
    if done.places:
        words = ngettext("%(n)d 处空位告诉邻居了。", "%(n)d 处空位告诉邻居了。", len(done.places))
        said = words % {"n": len(done.places)} + _("来不来由他们自己报名。")
        messages.success(request, said)
    return [name(one) for one in done.left] + [_("有的空位")] * bool(done.gone)
