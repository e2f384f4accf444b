"""What pages say of a pairing: its wishes as lines, its history, who has looked."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.organisations.rules import ANY_DESK_WORDS, DESK_WORDS
from last500.pairings import rules
from last500.pairings.models import Pairing, PairingEvent
from last500.people.models import AccessEvent

HELPER = N_("结对的邻居")
HELPER_REASON = N_("结着对，要找得到你")
FIELD_WORDS = {"phone": N_("电话"), "name": N_("称呼"), "door": N_("门牌"), "email": N_("邮箱")}
REASONS = {
    "check": N_("跟本人核实"),
    "asked_both": N_("问问还合不合适"),
    "renew": N_("问要不要续"),
    "successor": N_("问换人接着好不好"),
    "mend": N_("改联系方式"),
}


def limits_of(pairing: Pairing) -> list[str]:
    return [_(rules.LIMIT_WORDS[rules.Limit(code)]) for code in pairing.limits]


def rhythm(pairing: Pairing) -> str:
    """每两周一次，打电话或者上门。"""
    every = rules.RHYTHMS.get(pairing.rhythm_days)
    words = [_(every) if every else "", _(rules.WAY_WORDS[rules.Way(pairing.way)])]
    return _("，").join(word for word in words if word)


def wishes(pairing: Pairing) -> list[tuple[str, str]]:
    """What the household wishes, as rows; nothing of who it is."""
    rows = [
        (_("怎么来往"), rhythm(pairing)),
        (_("什么时候方便"), str(pairing.get_part_display())),
        (_("结多久"), str(pairing.get_months_display())),
    ]
    if pairing.two_people:
        rows.append((_("上门"), _("请两个人一起来")))
    return rows


def history(events: Iterable[PairingEvent]) -> list[dict[str, Any]]:
    return [
        {
            "text": _(rules.EVENT_WORDS[rules.Action(event.action)]),
            "who": _(rules.ROLE_WORDS[rules.Role(event.role)]),
            "at": event.at,
        }
        for event in events
    ]


def who_looked(looks: Iterable[AccessEvent]) -> list[dict[str, Any]]:
    """For the household: by office, never by name; newest first."""
    known = {HELPER, ANY_DESK_WORDS, *DESK_WORDS.values()}
    return [
        {
            "at": look.at,
            "who": _(look.viewer_role) if look.viewer_role in known else _(ANY_DESK_WORDS),
            "what": _("看了")
            + _("、").join(
                _(FIELD_WORDS[field]) for field in look.fields.split(",") if field in FIELD_WORDS
            ),
            "why": _(look.reason) if look.reason else "",
        }
        for look in looks
    ]
