"""Whoever asked is told what became of it; nobody else learns who they are.

Where there is an account the message goes there, else to an e-mail that was left; for whoever left
neither the sentence stands on the page of their request (sentences.py).
"""

from collections.abc import Mapping, Sequence

from last500.base import clock
from last500.base.scope import everything
from last500.notify.actions import to_contact, to_people, write
from last500.notify.models import Message
from last500.service_requests.models import ServiceRequest
from last500.unmet.models import NeedEvent, UnmetNeed, UnmetRequest

TOLD_MOST = 2000


def tell(needs: Sequence[UnmetNeed], kind: str, facts: Mapping[str, str]) -> int:
    """Post one message of this kind to each who asked; how many. Within the caller's transaction.

    `facts` are words that are not personal; the place of the request is added.
    """
    with everything("those who asked are told what became of it"):
        rows = UnmetRequest.objects.filter(need__in=list(needs), request__restricted_at=None)
        with_whom = ("request__requester", "request__contact", "request__place")
        found = rows.select_related(*with_whom).order_by("request__placed_at")[:TOLD_MOST]
        first: dict[object, ServiceRequest] = {}
        for row in found:
            asked = row.request
            first.setdefault(asked.requester_id or asked.contact_id, asked)
        messages = [one for asked in first.values() for one in _messages(asked, kind, facts)]
        write(messages)
    return len(first)


def _messages(asked: ServiceRequest, kind: str, facts: Mapping[str, str]) -> list[Message]:
    link, words = f"/f/{asked.link_key}/", {"place": asked.place.name, **facts}
    if asked.requester is None:
        return to_contact(kind, asked.contact, link=link, **words)
    if asked.requester.restricted_at is not None:
        return []
    return to_people(kind, [asked.requester], link=link, **words)


def note(needs: Sequence[UnmetNeed], action: str, *, title: str) -> None:
    """A turn of their project, for the page of whoever asked. `action`: a key of sentences.SAID."""
    now = clock.now()
    NeedEvent.objects.bulk_create(
        NeedEvent(need=need, at=now, action=action, facts={"project": title}) for need in needs
    )
