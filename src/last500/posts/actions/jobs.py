"""What happens when a moment has passed and nobody clicked: the worker's verbs.

Each takes a bounded number of rows, each row in a transaction of its own.
"""

from django.db import transaction
from django.db.models import F, Q

from last500.base import clock
from last500.base.marking import N_
from last500.posts.actions.desk import end_for_good, reopen_due
from last500.posts.actions.step import append, close, fill, held, let_go, pass_on
from last500.posts.models import Holding, Post, Waiting
from last500.posts.rules import Left, State, Waits

OVER = N_("到了原来说好的日子。")


def lapse_asks(limit: int = 200) -> int:
    """Nobody said yes within a day and a night: silence is no, the next one is asked."""
    rows = Waiting.objects.filter(state=Waits.ASKED, ends_at__lte=clock.now())
    return sum(_lapse(row) for row in rows.order_by("ends_at").select_related("post")[:limit])


@transaction.atomic
def _lapse(row: Waiting) -> int:
    post = held(row.post)
    late = Waiting.objects.filter(pk=row.pk, state=Waits.ASKED, ends_at__lte=clock.now())
    found = late.select_related("follows").first()
    if found is None:
        return 0
    follows = found.follows
    close(found, Waits.LAPSED)
    pass_on(post, follows=follows)
    append(post, "lapsed")
    return 1


def end_due(limit: int = 200) -> int:
    """Last days that have passed, posts past their end, pauses that have run out."""
    today = clock.today()
    leaving = Holding.objects.active().filter(to_on__lt=today).select_related("post")
    done = sum(_end_holding(row) for row in leaving.order_by("to_on")[:limit])
    over = Post.objects.lasting().filter(until_on__lt=today).order_by("until_on")
    done += sum(_end_post(post) for post in over[:limit])
    rested = Post.objects.filter(state=State.PAUSED, paused_until__lt=today)
    return done + sum(_reopen(post) for post in rested.order_by("paused_until")[:limit])


@transaction.atomic
def _end_holding(row: Holding) -> int:
    post = held(row.post)
    fresh = Holding.objects.active().filter(pk=row.pk, to_on__lt=clock.today()).first()
    if fresh is None:
        return 0
    let_go(post, fresh, Left.LEFT)
    return 1


@transaction.atomic
def _end_post(post: Post) -> int:
    post = held(post)
    if post.state == State.ENDED:
        return 0
    end_for_good(post, OVER)
    return 1


@transaction.atomic
def _reopen(post: Post) -> int:
    reopen_due(post)
    return 1


def ask_again(limit: int = 100) -> int:
    """Free places of posts for which somebody waits; there are none unless something went wrong."""
    stuck = Q(line__state=Waits.WAITING, taken__lt=F("places"))
    rows = Post.objects.open().filter(stuck).distinct().order_by("pk")
    return sum(_ask(post) for post in rows[:limit])


@transaction.atomic
def _ask(post: Post) -> int:
    return fill(held(post))
