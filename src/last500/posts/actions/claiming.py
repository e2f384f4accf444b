"""Claim a place, leave it at once or from a day, stay after all, ask somebody to follow."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.ids import secret_key
from last500.base.sealing import blind_index
from last500.people.models import Person
from last500.people.rules import clean_text
from last500.posts import rules
from last500.posts.actions.checking import may_take
from last500.posts.actions.line import own_in_line, say_yes, take_ask_back
from last500.posts.actions.step import (
    append,
    ask,
    first_waiting,
    held,
    let_go,
    me,
    seat,
    take_place,
)
from last500.posts.models import Holding, Post, Waiting
from last500.posts.queries import TAKE_OVER_INDEX, offered_by_key
from last500.posts.rules import Left, State, Waits

NOTE_MOST = 300
FAR_MOST = 366 * clock.DAY


class Full(Conflict):
    """The last place went to somebody else; whoever reads this may join the line."""


@transaction.atomic
def claim(actor: Actor, post: Post, *, age: int = 0) -> Holding | None:
    """Take a place, by one's own press. Exactly as many win as there are places.

    `age` is the claimant's own word, in years. Raises `Full` when the last place has gone.
    """
    person = me(actor)
    may_take(actor, post, age)
    own = own_in_line(actor, post)
    if own is not None and own.state == Waits.ASKED:
        post = held(post)
        own.refresh_from_db()
        return say_yes(post, own, person)
    if not take_place(post):
        if Holding.objects.active().filter(post=post, person=person).exists():
            raise Conflict(_("你已经在这个岗位上了。"))
        raise Full(_("最后一个位置刚刚有邻居领走了。可以排队，空出来先问你。"))
    if own is not None or first_waiting(post) is not None:
        raise Full(_("前面还有人在排队，先问他们。你也可以排队，空出来按先后问。"))
    holding = seat(post, person)
    append(post, "claimed")
    return holding


def own_place(actor: Actor, post: Post) -> Holding:
    """Raises Forbidden for whoever holds none."""
    rows = Holding.objects.active().filter(post=post, person=actor.person)
    found = rows.select_related("person").first() if actor.person else None
    if found is None:
        raise Forbidden("not a holder")
    return found


@transaction.atomic
def leave(
    actor: Actor,
    post: Post,
    *,
    last_day: date | None = None,
    note: str = "",
    found_somebody: bool = False,
) -> None:
    """Leave, at once or after `last_day`. No reason is asked and nothing counts against anybody.

    `found_somebody` makes a link for them to send to whoever might follow: good for a day and a
    night, and only where nobody waits.
    """
    post = held(post)
    holding = own_place(actor, post)
    today = clock.today()
    if last_day is not None and not today <= last_day <= today + FAR_MOST:
        raise Refused(_("最后一天请选今天以后、一年以内的日子。"), "last_day")
    holding.note = clean_text(note)[:NOTE_MOST]
    holding.to_on = last_day
    holding.save(update_fields=["note", "to_on"])
    later = last_day is not None and last_day > today
    if found_somebody:
        _ask_by_link(post, holding)
    elif later:
        _ask_ahead(post, holding)
    if not later:
        let_go(post, holding, Left.HANDED_ON if found_somebody else Left.LEFT)
    append(post, "left")


def _is_asked_for(holding: Holding) -> bool:
    asked = Waiting.objects.filter(follows=holding, state__in=[Waits.ASKED, Waits.AGREED])
    return asked.exists()


def _ask_ahead(post: Post, holding: Holding) -> None:
    """The first of the line is asked now, so that nobody is missing when the day has come."""
    row = first_waiting(post)
    if row is not None and post.state == State.OPEN and not _is_asked_for(holding):
        ask(row, post, follows=holding)


def _ask_by_link(post: Post, holding: Holding) -> None:
    if first_waiting(post) is not None:
        raise Refused(_("有人在排队，会先按先后问他们。"), "found_somebody")
    if post.state != State.OPEN or _is_asked_for(holding):
        raise Conflict(_("已经在问人了，先等等回话。"))
    now, key = clock.now(), secret_key()
    row = Waiting(
        post=post,
        state=Waits.ASKED,
        at=now,
        asked_at=now,
        ends_at=now + rules.ANSWER_WITHIN,
        follows=holding,
        proposed_by=holding.person,
        key_index=blind_index(TAKE_OVER_INDEX, key),
    )
    row.key = key
    row.save(force_insert=True)


@transaction.atomic
def take_over(actor: Actor, key: str, *, age: int = 0) -> Post:
    """Say yes to the link that a leaving holder has sent. Raises Conflict when it is over."""
    person = me(actor)
    row = offered_by_key(key)
    if row is None:
        raise Conflict(_("这条链接已经用过或者过期了。"))
    may_take(actor, row.post, age, by_link=True)
    post = held(row.post)
    if own_in_line(actor, post) is not None:
        raise Conflict(_("你已经在排队了。"))
    if Holding.objects.active().filter(post=post, person=person).exists():
        raise Conflict(_("你已经在这个岗位上了。"))
    taken = Waiting.objects.filter(pk=row.pk, state=Waits.ASKED, person=None)
    if not taken.update(person=person):
        raise Conflict(_("这条链接已经用过或者过期了。"))
    row.refresh_from_db()
    say_yes(post, row, person)
    return post


@transaction.atomic
def stay(actor: Actor, post: Post) -> None:
    """Not leave after all, as long as nobody has said yes to the place."""
    post = held(post)
    holding = own_place(actor, post)
    followers = Waiting.objects.filter(follows=holding)
    if followers.filter(state=Waits.AGREED).exists():
        raise Conflict(_("已经有邻居答应接了。想回来的话，可以排队。"))
    staying = Holding.objects.filter(pk=holding.pk, ended_at=None, to_on__isnull=False)
    if not staying.update(to_on=None):
        raise Conflict(_("你本来就留着。"))
    for row in followers.filter(state=Waits.ASKED).select_related("person"):
        take_ask_back(row, post)
    append(post, "stayed")


def leave_for_good(person: Person, post: Post) -> None:
    """The account closes: the place is free at once and the next one is asked."""
    post = held(post)
    for holding in Holding.objects.active().filter(post=post, person=person):
        let_go(post, holding, Left.ACCOUNT)
