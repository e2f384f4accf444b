"""The household's right in what is kept of it: take the consent back, and it is gone."""

from collections.abc import Iterable

from django.db import transaction

from last500.base import clock
from last500.base.actor import Actor
from last500.base.erasing import empty_values
from last500.base.errors import Forbidden
from last500.base.scope import everything
from last500.people.models import Contact
from last500.rotas.actions.household import end
from last500.rotas.actions.step import speaks_for
from last500.rotas.models import Rota
from last500.rotas.rules import State

WORDS = ("title", "text", "risk_note", "link_key")
CONTACT = ("name", "phone", "phone_index", "email", "door", "person")


@transaction.atomic
def take_back(actor: Actor, rota: Rota) -> None:
    """Take back the consent: the rota ends, and what was told is erased at once. Kind and days
    stay, without anybody in them."""
    if not speaks_for(actor, rota):
        raise Forbidden("not your household")
    if rota.state != State.ENDED:
        end(actor, rota)
    erase_now([rota])


def erase_now(rotas: Iterable[Rota]) -> None:
    """Erase, before its term, everything personal of these ended rotas."""
    with everything("a rota is emptied of everything personal"):
        ended = Rota.objects.filter(pk__in=[rota.pk for rota in rotas], state=State.ENDED)
        contacts = Contact.objects.filter(rota__in=ended.values("pk"))
        contacts.update(**empty_values(Contact, CONTACT), erased_at=clock.now())
        ended.update(**empty_values(Rota, WORDS))
