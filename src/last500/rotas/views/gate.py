"""The doors: a desk's, a member's, a household's; to everybody else nothing is there."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.rotas import actions, queries
from last500.rotas.models import Rota, RotaMember, Turn


def desk_or_404(actor: Actor, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(actor), pk=place_id)
    if not actor.may(Permission.ROTA_ARRANGE, place.path):
        raise Http404
    return place


def arranged_or_404(actor: Actor, key: UUID) -> Rota:
    found = queries.arranged_rota(actor, key)
    if found is None:
        raise Http404
    return found


def household_or_404(actor: Actor, key: UUID) -> Rota:
    found = queries.household_rota(actor, key)
    if found is None:
        raise Http404
    return found


def seat_or_404(actor: Actor, key: UUID) -> RotaMember:
    found = queries.own_seat(actor, key)
    if found is None:
        raise Http404
    return found


def turn_or_404(actor: Actor, key: UUID) -> Turn:
    found = queries.own_turn(actor, key)
    if found is None:
        raise Http404
    return found


SAID = {
    "agree": N_("同意了，到日子会请邻居来。"),
    "skip": N_("那一次不来了。"),
    "pause": N_("好，先歇着，到时候自己接着来。"),
    "resume": N_("接着来。"),
    "renew": N_("续上了。"),
    "end": N_("结束了，还没来的都取消了。"),
}


def take_word(actor: Actor, rota: Rota, said: dict[str, Any], *, by_phone: bool) -> str:
    """Carry out a household's word, its own or as told to the desk; gives what to say."""
    word, told = said["word"], {"by_phone": by_phone}
    if word == "skip":
        actions.skip(actor, rota, said["on"], **told)
    elif word == "pause":
        actions.pause(actor, rota, days=said["days"], **told)
    elif word in {"agree", "renew"}:
        verb = actions.agree if word == "agree" else actions.renew
        verb(actor, rota, how=said["how"], **told)
    else:
        (actions.resume if word == "resume" else actions.end)(actor, rota, **told)
    return _(SAID[word])
