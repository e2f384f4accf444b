"""Repeated reports: proposed by the software, merged or turned down by a person."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import first_uuid7
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.service_requests import rules
from last500.service_requests.models import ImportRow, MergeProposal, ServiceRequest
from last500.service_requests.similar import Item, proposals

# Only what can still be merged is compared.
MERGEABLE = rules.STEPS[rules.Action.MERGE].start


def propose_merges(place_ids: Iterable[int]) -> int:
    """Look for repeats among the open requests of each place; returns how many are new.

    A pair that a person has turned down is never proposed again.
    """
    return sum(_of_place(place_id) for place_id in sorted(set(place_ids)))


@transaction.atomic
def _of_place(place_id: int) -> int:
    rows = ServiceRequest.objects.filter(place=place_id, state__in=[s.value for s in MERGEABLE])
    requests = {str(row.pk): row for row in rows.select_related("contact").order_by("placed_at")}
    authors = dict(
        ImportRow.objects.filter(request__in=list(requests.values())).values_list(
            "request", "author_index"
        )
    )
    items = [
        Item(
            key=key,
            text=row.text,
            at=clock.local(row.placed_at),
            place=str(place_id),
            category=row.category,
            author=row.contact.phone_index or authors.get(row.pk, ""),
        )
        for key, row in requests.items()
    ]
    known = MergeProposal.objects.filter(b__in=list(requests.values())).values_list("a", "b")
    seen = {(str(a), str(b)) for a, b in known}
    now = clock.now()
    new = [
        MergeProposal(
            a=requests[found.a],
            b=requests[found.b],
            score=found.score,
            because=json.dumps(
                {
                    "phrases": found.because.phrases,
                    "days": found.because.days,
                    "same_author": found.because.same_author,
                },
                ensure_ascii=False,
            ),
            made_at=now,
        )
        for found in proposals(items)
        if (found.a, found.b) not in seen
    ]
    MergeProposal.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


_looked_until: list[datetime] = []  # by this process; the first look goes a day back


def propose_recent_merges() -> int:
    """The worker's look at places where something was placed since its last look."""
    until = clock.now()
    since = _looked_until[-1] if _looked_until else until - clock.DAY
    new = ServiceRequest.objects.filter(
        pk__gte=first_uuid7(since - clock.MINUTE), state__in=[s.value for s in MERGEABLE]
    )
    places = set(new.values_list("place", flat=True))
    _looked_until[:] = [until]
    return propose_merges(places)


def turn_down_merge(actor: Actor, proposal: MergeProposal) -> None:
    """They are two matters: the pair is not proposed again."""
    require(actor, Permission.REQUEST_HANDLE, proposal.b.place)
    MergeProposal.objects.filter(pk=proposal.pk, state=MergeProposal.State.OPEN).update(
        state=MergeProposal.State.REFUSED
    )


def settle_proposals(request: ServiceRequest, into: ServiceRequest) -> None:
    """After a merge this pair is done with; what repeated the one now repeats the other."""
    pair = Q(a=request, b=into) | Q(a=into, b=request)
    MergeProposal.objects.filter(pair).update(state=MergeProposal.State.MERGED)
    known = MergeProposal.objects.filter(a=into).values("b")
    chain = MergeProposal.objects.filter(a=request, state=MergeProposal.State.OPEN)
    chain.exclude(b__in=known).exclude(b=into).update(a=into)
