"""The rights in what a request holds of its resident: correct it, erase it, take consent back.

With an account or without one: whoever speaks for the request (account, private link, number and
digits) has them (PIPL 15, 44 to 47).
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.erasing import empty_values
from last500.base.errors import Conflict, Forbidden
from last500.base.scope import everything
from last500.notify.models import Message
from last500.people import rights
from last500.people.models import Consent, Contact, Guardian
from last500.service_requests import photos
from last500.service_requests.actions.helping import close_helpers
from last500.service_requests.actions.recording import helps_of, record_waiting
from last500.service_requests.actions.resident import withdraw
from last500.service_requests.actions.step import advance
from last500.service_requests.models import (
    Acceptance,
    CanHelp,
    Event,
    ImportRow,
    Invitation,
    KeptApart,
    MergeProposal,
    MeToo,
    Photo,
    ServiceRequest,
)
from last500.service_requests.queries import speaks_for
from last500.service_requests.rules import FINAL, OPEN, Action, Role, State

CLOSED = sorted(state.value for state in FINAL)
# What is personal in a request and in its contact: erased after the term or at the wish.
WORDS = (
    "text", "answers", "comment", "risk_note", "link_key", "slip_code", "requester", "entered_by",
    "visit_wish",
)  # fmt: skip
CONTACT = ("name", "phone", "phone_index", "email", "door", "person")
PUBLISHING = "publish"
ASKING = "service_request"


def _own(actor: Actor, request: ServiceRequest) -> None:
    if not speaks_for(actor, request):
        raise Forbidden("not your own")


@transaction.atomic
def correct_contact(
    actor: Actor, request: ServiceRequest, *, name: str, door: str, email: str, phone: str = ""
) -> None:
    """Correct how one is reached; whoever holds the request sees the new data from now on."""
    _own(actor, request)
    if request.contact.erased_at:
        raise Conflict(_("这件求助的联系方式已经删了。"))
    rights.correct_contact(request.contact, name=name, door=door, email=email, phone=phone)


@transaction.atomic
def stop_publishing(actor: Actor, request: ServiceRequest) -> None:
    """Take back the leave to publish: it is on no public page with the next click."""
    _own(actor, request)
    ServiceRequest.objects.filter(pk=request.pk).update(may_publish=False)
    rights.end_consent(PUBLISHING, contact=request.contact)


@transaction.atomic
def take_back(actor: Actor, request: ServiceRequest) -> None:
    """Take back the consent to keep and use what was told: an open request is withdrawn, a closed
    one is erased; only kind, place and times stay. Said twice it is as gone as before."""
    _own(actor, request)
    with everything("a person takes back what they told: with it goes whose it was"):
        end_for_good(actor, request)
        erase_now([request.pk])


def end_for_good(actor: Actor, request: ServiceRequest) -> None:
    """Withdraw an open request; one that waits for the resident's word ends without it."""
    if request.state == State.DONE:
        helps = helps_of(request)
        advance(CLOCK, request, Action.LAPSE, role=Role.CLOCK)
        close_helpers(request, Acceptance.Ended.DONE)
        record_waiting(CLOCK, request, helps)
    elif request.state in OPEN:
        withdraw(actor, request)


def unlink(rows: Iterable[Photo]) -> None:
    for photo in rows:
        photos.unlink(photo)


def erase_now(keys: Collection[UUID]) -> None:
    """Erase, before its term, everything personal of these closed requests. In the caller's
    transaction; files go first: a picture may be lost too early, never seen too late."""
    # In the house's name: the resident sees neither what neighbours hold of it nor, once the
    # contact is empty, the request itself.
    with everything("a request is emptied of everything personal"):
        requests = ServiceRequest.objects.filter(pk__in=keys, state__in=CLOSED)
        closed = list(requests.values_list("pk", flat=True))
        contacts = list(requests.values_list("contact", flat=True))
        unlink(Photo.objects.filter(request__in=closed))
        for model in (Photo, Invitation, MeToo, CanHelp, KeptApart):
            model._default_manager.filter(request__in=closed).delete()
        MergeProposal.objects.filter(Q(a__in=closed) | Q(b__in=closed)).delete()
        Event.objects.filter(request__in=closed).update(**empty_values(Event, ["note"]))
        rows = ImportRow.objects.filter(request__in=closed)
        rows.update(**empty_values(ImportRow, ["data", "author_index"]))
        _erase_contacts(contacts)
        ServiceRequest.objects.filter(pk__in=closed).update(
            **empty_values(ServiceRequest, [*WORDS, "summary"]),
            may_publish=False,
            restricted_at=None,
        )


def _erase_contacts(keys: list[UUID]) -> None:
    now = clock.now()
    Guardian.objects.filter(contact__in=keys).delete()
    Message.objects.filter(contact__in=keys).delete()
    contacts = Contact.objects.filter(pk__in=keys)
    contacts.update(**empty_values(Contact, CONTACT), erased_at=now)
    Consent.objects.filter(contact__in=keys, withdrawn_at=None).update(withdrawn_at=now)
