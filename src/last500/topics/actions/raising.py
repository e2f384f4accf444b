"""A request that concerns everybody becomes a topic, with the yes of whoever placed it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.notify.actions import to_contact, to_people, write
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import Route
from last500.topics.actions.proposing import NAME_MOST, place_topic
from last500.topics.draft import Draft
from last500.topics.models import RaiseAsk, Topic
from last500.topics.models.topics import TITLE_MOST, WORDS_MOST
from last500.topics.rules import Kind

_KINDS = {"public_facility": Kind.FACILITIES, "safety": Kind.SAFETY, "environment": Kind.GREENERY}


@transaction.atomic
def ask_to_raise(actor: Actor, request: ServiceRequest) -> RaiseAsk:
    """Ask whoever placed it; by message, or by e-mail with their private page.

    Raises Forbidden, Conflict where its way is not the council or it was asked before.
    """
    require(actor, Permission.TOPIC_HANDLE, request.place)
    if request.route != Route.TOPIC or request.restricted_at is not None:
        raise Conflict(_("这件求助没有转到小区议事。"))
    try:
        with transaction.atomic():
            ask = RaiseAsk.objects.create(
                request=request, asked_by_id=actor.person, asked_at=clock.now()
            )
    except IntegrityError:
        raise Conflict(_("已经问过了。")) from None
    words = {"place": request.place.name}
    if request.requester is not None:
        people = [request.requester]
        write(to_people("topic_raise", people, link=f"/topics/ask/{ask.pk}/", **words))
    else:
        write(to_contact("topic_raise", request.contact, link=f"/f/{request.link_key}/", **words))
    return ask


@transaction.atomic
def answer_ask(actor: Actor, ask: RaiseAsk, *, yes: bool) -> Topic | None:
    """Their own word; a yes brings the matter up in their words, and the desk looks at them.

    Raises Forbidden, Conflict where it was answered.
    """
    if not RaiseAsk.objects.filter(pk=ask.pk).asked_of(actor).exists():
        raise Forbidden("only who placed the request")
    rows = RaiseAsk.objects.filter(pk=ask.pk, answered_at=None)
    if not rows.update(answered_at=clock.now(), yes=yes):
        raise Conflict(_("你已经答复过了。"))
    ask.yes = yes
    return _raised(actor, ask.request) if yes else None


def _raised(actor: Actor, request: ServiceRequest) -> Topic:
    text = str(request.text)
    first = text.replace("\n", "。").split("。")[0]
    draft = Draft(
        title=first[:TITLE_MOST],
        words=text[:WORDS_MOST],
        kind=_KINDS.get(request.category, Kind.OTHER),
        name="" if request.requester_id else str(request.contact.name)[:NAME_MOST],
    )
    return place_topic(actor, request.place, draft, person=request.requester_id, request=request)
