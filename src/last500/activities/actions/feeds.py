"""The secret address of one's own calendar: made, renewed, ended, each by one's own press."""

from django.db import transaction

from last500.activities.models import Feed
from last500.activities.queries.feeds import FEED_INDEX
from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.base.ids import secret_key
from last500.base.sealing import blind_index


@transaction.atomic
def renew_feed(actor: Actor) -> Feed:
    """A new address; the one before is no longer good."""
    if actor.person is None:
        raise Forbidden("sign in first")
    Feed.objects.filter(person=actor.person).delete()
    feed, key = Feed(person_id=actor.person, made_at=clock.now()), secret_key()
    feed.key, feed.key_index = key, blind_index(FEED_INDEX, key)
    feed.save(force_insert=True)
    return feed


@transaction.atomic
def end_feed(actor: Actor) -> None:
    """The address is no longer good. Harmless where there was none."""
    if actor.person is None:
        raise Forbidden("sign in first")
    Feed.objects.filter(person=actor.person).delete()
