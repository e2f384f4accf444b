"""Questions about one's own person."""

from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.people.models import Person


def myself(actor: Actor) -> Person:
    """The actor's own row. Raises Forbidden for whoever has not signed in."""
    if actor.person is None:
        raise Forbidden("sign in first")
    return Person.objects.get(pk=actor.person)
