"""A rota in words: when it comes, what a turn is called, what happened."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.rotas import rules
from last500.rotas.models import Rota, RotaEvent
from last500.rotas.rules import Action, Kind, Pattern

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
NTH = {
    1: N_("第一个"),
    2: N_("第二个"),
    3: N_("第三个"),
    4: N_("第四个"),
    rules.LAST: N_("最后一个"),
}
EVERY = {
    1: N_("每周"),
    2: N_("每两周"),
    3: N_("每三周"),
    4: N_("每四周"),
}
HOW_WORDS = {
    "own_page": N_("自己在页面上"),
    "said_on_phone": N_("在电话里"),
    "signed_paper": N_("在纸上签字"),
    "said_in_person": N_("当面"),
}
ROLE_WORDS = {
    rules.Role.HOUSEHOLD: N_("住户"),
    rules.Role.DESK: N_("值守"),
    rules.Role.MEMBER: N_("一位邻居"),
    rules.Role.CLOCK: N_("到期自动"),
}
# Who did it, what; %(day)s is a day of the facts.
STEPS: dict[str, str] = {
    Action.ARRANGE: N_("%(who)s安排了轮值"),
    Action.AGREE: N_("%(who)s同意了（%(how)s）"),
    Action.SKIP: N_("%(who)s跳过了 %(day)s 那一次"),
    Action.PAUSE: N_("%(who)s暂停到 %(day)s"),
    Action.RESUME: N_("%(who)s接着来"),
    Action.RENEW: N_("%(who)s同意再续到 %(day)s（%(how)s）"),
    Action.END: N_("%(who)s结束了轮值"),
    Action.JOIN: N_("%(who)s加入了"),
    Action.LEAVE: N_("%(who)s退出了"),
    Action.SWAP: N_("两位邻居换了班"),
}


def every_words(pattern: Pattern) -> str:
    """每月, 每周, 每两周."""
    if pattern.kind == Kind.MONTHS:
        return _("每月")
    return (
        _(EVERY[pattern.every])
        if pattern.every in EVERY
        else (_("每 %(n)d 周") % {"n": pattern.every})
    )


def clock_words(start: int) -> str:
    return f"{start // 60}:{start % 60:02d}"


def pattern_words(pattern: Pattern) -> str:
    """每周五 9:30; 每两周的周三 15:00; 每月第二个周四 9:00."""
    day, hour = _(WEEKDAYS[pattern.weekday]), clock_words(pattern.start)
    if pattern.kind == Kind.MONTHS:
        words = {"nth": _(NTH[pattern.nth]), "day": day, "hour": hour}
        return _("每月%(nth)s%(day)s %(hour)s") % words
    if pattern.every == 1:
        return _("每%(day)s %(hour)s") % {"day": day, "hour": hour}
    words = {"every": every_words(pattern), "day": day, "hour": hour}
    return _("%(every)s的%(day)s %(hour)s") % words


def rota_title(rota: Rota) -> str:
    """每月理发."""
    return _("%(every)s%(what)s") % {"every": every_words(rota.pattern), "what": rota.title}


def turn_title(rota: Rota) -> str:
    """每月理发的这一次: written into its request, so in the language of the house."""
    with translation.override("zh-hans"):
        return _("%(rota)s的这一次") % {"rota": rota_title(rota)}


def history(events: list[RotaEvent]) -> list[dict[str, Any]]:
    """Newest first, as `p.timeline` takes them."""
    lines = [
        {"text": _(STEPS[event.action]) % _words(event), "at": event.at, "now": False}
        for event in reversed(events)
        if event.action in STEPS
    ]
    if lines:
        lines[0]["now"] = True
    return lines


def _words(event: RotaEvent) -> dict[str, Any]:
    how = event.facts.get("how", "")
    who = _(ROLE_WORDS[rules.Role(event.role)])
    if event.role == rules.Role.DESK and event.facts.get("by_phone"):
        who = _("住户（由值守记下）")
    return {
        "who": who,
        "day": event.facts.get("day", ""),
        "how": _(HOW_WORDS[how]) if how in HOW_WORDS else how,
    }
