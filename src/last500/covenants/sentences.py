"""Covenants in sentences, without anybody's name."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.covenants import rules
from last500.covenants.models import Version
from last500.covenants.rules import State

LOG_WORDS = {
    "covenant open for remarks": N_("第 %(n)d 版草案开始听意见"),
    "covenant adopted": N_("第 %(n)d 版通过，%(day)s 起用"),
    "covenant in force": N_("第 %(n)d 版开始用"),
}


def state_words(version: Version) -> str:
    return _(rules.STATE_WORDS[State(version.state)])


def of_log(kind: str, body: Mapping[str, Any]) -> str:
    """An entry of the compound's log as far as its body says it."""
    if kind not in LOG_WORDS or not isinstance(body.get("number"), int):
        return ""
    return _(LOG_WORDS[kind]) % {"n": body["number"], "day": body.get("in_force_on", "")}
