"""Where a desk invites somebody else than was proposed: kept for a while, to mend the weights.

The desk's choice stands as it is: nothing asks it to explain itself, and nothing is counted of it.
"""

from collections.abc import Collection, Sequence
from itertools import zip_longest
from uuid import UUID

from last500.base import clock
from last500.base.actor import Actor
from last500.dispatch.models import Override
from last500.dispatch.models.plan import REASON_MOST
from last500.people.rules import clean_line
from last500.service_requests.models import ServiceRequest
from last500.service_requests.queries import helper_word

KEPT_MOST = 10  # of one press


def note_overrides(
    actor: Actor,
    request: ServiceRequest,
    *,
    proposed: Sequence[UUID],
    chosen: Collection[UUID],
    reason: str = "",
) -> list[Override]:
    """A row for each who was chosen beyond what was proposed, beside one who was passed over.

    Fewer than were proposed, or all of them and more of a public call, is no other choice: only
    somebody new in the place of somebody proposed, or where nobody was.
    """
    new = [one for one in chosen if one not in proposed][:KEPT_MOST]
    passed = [one for one in proposed if one not in chosen][: len(new)]
    if proposed and not passed:
        return []
    said = clean_line(reason)[:REASON_MOST]
    return [
        Override.objects.create(
            request=request,
            proposed_id=left,
            chosen_id=came,
            by_id=actor.person,
            reason=said,
            made_at=clock.now(),
        )
        for came, left in zip_longest(new, passed)
    ]


def overrides_of(actor: Actor, request: ServiceRequest) -> list[dict[str, str]]:
    """What the desk changed for this request, the latest first, in words; one statement."""
    rows = Override.objects.visible_to(actor).filter(request=request)
    found = rows.select_related("proposed", "chosen").order_by("-made_at", "pk")[:KEPT_MOST]
    return [
        {
            "chosen": helper_word(one.chosen),
            "proposed": helper_word(one.proposed) if one.proposed else "",
            "reason": one.reason,
        }
        for one in found
    ]
