"""What a desk does with a post: set it up, change it, pause, open again, end, a link to send."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.ids import secret_key
from last500.base.marking import N_
from last500.base.sealing import blind_index
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.places.rules import Level
from last500.posts import rules
from last500.posts.actions.line import take_ask_back
from last500.posts.actions.step import append, close, fill, give_back, held, tell_holders
from last500.posts.filled import Filled
from last500.posts.models import Holding, Post, PostDate, Waiting
from last500.posts.queries.days import past_days
from last500.posts.queries.posts import LINK_INDEX
from last500.posts.rules import Left, Pattern, Risk, State, Waits

REASON_MOST = 120
BEFORE_INSURANCE = N_("等保险办好再开始。")
# Told to whoever holds it when one of these changes.
WHAT_MATTERS = ("title", "what", "where", "pattern", "weekday", "nth", "start", "minutes",
                "until_on", "risk", "risk_note")  # fmt: skip


@transaction.atomic
def set_up(actor: Actor, place: Place, filled: Filled, *, import_index: str | None = None) -> Post:
    """A new post. A risky one waits, closed, until its insurance is recorded (条例 17)."""
    require(actor, Permission.POST_EDIT, place)
    if place.level not in {Level.COMPOUND, Level.COMMUNITY} or place.closed_on:
        raise Refused(_("岗位设在小区或者社区。"), "place")
    values = filled.values()
    post = Post(place=place, state=State.OPEN, made_at=clock.now(), made_by_id=actor.person)
    for name, value in (values | {"import_index": import_index}).items():
        setattr(post, name, value)
    if post.waits_for_insurance:
        post.state, post.reason = State.PAUSED, BEFORE_INSURANCE
        post.gaps = [[clock.today().isoformat(), None]]
    give_link(post)
    post.save(force_insert=True)
    append(post, "set_up", actor)
    return post


def give_link(post: Post) -> None:
    key = secret_key()
    post.link_key, post.link_index = key, blind_index(LINK_INDEX, key)


@transaction.atomic
def new_link(actor: Actor, post: Post) -> None:
    """The old link is no longer good."""
    require(actor, Permission.POST_EDIT, post.place)
    post = held(post)
    give_link(post)
    post.save(update_fields=["link_key", "link_index"])
    append(post, "new_link", actor)


@transaction.atomic
def change(actor: Actor, post: Post, filled: Filled) -> Post:
    """Change what a post says. More places are offered to the line; holders hear what matters."""
    require(actor, Permission.POST_EDIT, post.place)
    post = held(post)
    if post.state == State.ENDED:
        raise Conflict(_("这个岗位已经结束了。"))
    values = filled.values()
    if values["places"] < post.taken:
        raise Refused(
            _("已经有 %(n)d 个人在岗或者在问，人数不能再少。") % {"n": post.taken}, "places"
        )
    if post.state == State.OPEN and values["risk"] == Risk.HIGH and not values["insured_on"]:
        raise Refused(_("有危险的岗位，先登记保险（志愿服务条例第十七条）。"), "insurance")
    matters = any(getattr(post, name) != values[name] for name in WHAT_MATTERS)
    if _is_another_rhythm(post, filled):
        _keep_past_dates(post)
        values["from_on"] = max(filled.from_on, clock.today())
    for name, value in values.items():
        setattr(post, name, value)
    post.save(update_fields=list(values))
    append(post, "changed", actor)
    if matters:
        tell_holders("post_changed", post)
    fill(post)
    return post


def _is_another_rhythm(post: Post, filled: Filled) -> bool:
    """Also from another day on: fortnights count from the first."""
    fixed = post.has_dates and filled.pattern != Pattern.FREE
    names = ("pattern", "weekday", "nth", "start", "from_on") if fixed else ("pattern",)
    return post.has_dates and any(getattr(post, name) != getattr(filled, name) for name in names)


def _keep_past_dates(post: Post) -> None:
    """Dates that were, written down before the rhythm they come from is another one."""
    PostDate.objects.bulk_create(
        [PostDate(post=post, on=day.on) for day in past_days([post], rules.SAID_WITHIN_DAYS)],
        ignore_conflicts=True,
    )


def _move(post: Post, new: State, **values: Any) -> None:
    if new not in rules.ALLOWED[State(post.state)]:
        raise Conflict(_("有人刚处理过这个岗位，请看看现在的情况。"))
    here = Post.objects.filter(pk=post.pk, state=post.state)
    if not here.update(state=new, **values):
        raise Conflict(_("有人刚处理过这个岗位，请看看现在的情况。"))
    for name, value in (values | {"state": new}).items():
        setattr(post, name, value)


def _said(reason: str) -> str:
    reason = clean_line(reason)[:REASON_MOST]
    if not reason:
        raise Refused(_("请写一句为什么，在岗的人会看到。"), "reason")
    return reason


@transaction.atomic
def pause(actor: Actor, post: Post, *, reason: str, until: date | None = None) -> None:
    """No dates for a while (to `until`, that day included, or until opened again).

    Holders keep their places; whoever was being asked waits again where they stood.
    """
    require(actor, Permission.POST_EDIT, post.place)
    post, today = held(post), clock.today()
    if until is not None and until < today:
        raise Refused(_("停到哪一天，请选今天以后的日子。"), "until")
    gap = [today.isoformat(), until.isoformat() if until else None]
    said = _said(reason)
    _move(post, State.PAUSED, reason=said, paused_until=until, gaps=[*post.gaps, gap])
    for row in Waiting.objects.filter(post=post, state=Waits.ASKED).select_related("person"):
        if row.follows_id is None:
            give_back(post)
        take_ask_back(row, post)
    append(post, "paused", actor, reason=said)
    tell_holders("post_paused", post)


@transaction.atomic
def open_again(actor: Actor, post: Post) -> None:
    """Go on. Raises Refused while a risky post is not insured."""
    require(actor, Permission.POST_EDIT, post.place)
    post = held(post)
    if post.waits_for_insurance:
        raise Refused(_("有危险的岗位，先登记保险（志愿服务条例第十七条）。"))
    _open(post)
    append(post, "opened", actor)


def _open(post: Post) -> None:
    gaps = [list(gap) for gap in post.gaps]
    yesterday = (clock.today() - clock.DAY).isoformat()
    if gaps and (gaps[-1][1] is None or gaps[-1][1] > yesterday):
        gaps[-1][1] = yesterday
    gaps = [gap for gap in gaps if gap[1] is None or gap[0] <= gap[1]]
    _move(post, State.OPEN, reason="", paused_until=None, gaps=gaps)
    tell_holders("post_opened", post)
    fill(post)


def reopen_due(post: Post) -> None:
    """The pause has run out."""
    post = held(post)
    if post.paused_until is not None and post.paused_until < clock.today():
        _open(post)
        append(post, "opened")


@transaction.atomic
def end(actor: Actor, post: Post, *, reason: str) -> None:
    require(actor, Permission.POST_EDIT, post.place)
    end_for_good(held(post), _said(reason), actor)


def end_for_good(post: Post, reason: str, actor: Actor | None = None) -> None:
    """It is over: everybody's place ends with it, and whoever waited is told."""
    people = [row.person for row in _active(post)]
    _move(post, State.ENDED, reason=reason, ended_at=clock.now(), paused_until=None, taken=0)
    line = Waiting.objects.in_line().filter(post=post).select_related("person")
    people += [row.person for row in line if row.person is not None]
    for row in line:
        close(row, Waits.OVER)
    for holding in _active(post):
        last = min(clock.today(), holding.to_on or clock.today())
        rows = Holding.objects.filter(pk=holding.pk)
        rows.update(ended_at=clock.now(), ended_how=Left.POST_ENDED, to_on=last)
    append(post, "ended", actor, reason=reason)
    tell_holders("post_ended", post, people)


def _active(post: Post) -> list[Holding]:
    return list(Holding.objects.active().filter(post=post).select_related("person"))
