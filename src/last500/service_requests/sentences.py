"""The history in sentences for the resident's eyes: what happened, never which officer did it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from last500.base.actor import Door
from last500.base.marking import N_
from last500.people.models import AccessEvent
from last500.service_requests import rules
from last500.service_requests.models import Channel, Event, ServiceRequest
from last500.service_requests.rules import Action, Role, Route, State

A = Action
LEVEL_WORDS = {
    "compound": N_("小区"),
    "community": N_("社区"),
    "street": N_("街道"),
}
# One sentence for each action; %(…)s are words of `_words`.
SENTENCES: dict[str, str] = {
    A.PLACE: N_("你说了这件事"),
    A.VERIFY: N_("值守核实过了"),
    A.DECLINE: N_("这件事没有受理"),
    A.OBJECT: N_("你提了不同意见，由上一级来看"),
    A.REFER: N_("转给了%(route)s"),
    A.REROUTE: N_("转错了，已经改过来，重新办理"),
    A.MARK_EMERGENCY: N_("值守确认是紧急情况，已按 110 / 119 / 120 处理"),
    A.NOT_EMERGENCY: N_("值守联系过了，不是紧急情况"),
    A.OFFER: N_("值守在请邻居帮忙"),
    A.WIDEN: N_("请人的范围扩大到%(open_to)s"),
    A.SETTLE_TEAM: N_("人够了，可以来了"),
    A.ACCEPT: N_("%(helper)s接下了"),
    A.RELEASE: N_("接下的邻居来不了，值守再请人"),
    A.HAND_ON: N_("换了一位邻居来，现在是%(helper)s"),
    A.SAY_LATE: N_("%(helper)s说会晚大约 %(minutes)s 分钟"),
    A.CONTACT: N_("%(helper)s跟你约好了"),
    A.REPORT_DONE: N_("%(helper)s说办好了，等你说一声"),
    A.CALL_BACK: N_("值守打过电话，没打通，会再等几天"),
    A.CONFIRM: N_("你说解决了"),
    A.REOPEN: N_("你说还没解决，值守再看一次"),
    A.LAPSE: N_("七天没等到回话，先放在这里，不算满意。你随时可以再说"),
    A.WITHDRAW: N_("你撤回了"),
    A.MERGE: N_("和 %(into)s 是同一件事，并在一起办"),
    A.CLOSE_UNMET: N_("暂时没有人能办，记在了缺口清单上"),
    A.ADD_WORD: N_("%(who)s补充了一句"),
    A.TRANSFER: N_("转到了%(place)s"),
    A.ESCALATE: N_("过了期限，转到%(level)s来办"),
    A.RESEAT: N_("换由%(desk)s来办"),
}
OFFERED_TO = N_("值守请了 %(asked)s 位合适的邻居")
OFFERED_OPEN = N_("值守公开请邻居帮忙，范围是%(open_to)s")
IN_ROUNDS = N_("值守在一轮一轮地请合适的邻居")
ROUNDS_END = N_("值守先不接着请了，请过的邻居还可以来")
PLACED_FOR = N_("有人替你说了这件事")
PLACED_HOW = {
    Channel.PHONE: N_("你打电话说了这件事，值守记下来了"),
    Channel.PAPER: N_("你填了纸质单，值守录进来了"),
    Channel.COUNTER: N_("你在窗口说了这件事"),
    Channel.IMPORT: N_("这件事从原来的登记里转过来"),
}
BY_ROTA = {
    A.PLACE: N_("轮值的这一次到了"),
    A.VERIFY: N_("按轮值里说好的来"),
    A.OFFER: N_("请了轮到的邻居"),
}
BY_PHONE = {
    A.CONFIRM: N_("你在电话里说解决了，由值守记下"),
    A.REOPEN: N_("你在电话里说还没解决，由值守记下"),
}
# Whose words are for the resident to read; other notes are between those who work on it.
_NOTES = {
    A.PLACE,
    A.DECLINE,
    A.OBJECT,
    A.REFER,
    A.REROUTE,
    A.MARK_EMERGENCY,
    A.NOT_EMERGENCY,
    A.TRANSFER,
    A.ADD_WORD,
    A.REOPEN,
    A.CONTACT,
    A.REPORT_DONE,
    A.CLOSE_UNMET,
    A.WITHDRAW,
}
HOW_WORDS = {"phone": N_("打过电话"), "visit": N_("上门看过"), "page": N_("看了你写的")}
WHO_WORDS = {
    Role.REQUESTER: N_("你"),
    Role.DESK: N_("值守"),
    Role.ABOVE: N_("值守"),
    Role.ACCEPTED: N_("帮忙的邻居"),
}
FIELD_WORDS = {
    "text": N_("看了求助的内容"),
    "photo": N_("看了照片"),
    "name": N_("看了称呼"),
    "phone": N_("看了电话"),
    "door": N_("看了门牌"),
    "email": N_("看了邮箱"),
    "kind": N_("看了报到的类别"),
    "skills": N_("看了报到的特长"),
    "record": N_("看了服务记录"),
    "building": N_("看了住哪一栋"),
    "proof": N_("看了要看的证"),
    "request": N_("看了整件事"),
    "allowed": N_("核准别人看"),
}
# As what, and why, those look who work on a request.
HELPER, HELPER_REASON = N_("接单的邻居"), N_("接了这件事")
DESK_REASON = N_("办理这件事")
SEARCHED = N_("按电话找过人，找到的是你")
EXPORTED = N_("导出了一份表格，里面有你的内容（没有电话，姓名只留第一个字）")


def looked_at(look: AccessEvent) -> str:
    """What was seen, in words: 看了称呼，看了电话."""
    if look.kind == AccessEvent.Look.SEARCH:
        return _(SEARCHED)
    if look.kind == AccessEvent.Look.EXPORT:
        return _(EXPORTED)
    seen = look.fields.split(",")
    known = [_(word) for field, word in FIELD_WORDS.items() if field in seen]
    return _("，").join(known) or _("看了资料")


def who_looked(looks: Iterable[AccessEvent]) -> list[dict[str, Any]]:
    """Looks as lines for the person concerned: by office, never by name; `looks` newest first.

    What the same person opened in one go is one line, not three; so is one file with several
    rows of theirs. `about` lists what it was about.
    """
    lines: list[dict[str, Any]] = []
    for one in looks:
        minute = one.at.replace(second=0, microsecond=0)
        matter = one.export or one.about
        same = (one.viewer_id, one.kind, matter, one.reason, minute)
        if lines and lines[-1]["same"] == same:
            line = lines[-1]
            line["about"] += [one.about] if one.about not in line["about"] else []
            if looked_at(one) not in line["what"]:
                line["what"] += _("，") + looked_at(one)
            continue
        lines.append(
            {
                "same": same,
                "at": one.at,
                "who": _(one.viewer_role),
                "what": looked_at(one),
                "why": _(one.reason) if one.reason else "",
                "about": [one.about],
            }
        )
    return lines


def _pattern(event: Event) -> str:
    facts = event.facts
    if event.action == A.OFFER and (facts.get("rounds") or facts.get("rounds_end")):
        return IN_ROUNDS if facts.get("rounds") else ROUNDS_END
    if event.action == A.OFFER and facts.get("open_to") and not facts.get("asked"):
        return OFFERED_OPEN
    if event.door == Door.CLOCK and event.action in BY_ROTA:
        return BY_ROTA[Action(event.action)]
    if event.action == A.PLACE:
        channel = facts.get("channel", "")
        return (
            PLACED_FOR
            if channel == Channel.FOR_OTHER
            else PLACED_HOW.get(channel, SENTENCES[A.PLACE])
        )
    if event.action == A.OFFER and facts.get("asked"):
        return OFFERED_TO
    if event.action in BY_PHONE and facts.get("by_phone"):
        return BY_PHONE[Action(event.action)]
    return SENTENCES.get(event.action, N_("有了新的进展"))


def _words(event: Event, request: ServiceRequest, names: Mapping[UUID, str]) -> dict[str, Any]:
    facts = event.facts
    return {
        "helper": (event.actor_id and names.get(event.actor_id)) or _("一位邻居"),
        "route": _(rules.ROUTE_WORDS[Route(request.route)]),
        "open_to": _(LEVEL_WORDS.get(facts.get("open_to", ""), "小区")),
        "level": _(LEVEL_WORDS.get(facts.get("level", ""), "街道")),
        "asked": facts.get("asked", 1),
        "minutes": facts.get("minutes", ""),
        "into": facts.get("into", ""),
        "place": facts.get("place", ""),
        "desk": facts.get("desk", ""),
        "who": _(WHO_WORDS.get(Role(event.role), "值守")),
    }


def _note(event: Event) -> str:
    if event.action == A.VERIFY and event.door != Door.CLOCK:
        how = event.facts.get("how", "")
        return _(HOW_WORDS[how]) if how in HOW_WORDS else ""
    return event.note if event.action in _NOTES else ""


def timeline(
    request: ServiceRequest, events: Sequence[Event], names: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """Newest first, as `p.timeline` takes them; `names` are what helpers are called, by person."""
    lines = [
        {
            "text": _(_pattern(event)) % _words(event, request, names),
            "at": event.at,
            "note": _note(event),
            "now": False,
        }
        for event in reversed(events)
    ]
    if lines:
        lines[0]["now"] = True
    return lines


# Who has it now: a title, and one sentence of what comes next.
NOW: dict[str, tuple[str, str]] = {
    State.PLACED: (N_("值守正在核实"), N_("%(desk)s的值守会打电话给你。")),
    State.VERIFIED: (N_("值守在找合适的邻居"), N_("%(desk)s的值守核实过了，正在看请谁来。")),
    State.OFFERED: (N_("正在请邻居"), N_("等人接。一天没人接，就扩大范围再请。")),
    State.ACCEPTED: (N_("%(helper)s接了"), N_("会先打电话跟你约时间。")),
    State.CONTACTED: (N_("%(helper)s跟你约好了"), ""),
    State.DONE: (N_("%(helper)s说办好了"), N_("解决了没有，你说了算。")),
    State.REOPENED: (N_("值守会再看一次"), N_("你说还没解决，%(desk)s的值守又接了过来。")),
    State.CONFIRMED: (N_("办好了"), N_("你确认过。")),
    State.UNCONFIRMED: (N_("没等到你回话"), N_("先放在这里，没有算成满意。解决没有，随时可以说。")),
    State.DECLINED: (N_("这件事没有受理"), N_("原因写在下面的经过里。")),
    State.REFERRED: (N_("转给了%(route)s"), N_("为什么转过去，写在下面的经过里。")),
    State.EMERGENCY: (N_("这是紧急情况"), N_("请打 110 / 119 / 120，邻居代替不了。")),
    State.WITHDRAWN: (N_("你撤回了"), N_("以后有事，再说一声。")),
    State.MERGED: (N_("并到了同一件事"), N_("有人也说过，放在一起办。")),
    State.UNMET: (N_("暂时没人能办"), N_("已经记在缺口清单上，有人能办再联系你。")),
}


def now_lines(request: ServiceRequest, helpers: Sequence[str]) -> tuple[str, str]:
    """Who has it now, and what comes next."""
    words = {
        "desk": request.desk.name,
        "helper": _("、").join(helpers) or _("邻居"),
        "route": _(rules.ROUTE_WORDS[Route(request.route)]),
    }
    title, more = NOW[request.state]
    return _(title) % words, _(more) % words if more else ""
