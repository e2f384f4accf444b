"""What was done, in a word. Higher apps hand down the words of theirs when they start."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from last500.base.marking import N_

# What somebody may choose who enters their own.
OWN: dict[str, str] = {
    "visiting": N_("走访陪伴"),
    "tidying": N_("环境整治"),
    "patrol": N_("巡逻值守"),
    "teaching": N_("教人用手机、讲课"),
    "mediating": N_("调解邻里"),
    "activity": N_("组织活动"),
    "publicity": N_("宣传讲解"),
    "other_service": N_("别的服务"),
}
ANY = N_("志愿服务")
_words: dict[str, str] = dict(OWN)


def register(words: Mapping[str, str]) -> None:
    """Code → Chinese source string, for records that arise in the app that calls this."""
    _words.update(words)


def word(code: str) -> str:
    return _(_words.get(code, ANY))


def all_words() -> Mapping[str, str]:
    """Code → Chinese source string, of this app and of those above it."""
    return _words


def codes() -> list[str]:
    return list(_words)
