"""A consultation in words: where it stands, and its result with the arithmetic."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from last500.consultations import rules
from last500.consultations.models import Consultation
from last500.consultations.rules import State
from last500.topics.models import Topic
from last500.topics.seams import Section


def phase_words(one: Consultation) -> str:
    return _(rules.PHASE_WORDS[one.phase])


def sections(topic: Topic) -> Iterable[Section]:
    """What stands on the page of the topic it belongs to."""
    for one in topic.consultations.exclude(state=State.DRAFT).order_by("opens_at"):
        yield Section(
            _("意见征询：%(title)s") % {"title": one.title},
            ahead_words(one) if one.result else "",
            f"/consultations/{one.pk}/",
            rules.SHAPES[one.phase],
            phase_words(one),
        )


def ahead_words(one: Consultation) -> str:
    """The result in one sentence."""
    result = one.result or {}
    voices = result.get("voices", 0)
    if not result.get("told"):
        return _("只有 %(n)s 份回答，太少，不分开公布。") % {"n": voices}
    if result["ahead"] is None:
        return _("%(n)s 份回答，没有哪一项领先：回到大家商量。") % {"n": voices}
    named = {"n": voices, "option": one.options[result["ahead"]]}
    return _("%(n)s 份回答，“%(option)s”最多。") % named


def tables(one: Consultation) -> list[dict[str, Any]]:
    """Each round as rows of name, number and its share of the largest, for the page."""
    result = one.result or {}
    found = []
    for number, entry in enumerate(result.get("rounds", ()), 1):
        cells = entry["cells"]
        most = max((count for _options, count in cells), default=0)
        found.append(
            {
                "number": number,
                "rows": [
                    {"name": names_of(one, options), "count": count, "most": most}
                    for options, count in cells
                ],
                "out": names_of(one, entry["out"]) if entry["out"] else "",
                "spent": entry["spent"],
                "sum": " + ".join(str(count) for _options, count in cells),
                "total": sum(count for _options, count in cells),
            }
        )
    return found


def names_of(one: Consultation, options: Sequence[int]) -> str:
    names = [one.options[number] for number in options]
    if len(names) == 1:
        return str(names[0])
    return _("%(names)s（每项都很少，合起来说）") % {"names": _("、").join(names)}
