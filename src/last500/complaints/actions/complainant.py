"""What the complainant says to it: a word more, content, not content, not any more."""

from django.db import transaction

from last500.base import clock
from last500.base.actor import Actor
from last500.complaints.actions.step import advance, check, tell_desk
from last500.complaints.conflict import in_the_house
from last500.complaints.models import Complainant, Complaint
from last500.complaints.queries import seat_for
from last500.complaints.rules import Action
from last500.people.models import Consent, Contact


@in_the_house
@transaction.atomic
def add_word(actor: Actor, complaint: Complaint, *, note: str) -> Complaint:
    check(actor, complaint, Action.ADD_WORD, note)
    advance(actor, complaint, Action.ADD_WORD, note=note)
    tell_desk("complaint_word", complaint)
    return complaint


@in_the_house
@transaction.atomic
def accept(actor: Actor, complaint: Complaint) -> Complaint:
    """The complainant takes the answer; nobody else can say so, and no silence does."""
    check(actor, complaint, Action.ACCEPT)
    return advance(actor, complaint, Action.ACCEPT)


@in_the_house
@transaction.atomic
def object_to(actor: Actor, complaint: Complaint, *, note: str) -> Complaint:
    """Not content: the next level up answers anew; where there is none, the same desk."""
    check(actor, complaint, Action.OBJECT, note)
    seat = seat_for(complaint, above=True)
    values = {"desk_id": seat.place.pk, "level": seat.level} if seat else {}
    facts = {"level": seat.level, "place": seat.place.name} if seat else None
    objections = complaint.objections + 1
    advance(
        actor, complaint, Action.OBJECT, note=note, facts=facts, objections=objections, **values
    )
    if seat:
        complaint.desk = seat.place
    tell_desk("complaint_moved_up", complaint)
    return complaint


@in_the_house
@transaction.atomic
def withdraw(actor: Actor, complaint: Complaint, *, note: str = "") -> Complaint:
    check(actor, complaint, Action.WITHDRAW)
    return advance(actor, complaint, Action.WITHDRAW, note=note)


@in_the_house
@transaction.atomic
def become_anonymous(actor: Actor, contact: Contact | None) -> None:
    """The consent to keep who said it is taken back: the contact goes, the complaint is answered
    as if it had been anonymous, and number and code still open it (PIPL 15, 47)."""
    if actor.person is None or contact is None:
        return
    told = Complainant.objects.filter(contact=contact, contact__person=actor.person)
    if not told.update(contact=None):
        return
    now = clock.now()
    Consent.objects.filter(contact=contact, withdrawn_at=None).update(withdrawn_at=now)
    empty = {"name": b"", "phone": b"", "email": b"", "door": b"", "phone_index": ""}
    Contact.objects.filter(pk=contact.pk).update(**empty, person=None, erased_at=now)
