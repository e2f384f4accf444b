"""A community asks one of the quiet, or leaves them alone; what is asked is a small thing."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.dispatch import idleness, quiet
from last500.dispatch.models import QuietMark, QuietRhythm, own_communities
from last500.dispatch.quiet import Quiet
from last500.notify.actions import post
from last500.organisations.queries import desk_holders, liaisons_of
from last500.places.models import Place


def _own(actor: Actor, community: Place) -> None:
    """The desk of this very community: whoever is above it asks nobody here."""
    if community.path not in own_communities(actor):
        raise Forbidden("not your own community")


@transaction.atomic
def ask(actor: Actor, community: Place, one: Quiet, thing_key: str) -> None:
    """Ask a unit's liaisons, or a compound's desk, whether one small thing would suit them.

    A question and nothing more: no answer is due, and none is noted. At most one in thirty days.
    Raises Conflict when somebody was faster or it is too soon, Refused where nobody hears it.
    """
    _own(actor, community)
    found = [p.thing for p in one.proposals if p.thing.key == thing_key]
    if not found:
        raise Conflict(_("这件已经有人做了，请另选一件。"))
    thing = found[0]
    people = liaisons_of(one.organisation) if one.organisation else _desk_of(one.compound)
    if not people:
        raise Refused(_("现在没有联络的人，请直接打个电话。"))
    mark = _mark_of(community, one)
    free = Q(asked_at=None) | Q(asked_at__lte=clock.now() - idleness.ASK_AGAIN)
    if not QuietMark.objects.filter(free, pk=mark.pk).update(asked_at=clock.now()):
        raise Conflict(_("这个月已经问过了，等等再说。"))
    words = {"place": community.name, "what": thing.title, "where": thing.where}
    post("quiet_asked", people, link=thing.href, **words)


def _desk_of(compound: Place | None) -> list:
    return desk_holders(compound.pk) if compound else []


def _mark_of(community: Place, one: Quiet) -> QuietMark:
    about = {"community": community, "organisation": one.organisation, "compound": one.compound}
    known = QuietMark.objects.filter(**about).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return QuietMark.objects.create(**about)
    except IntegrityError:
        return QuietMark.objects.get(**about)


@transaction.atomic
def leave_alone(actor: Actor, community: Place, one: Quiet) -> None:
    """Not now: not proposed again for sixty days."""
    _own(actor, community)
    mark = _mark_of(community, one)
    until = clock.today() + idleness.LEFT_ALONE
    QuietMark.objects.filter(pk=mark.pk).update(left_until=until)


@transaction.atomic
def set_rhythm(actor: Actor, community: Place, compound: Place, *, days: int) -> None:
    """How often something is expected in a compound, as the community has agreed with it."""
    _own(actor, community)
    if days not in idleness.RHYTHMS:
        raise Refused(_("请选多久。"), "days")
    if compound.pk not in {place.pk for place in quiet.compounds_of(community)}:
        raise Forbidden("not in your community")
    QuietRhythm.objects.update_or_create(place=compound, defaults={"days": days})


def clear_marks() -> int:
    """A mark that says nothing any more is deleted: nobody keeps a book of who was quiet."""
    now = clock.now()
    asked = Q(asked_at=None) | Q(asked_at__lte=now - idleness.ASK_AGAIN)
    left = Q(left_until=None) | Q(left_until__lte=clock.today())
    return QuietMark.objects.filter(asked, left).delete()[0]
