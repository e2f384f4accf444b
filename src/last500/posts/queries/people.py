"""Who may take a place, who holds one, who waits and how many stand before them."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from last500.base import clock
from last500.base.actor import Actor
from last500.base.sealing import blind_index
from last500.people.models import Guardian
from last500.places.models import Place
from last500.posts import rules
from last500.posts.models import Holding, Post, Waiting
from last500.posts.rules import Comer, Waits
from last500.reportin.models import ReportIn
from last500.reportin.queries import own, proofs_of
from last500.reportin.rules import State as ReportInState
from last500.reportin.rules import goes_to
from last500.reportin.skills import SKILL_BY_CODE

TAKE_OVER_INDEX = "posts.take_over"
LISTED = 60


def needs_of(post: Post) -> frozenset[str]:
    """Codes of the qualifications that the law asks for here."""
    return qualifications_for(post.skills)


def qualifications_for(skills: Iterable[str]) -> frozenset[str]:
    known = (SKILL_BY_CODE[code] for code in skills if code in SKILL_BY_CODE)
    return frozenset(skill.qualification for skill in known if skill.qualification)


def comer(actor: Actor, post: Post, age: int, *, by_link: bool = False) -> Comer:
    """What the rules need to know of whoever would take a place. Two statements."""
    return comer_at(actor, post.place, age, by_link=by_link or post.pk in actor.opened)


def comer_at(actor: Actor, place: Place, age: int, *, by_link: bool = False) -> Comer:
    """The same for whatever happens at a place, not only for posts."""
    row = own(actor)
    confirmed = row is not None and row.state == ReportInState.CONFIRMED
    return Comer(
        reported_in=confirmed,
        near=row is not None and _goes_there(row, place),
        by_link=by_link,
        proofs=proofs_of(row) if row is not None and confirmed else frozenset(),
        age=age,
        under_14=Guardian.objects.filter(person=actor.person).exists(),
    )


def _goes_there(row: ReportIn, place: Place) -> bool:
    by_itself = rules.is_near(row.place.path, row.reach, place.path)
    return by_itself or goes_to(row.reach, row.nearby, place.pk)


def held_by(actor: Actor, post: Post) -> Holding | None:
    if actor.person is None:
        return None
    return Holding.objects.active().filter(post=post, person=actor.person).first()


def in_line_of(actor: Actor, post: Post) -> Waiting | None:
    if actor.person is None:
        return None
    return Waiting.objects.in_line().filter(post=post, person=actor.person).first()


def ahead_of(row: Waiting) -> int:
    """How many of the line stand before this one."""
    before = Q(at__lt=row.at) | Q(at=row.at, pk__lt=row.pk)
    line = Waiting.objects.filter(post=row.post_id, state__in=[Waits.WAITING, Waits.ASKED])
    return line.filter(before, person__isnull=False).count()


def holders_of(actor: Actor, post: Post) -> list[Holding]:
    """For whoever holds the post and for its desk; nobody else is given a name."""
    rows = Holding.objects.visible_to(actor).active().filter(post=post)
    return list(rows.select_related("person").order_by("slot")[:LISTED])


def holders_by_post(actor: Actor, posts: Iterable[Post]) -> dict[UUID, list[Holding]]:
    """The same for a whole desk. One statement."""
    found: dict[UUID, list[Holding]] = {post.pk: [] for post in posts}
    rows = Holding.objects.visible_to(actor).active().filter(post__in=found)
    for row in rows.select_related("person").order_by("slot"):
        found[row.post_id].append(row)
    return found


def line_counts(keys: Iterable[UUID]) -> dict[UUID, Counter[str]]:
    """Of each post how many wait, are asked, have agreed. One statement."""
    counts: dict[UUID, Counter[str]] = {key: Counter() for key in keys}
    rows = Waiting.objects.in_line().filter(post__in=counts)
    for key, state in rows.values_list("post", "state"):
        counts[key][state] += 1
    return counts


def offered_by_key(key: str) -> Waiting | None:
    """The place that a leaving holder offers by this link, while it is good."""
    if not 16 <= len(key) <= 64:
        return None
    rows = Waiting.objects.filter(
        key_index=blind_index(TAKE_OVER_INDEX, key),
        state=Waits.ASKED,
        person=None,
        ends_at__gt=clock.now(),
    )
    return rows.select_related("post__place", "follows").first()
