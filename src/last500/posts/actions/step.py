"""What the verbs of posts share: the post held, its places passed on, a line of history, words.

Every verb that moves a place holds the post's row first, so that counting, the line and the
places change together; the constraints of the tables stand behind it.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.notify.actions import post as tell
from last500.organisations.queries import desk_with_holders
from last500.people.models import Person
from last500.posts import rules
from last500.posts.models import Holding, Post, PostEvent, Waiting
from last500.posts.queries.days import is_date, moment_of
from last500.posts.rules import Left, Next, State, Waits


def held(post: Post) -> Post:
    """The post as it is now, its row ours until the transaction ends."""
    rows = Post.objects.select_for_update(of=("self",)).select_related("place")
    return rows.get(pk=post.pk)


def me(actor: Actor) -> Person:
    """The actor's own row. Raises Forbidden for whoever has not signed in."""
    if actor.person is None:
        raise Forbidden("sign in first")
    return Person.objects.get(pk=actor.person)


def append(post: Post, action: str, actor: Actor | None = None, **facts: str) -> None:
    """A line of history. `actor` only for what a desk does: members' steps carry no person."""
    by = actor.person if actor else None
    PostEvent.objects.create(post=post, at=clock.now(), action=action, actor_id=by, facts=facts)


def words(post: Post) -> dict[str, str]:
    return {"place": post.place.name, "post": post.title}


def page_of(post: Post) -> str:
    return f"/posts/{post.pk}/"


def tell_desk_short(post: Post) -> None:
    """Somebody left and nobody waits: the desk hears that it falls short, never of whom."""
    _desk, people = desk_with_holders(post.place)
    missing = str(post.free)
    tell("post_short", people, link=page_of(post), missing=missing, **words(post))


# ---- places -------------------------------------------------------------------------------------


def take_place(post: Post) -> bool:
    """One more place taken, if the post is open and one was left: check and act in one."""
    open_ones = Post.objects.filter(pk=post.pk, state=State.OPEN, taken__lt=F("places"))
    return bool(open_ones.update(taken=F("taken") + 1))


def give_back(post: Post, count: int = 1) -> None:
    Post.objects.filter(pk=post.pk).update(taken=F("taken") - count)
    post.taken -= count


def seat(post: Post, person: Person) -> Holding:
    """Put somebody who has said yes on a place that is counted already."""
    here = Holding.objects.active().filter(post=post)
    slots = dict(here.values_list("person", "slot"))
    slot = rules.free_slot(set(slots.values()), post.places)
    if person.pk in slots:
        raise Conflict(_("你已经在这个岗位上了。"))
    if slot is None:
        raise Conflict(_("这个岗位的人满了。"))
    today = clock.today()
    return Holding.objects.create(
        post=post, person=person, slot=slot, from_on=max(today, post.from_on)
    )


def first_waiting(post: Post) -> Waiting | None:
    rows = Waiting.objects.filter(post=post, state=Waits.WAITING)
    return rows.select_related("person").order_by("at", "pk").first()


def ask(row: Waiting, post: Post, *, follows: Holding | None = None) -> None:
    """Ask the one who waits; the place is kept for them for a day and a night."""
    now = clock.now()
    waiting = Waiting.objects.filter(pk=row.pk, state=Waits.WAITING)
    if not waiting.update(
        state=Waits.ASKED, asked_at=now, ends_at=now + rules.ANSWER_WITHIN, follows=follows
    ):
        raise Conflict(_("排队刚刚变过，请再看看。"))
    if row.person is not None:
        tell("post_asked", [row.person], link=page_of(post), **words(post))


def fill(post: Post) -> int:
    """Ask as many of the line as there are free places; gives how many."""
    asked = 0
    while post.state == State.OPEN and (row := first_waiting(post)) and take_place(post):
        post.taken += 1
        ask(row, post)
        asked += 1
    return asked


def pass_on(post: Post, *, follows: Holding | None = None) -> None:
    """A place that was kept for somebody who does not come goes to the next, or is free."""
    row = first_waiting(post) if post.state == State.OPEN else None
    if row is not None:
        ask(row, post, follows=follows)
    elif follows is None:
        give_back(post)
        if post.state == State.OPEN:
            tell_desk_short(post)


def let_go(post: Post, holding: Holding, how: Left) -> None:
    """A holder's time ends, and their place goes on. Raises Conflict when it had ended."""
    last = last_day_of(post)
    last = min(last, holding.to_on) if holding.to_on else last
    ours = Holding.objects.filter(pk=holding.pk, ended_at=None)
    if not ours.update(ended_at=clock.now(), ended_how=how, to_on=last):
        raise Conflict(_("你已经不在这个岗位上了。"))
    follower = Waiting.objects.filter(follows=holding, state__in=[Waits.ASKED, Waits.AGREED])
    coming = follower.select_related("person").first()
    after = rules.next_for_place(
        agreed=coming is not None and coming.state == Waits.AGREED,
        asked=coming is not None and coming.state == Waits.ASKED,
        waiting=first_waiting(post) is not None,
        is_open=post.state == State.OPEN,
    )
    if after == Next.SUCCESSOR and coming is not None and coming.person is not None:
        close(coming, Waits.HELD)
        seat(post, coming.person)
        tell("post_begins", [coming.person], link=page_of(post), **words(post))
    elif after == Next.KEPT:
        follower.update(follows=None)
    else:
        pass_on(post)


def last_day_of(post: Post) -> date:
    """Of whoever leaves now: today counts only when today's date has begun already."""
    today = clock.today()
    begun = not post.has_dates or (is_date(post, today) and moment_of(post, today) <= clock.now())
    return today if begun else today - clock.DAY


def close(row: Waiting, state: Waits) -> None:
    """Out of the line. Raises Conflict when that had happened already."""
    rows = Waiting.objects.filter(pk=row.pk, state=row.state)
    if not rows.update(state=state, ends_at=None, closed_at=clock.now()):
        raise Conflict(_("排队刚刚变过，请再看看。"))


def holders(post: Post) -> list[Person]:
    rows = Holding.objects.active().filter(post=post).select_related("person")
    return [row.person for row in rows.order_by("slot")]


def tell_holders(
    kind: str, post: Post, people: Iterable[Person] | None = None, **more: str
) -> None:
    told = holders(post) if people is None else people
    tell(kind, told, link=page_of(post), **words(post), **more)
