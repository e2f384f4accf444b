"""How long a pairing is kept after it has ended, and what goes with an account."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.erasing import Rule, Stays, empty_values
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.pairings.actions.household import CONTACT, close, erase
from last500.pairings.models import Bond, Pairing, PairingAsk, PairingEvent
from last500.pairings.rules import FINAL, OPEN, Action, Role, State
from last500.people.leaving import Part
from last500.people.models import Contact, Person

CLOSED = sorted(state.value for state in FINAL)


def _over(edge: datetime) -> QuerySet[Pairing]:
    return Pairing.objects.filter(state__in=CLOSED, ended_at__lt=edge)


def _forget_contacts(pairings: list[Pairing]) -> None:
    """The contact stays as an empty row, for the log of looks hangs on it."""
    keys = [pairing.contact_id for pairing in pairings]
    contacts = Contact.objects.filter(pk__in=keys)
    contacts.update(**empty_values(Contact, CONTACT), erased_at=clock.now())


def _asks_over(edge: datetime) -> QuerySet[PairingAsk]:
    """Answered or run out; one that waits for the household's word is neither."""
    waits = Q(answer="yes", ends_at__gte=edge)
    return PairingAsk.objects.filter(Q(answered_at__lt=edge) | Q(ends_at__lt=edge)).exclude(waits)


RULES = (
    Rule("pairing_asks", N_("结对的邀请"), Keep.MESSAGE, _asks_over),
    Rule(
        "pairing_bonds",
        N_("换下来的帮忙的邻居"),
        Keep.DUTY,
        lambda edge: Bond.objects.filter(ended_at__lt=edge),
    ),
    Rule("pairings", N_("结束了的结对"), Keep.DUTY, _over, first=_forget_contacts),
    Rule(
        "pairing_actors",
        N_("结对的经过里是谁做的"),
        Keep.LOG,
        lambda edge: PairingEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (Stays(N_("还结着的对"), N_("两边还在来往；谁都可以随时结束，结束后到期照样删")),)


# ---- when an account closes or is locked ---------------------------------------------------------


def _own(person: Person) -> QuerySet[Pairing]:
    return Pairing.objects.filter(contact__person=person).select_related("place")


def _held(person: Person) -> QuerySet[Bond]:
    running = Bond.objects.living().filter(helper=person, pairing__state=State.RUNNING)
    return running.select_related("pairing__place")


def _leave(person: Person) -> None:
    """What one's household had ends and is erased; what one held ends, and the others are told."""
    actor = Actor(person=person.pk)
    for pairing in _own(person):
        if pairing.state in OPEN:
            ends = pairing.state == State.RUNNING
            close(actor, pairing, Action.END if ends else Action.DECLINE, Role.HOUSEHOLD)
        erase(pairing)
    for bond in _held(person):
        close(actor, bond.pairing, Action.END, Role.HELPER)
    Bond.objects.filter(helper=person).delete()
    _lose_asks(person)


def _lose_asks(person: Person) -> None:
    """Whoever is left with nobody asked lies on the desk again by itself (actions.run_out)."""
    PairingAsk.objects.filter(helper=person).delete()


def _restrict(person: Person, moment: datetime | None) -> None:
    if moment:
        _lose_asks(person)


def _locks(person: Person) -> str:
    if _own(person).filter(state__in=OPEN).exists():
        return _("你家还有结对。先结束，再来锁上。")
    if _held(person).exists():
        return _("你还结着对。先结束，或者换人接着，再来锁上。")
    return ""


PARTS = (Part(_leave, _restrict, locks=_locks),)


def keeps_contact() -> Exists:
    """For whoever erases contacts: this one belongs to a pairing, whose own rule erases it."""
    return Exists(Pairing.objects.filter(contact=OuterRef("pk")))
