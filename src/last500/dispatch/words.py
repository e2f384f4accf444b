"""The reasons of a proposal in words: for the desk that asks, and for the helper who is asked."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.reportin.skills import QUALIFICATION_BY_CODE, SKILL_BY_CODE

PLAIN: Mapping[str, str] = {
    "came_forward": N_("自己说能帮"),
    "same_building": N_("同一栋楼"),
    "in_compound": N_("本小区"),
    "in_community": N_("愿意到附近帮忙"),
    "in_street": N_("愿意在本街道帮忙"),
    "not_asked": N_("这个月还没请过"),
    "here": N_("就在自己这里"),
    "near": N_("就在这个社区"),
    "unasked": N_("你说过想听到，这个月还没请过你"),
    "rota": N_("这一次轮到你"),
    "rota_stand_in": N_("轮到的人来不了，按顺序问到你"),
    "rota_swap": N_("和轮到的人换了"),
}
DAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
PARTS: Mapping[str, str] = {
    "morning": N_("上午"),
    "afternoon": N_("下午"),
    "evening": N_("晚上"),
}


def reason_word(code: str) -> str:
    """One reason in the reader's language; a word that is no code is shown as it stands."""
    kind, *rest = code.split(":")
    if kind == "skill" and rest:
        return _skill_word(rest[0])
    if kind == "free" and len(rest) == 2 and rest[0].isdigit():
        day, part = DAYS[int(rest[0]) % 7], PARTS.get(rest[1], "")
        return _("%(day)s%(part)s有空") % {"day": _(day), "part": _(part).lower() if part else ""}
    if kind == "missing" and rest:
        return _("还缺 %(n)s 个人") % {"n": rest[0]}
    word = PLAIN.get(code, code)
    return _(word) if word else ""


def _skill_word(code: str) -> str:
    skill = SKILL_BY_CODE.get(code)
    if skill:
        return _("会%(skill)s") % {"skill": _(skill.name)}
    proof = QUALIFICATION_BY_CODE.get(code)
    return _("有%(proof)s") % {"proof": _(proof.name)} if proof else code


def reason_words(codes: Iterable[str]) -> list[str]:
    return [reason_word(code) for code in codes]
