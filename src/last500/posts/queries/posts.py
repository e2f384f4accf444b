"""Posts themselves: of a gate, of a desk, one's own."""

from dataclasses import dataclass, field
from uuid import UUID

from last500.base.actor import Actor
from last500.base.sealing import blind_index
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.posts.models import Holding, Post, Waiting
from last500.posts.rules import State, Waits

LINK_INDEX = "posts.link"
LISTED = 60


def post_or_none(actor: Actor, key: UUID) -> Post | None:
    rows = Post.objects.visible_to(actor) | Post.objects.filter(pk__in=actor.opened)
    return rows.filter(pk=key).select_related("place").first()


def by_link(key: str) -> Post | None:
    """Whoever has the link was asked to come. None for a link that is no longer good."""
    if not 16 <= len(key) <= 64:
        return None
    return Post.objects.lasting().filter(link_index=blind_index(LINK_INDEX, key)).first()


def shown_at(actor: Actor, compound: Place) -> list[Post]:
    """What lasts here and in the community around, those with a free place first."""
    rows = Post.objects.visible_to(actor).lasting().filter(place__in=path_steps(compound.path))
    found = list(rows.select_related("place").order_by("-place__path", "title")[:LISTED])
    return sorted(found, key=lambda post: (post.state != State.OPEN, post.free == 0))


def on_desk(actor: Actor, desk: Place) -> list[Post]:
    """What this desk looks after: its own posts, then those of the places below."""
    rows = Post.objects.of_desk(actor).lasting().under(desk.path)
    return list(rows.select_related("place").order_by("place__path", "title")[:LISTED])


@dataclass
class Own:
    """One post of mine: held, or waited for."""

    post: Post
    holding: Holding | None = None
    waiting: Waiting | None = None


@dataclass
class Mine:
    held: list[Own] = field(default_factory=list)
    asked: list[Own] = field(default_factory=list)
    waiting: list[Own] = field(default_factory=list)
    offered: list[Waiting] = field(default_factory=list)  # links I have sent to a successor


def mine(actor: Actor) -> Mine:
    """Two statements."""
    found = Mine()
    if actor.person is None:
        return found
    held = Holding.objects.active().filter(person=actor.person).select_related("post__place")
    found.held = [Own(row.post, row) for row in held.order_by("from_on", "pk")[:LISTED]]
    line = Waiting.objects.visible_to(actor).in_line().filter(post__state__in=["open", "paused"])
    for row in line.select_related("post__place", "follows").order_by("at")[:LISTED]:
        if row.person_id == actor.person:
            pile = found.waiting if row.state == Waits.WAITING else found.asked
            pile.append(Own(row.post, waiting=row))
        elif row.proposed_by_id == actor.person and row.person_id is None:
            found.offered.append(row)
    return found
