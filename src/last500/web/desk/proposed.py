"""Whom a plan gives a request or a free place, in words; and who came back ticked."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from last500.dispatch.explaining import differences, left_words, loss_words
from last500.dispatch.matching import Proposal
from last500.dispatch.planning import Given, Other
from last500.dispatch.words import reason_words
from last500.reportin.models import ReportIn
from last500.service_requests.queries import helper_word
from last500.web.desk.showing import asked_words, where_word

CHOSEN_MOST = 20  # of one request or place in one press


def people(line: Given, here: int, names: Mapping[str, str]) -> dict[str, Any]:
    """`here` is the key of the place where help is wanted, `names` what the desk calls each
    opening of the plan."""
    return {
        "empty": line.empty,
        "crowded": line.crowded,
        "shown": " ".join(str(row.person_id) for row, _proposal in line.chosen),
        "chosen": [_choice(here, row, proposal) for row, proposal in line.chosen],
        "others": [_other(line, other, here, names) for other in line.others],
    }


def _choice(here: int, row: ReportIn, proposal: Proposal) -> dict[str, Any]:
    asked = vars(row)["asked_lately"]
    return {
        "value": row.person_id,
        "name": helper_word(row.person),
        "where": where_word(here, row.building, row.place),
        "reasons": reason_words(proposal.reasons) + asked_words(asked),
    }


def _other(line: Given, other: Other, here: int, names: Mapping[str, str]) -> dict[str, Any]:
    """Somebody else, and in words what that would change; no number of anybody."""
    first = next(p for row, p in line.chosen if row.person_id == other.instead_of)
    said = [loss_words(other.loss), *differences(first.parts, other.proposal.parts)]
    if other.left:
        said.append(left_words([names[key] for key in other.left]))
    elif other.elsewhere:
        said.append(_("%(what)s那边要另请人") % {"what": names[other.elsewhere]})
    return {**_choice(here, other.row, other.proposal), "change": _("；").join(said)}


def keys(said: Iterable[str]) -> tuple[UUID, ...]:
    """Keys of people as a browser sent them; what is none is left out."""
    found: list[UUID] = []
    for one in list(said)[:CHOSEN_MOST]:
        try:
            key = UUID(one)
        except ValueError:
            continue
        if key not in found:
            found.append(key)
    return tuple(found)
