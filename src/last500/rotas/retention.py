"""How long a rota is kept after it has ended, and what goes with its household's or a member's
account. Its turns' requests have terms of their own."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Contact, Person
from last500.rotas import actions
from last500.rotas.actions.own_data import CONTACT, WORDS, erase_now
from last500.rotas.models import Rota, RotaEvent, RotaMember
from last500.rotas.rules import AGREED, LIVE, Seat, State


def _over(edge: datetime) -> QuerySet[Rota]:
    return Rota.objects.filter(state=State.ENDED, ended_at__lt=edge)


def _contacts(edge: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(rota__in=_over(edge).values("pk"))


def _seats(edge: datetime) -> QuerySet[RotaMember]:
    """Of rotas that are over, and of those who left; with a seat goes whose turn was when."""
    left = Q(state=Seat.LEFT, left_at__lt=edge)
    return RotaMember.objects.filter(left | Q(rota__in=_over(edge).values("pk")))


RULES = (
    Rule("rota_words", N_("轮值里写的话"), Keep.DUTY, _over, fields=WORDS),
    Rule(
        "rota_contacts",
        N_("轮值的联系方式"),
        Keep.DUTY,
        _contacts,
        fields=CONTACT,
        also=lambda: {"erased_at": clock.now()},
    ),
    Rule("rota_seats", N_("谁参加过轮值"), Keep.DUTY, _seats),
    Rule(
        "rota_actors",
        N_("轮值的经过里是谁做的"),
        Keep.LOG,
        lambda edge: RotaEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
    Rule(
        "rota_makers",
        N_("轮值是谁安排的"),
        Keep.LOG,
        lambda edge: Rota.objects.filter(state=State.ENDED, ended_at__lt=edge),
        fields=("made_by",),
    ),
)

STAYS = (
    Stays(N_("还在轮的轮值"), N_("没有它邻居就不知道哪天来；你随时可以结束")),
    Stays(N_("结束的轮值是哪一类、哪几天"), N_("里面没有人，用来看一个地方缺什么")),
)


# ---- when an account closes or is locked ---------------------------------------------------------


def _leave(person: Person) -> None:
    """End the rotas of one's own household, leave those of others, and erase both."""
    own = list(Rota.objects.filter(contact__person=person).select_related("place", "contact"))
    for rota in own:
        if rota.state != State.ENDED:
            actions.end(Actor(person=person.pk, door=Door.WEB), rota)
    erase_now(own)
    seats = RotaMember.objects.filter(person=person).select_related("rota__place", "rota__contact")
    for seat in seats.filter(state=Seat.JOINED, rota__state__in=LIVE):
        actions.leave(Actor(person=person.pk, door=Door.WEB), seat)
    seats.delete()
    RotaEvent.objects.filter(actor=person).update(actor=None)
    Rota.objects.filter(made_by=person).update(made_by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data is asked into no rota, and planned for none (queries.seats)."""
    if moment:
        RotaMember.objects.filter(person=person, state=Seat.INVITED).delete()


def _locks(person: Person) -> str:
    if Rota.objects.filter(contact__person=person, state__in=AGREED).exists():
        return _("你家还有在轮的轮值。先结束它，再来锁上。")
    return ""


PARTS = (Part(_leave, _restrict, locks=_locks),)
