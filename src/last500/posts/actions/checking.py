"""Who may take a place: asked of the tables now, said in the words of the rules."""

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.posts import rules
from last500.posts.models import Post
from last500.posts.queries import comer, needs_of
from last500.posts.rules import Hindrance, State


def may_take(actor: Actor, post: Post, age: int, *, by_link: bool = False) -> None:
    """Raises Refused with the sentence of the first thing that stands against it.

    `age` in years is their own word. `by_link`: a holder asked them to follow.
    """
    if post.state != State.OPEN:
        raise Conflict(_(rules.HINDRANCE_WORDS[Hindrance.CLOSED]))
    against = rules.hindrances(
        comer(actor, post, age, by_link=by_link),
        needs=needs_of(post),
        least_age=post.least_age,
    )
    if against:
        raise Refused(_(rules.HINDRANCE_WORDS[against[0]]))
