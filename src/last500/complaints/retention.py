"""How long complaints are kept: 180 days after closing the words and the person go.

What a complaint was about, its level and its times stay: figures need no person.
"""

from datetime import datetime

from django.db.models import QuerySet

from last500.base import clock
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.complaints.models import Complainant, Complaint, ComplaintEvent, RevealAsk
from last500.people.leaving import Part
from last500.people.models import Contact, Person


def over(edge: datetime) -> QuerySet[Complaint]:
    return Complaint.objects.filter(closed_at__lt=edge)


def _forget_contacts(complainants: list[Complainant]) -> None:
    """The contact stays as an empty row, for the log of looks hangs on it."""
    keys = [one.contact_id for one in complainants if one.contact_id]
    empty = {"name": b"", "phone": b"", "email": b"", "door": b"", "phone_index": ""}
    Contact.objects.filter(pk__in=keys).update(**empty, person=None, erased_at=clock.now())


RULES = (
    Rule(
        "complainants",
        N_("投诉与建议是谁说的"),
        Keep.COMPLAINT,
        lambda edge: Complainant.objects.filter(complaint__in=over(edge).values("pk")),
        first=_forget_contacts,
    ),
    Rule(
        "complaint_notes",
        N_("投诉与建议经过里写的话"),
        Keep.COMPLAINT,
        lambda edge: ComplaintEvent.objects.filter(complaint__in=over(edge).values("pk")),
        fields=("note",),
    ),
    Rule(
        "complaint_words",
        N_("投诉与建议里写的话"),
        Keep.COMPLAINT,
        over,
        fields=("text",),
        also=lambda: {"erased_at": clock.now()},
    ),
    Rule(
        "complaint_actors",
        N_("投诉与建议经过里是谁办的"),
        Keep.LOG,
        lambda edge: ComplaintEvent.objects.filter(at__lt=edge, complaint__closed_at__isnull=False),
        fields=("actor",),
    ),
    Rule(
        "complaint_reveals",
        N_("要看是谁说的"),
        Keep.LOG,
        lambda edge: RevealAsk.objects.filter(
            asked_at__lt=edge, complaint__closed_at__isnull=False
        ),
    ),
)

STAYS = (Stays(N_("没了结的投诉与建议"), N_("还要答复你；了结后到期照样删")),)


def _leave(person: Person) -> None:
    """Who said it goes at once; what was said is still answered for, as if it were anonymous."""
    told = Complainant.objects.filter(contact__person=person)
    _forget_contacts(list(told))
    told.delete()


PARTS = (Part(_leave),)
