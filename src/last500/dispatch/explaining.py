"""What is between two people for one request, in words: a desk reads no number of anybody.

The figures behind it are parts of two costs (matching.parts), in tenths of a minute; what is said
is which of them differ and how far apart the two plans are, roughly.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from last500.base.marking import N_

WORSE: Mapping[str, str] = {
    "walk": N_("路远一些"),
    "time": N_("时间要另约"),
    "skill": N_("没说过会这个"),
    "asked": N_("这个月请得多些"),
    "on_hand": N_("手上已经有事"),
    "came_forward": N_("没有自己说能帮"),
}
BETTER: Mapping[str, str] = {
    "walk": N_("路近一些"),
    "time": N_("时间合适"),
    "skill": N_("会这个"),
    "asked": N_("这个月请得少些"),
    "on_hand": N_("手上没有别的事"),
    "came_forward": N_("自己说能帮"),
}
SAID_MOST = 3
# Up to so many tenths of a minute that a plan would cost more.
LOSSES: tuple[tuple[int, str], ...] = (
    (20, N_("换了也差不多")),
    (100, N_("一共多费几分钟的周折")),
    (300, N_("一共多费一二十分钟的周折")),
)
FAR = N_("一共要多费不少周折")


def differences(chosen: Mapping[str, int], other: Mapping[str, int]) -> list[str]:
    """How the other differs from the chosen one, what weighs most first."""
    gaps = {code: other.get(code, 0) - chosen.get(code, 0) for code in WORSE}
    ranked = sorted((code for code in gaps if gaps[code]), key=lambda code: -abs(gaps[code]))
    return [_(WORSE[code] if gaps[code] > 0 else BETTER[code]) for code in ranked[:SAID_MOST]]


def loss_words(loss: int) -> str:
    """How much more trouble the whole would be."""
    return _(next((words for most, words in LOSSES if loss <= most), FAR))


def left_words(names: list[str]) -> str:
    """Which others would then have nobody; `names` are as the desk calls them."""
    if not names:
        return ""
    return _("%(what)s就没有合适的人了") % {"what": _("、").join(names)}
