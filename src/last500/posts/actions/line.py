"""The line: join it, be asked, say yes or no, leave it. Nobody is moved up without being asked."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.marking import N_
from last500.people.models import Person
from last500.posts.actions.checking import may_take
from last500.posts.actions.step import append, close, held, me, pass_on, seat, tell_holders
from last500.posts.models import Holding, Post, Waiting
from last500.posts.rules import State, Waits

TOO_LATE = N_("这一次的时间过了。还想来的话，可以再排队。")


def own_in_line(actor: Actor, post: Post) -> Waiting | None:
    rows = Waiting.objects.in_line().filter(post=post, person=actor.person)
    return rows.select_related("follows", "person").first() if actor.person else None


def _own(actor: Actor, post: Post) -> Waiting:
    """Raises Conflict for whoever was in the line before, Forbidden for whoever never was."""
    row = own_in_line(actor, post)
    if row is not None:
        return row
    if actor.person and Waiting.objects.filter(post=post, person=actor.person).exists():
        raise Conflict(_(TOO_LATE))
    raise Forbidden("not in the line")


@transaction.atomic
def join(actor: Actor, post: Post, *, age: int = 0) -> Waiting:
    """Wait for a place of a full post. Raises Conflict when there is one to take at once."""
    person = me(actor)
    may_take(actor, post, age)
    post = held(post)
    if own_in_line(actor, post) is not None:
        raise Conflict(_("你已经在排队了。"))
    if Holding.objects.active().filter(post=post, person=person).exists():
        raise Conflict(_("你已经在这个岗位上了。"))
    full = Post.objects.filter(pk=post.pk, state=State.OPEN, taken__gte=F("places"))
    if not full.exists():
        raise Conflict(_("刚好空出一个位置，可以直接领。"))
    row = Waiting.objects.create(post=post, person=person, state=Waits.WAITING, at=clock.now())
    append(post, "joined")
    return row


@transaction.atomic
def answer(actor: Actor, post: Post, *, yes: bool, age: int = 0) -> None:
    """The answer of whoever is asked. Raises Conflict when the time for it is over."""
    _own(actor, post)
    if yes:
        may_take(actor, post, age)
    post = held(post)
    row = _own(actor, post)
    if row.state != Waits.ASKED:
        raise Conflict(_(TOO_LATE))
    if yes:
        say_yes(post, row, me(actor))
        return
    follows = row.follows
    close(row, Waits.DECLINED)
    pass_on(post, follows=follows)
    append(post, "declined")


def say_yes(post: Post, row: Waiting, person: Person) -> Holding | None:
    """Take the place that is kept for them; where its holder leaves later, from then on."""
    if row.ends_at is None or row.ends_at <= clock.now():
        raise Conflict(_(TOO_LATE))
    if row.follows is not None:
        agreed = Waiting.objects.filter(pk=row.pk, state=Waits.ASKED)
        if not agreed.update(state=Waits.AGREED, ends_at=None):
            raise Conflict(_("排队刚刚变过，请再看看。"))
        append(post, "agreed")
        return None
    close(row, Waits.HELD)
    holding = seat(post, person)
    append(post, "claimed")
    return holding


@transaction.atomic
def leave_line(actor: Actor, post: Post) -> None:
    """Wait no longer; what was kept goes to the next."""
    post = held(post)
    row = _own(actor, post)
    state, follows = row.state, row.follows
    close(row, Waits.LEFT)
    if state != Waits.WAITING:
        pass_on(post, follows=follows)
    append(post, "left_line")


def take_ask_back(row: Waiting, post: Post) -> None:
    """Whoever was asked from the line waits again where they stood; a link is no longer good."""
    if row.person is None:
        close(row, Waits.OVER)
        return
    asked = Waiting.objects.filter(pk=row.pk, state=Waits.ASKED)
    asked.update(state=Waits.WAITING, ends_at=None, asked_at=None, follows=None)
    tell_holders("post_not_free", post, [row.person])


def forget(row: Waiting, post: Post) -> None:
    """The account closes: out of the line, and what was kept goes to the next."""
    post = held(post)
    state, follows = row.state, row.follows
    row.delete()
    if state in {Waits.ASKED, Waits.AGREED}:
        pass_on(post, follows=follows)
