"""Before the box: write a vote, announce it, call it off. A changed question is another vote."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.ids import public_number
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.projects.actions.step import public_text
from last500.votes import rules
from last500.votes.actions.step import (
    advance,
    append,
    check,
    held,
    must_run,
    owners,
    reasoned,
    runners,
    told,
)
from last500.votes.counting import ITEMS
from last500.votes.draft import Draft
from last500.votes.models import Question, Seat, Vote
from last500.votes.rules import Action, State


def may_run(actor: Actor, place: Place) -> bool:
    return place.level == "compound" and actor.may(Permission.VOTE_RUN, place.path)


@transaction.atomic
def make(actor: Actor, compound: Place, draft: Draft) -> Vote:
    """A new vote, not yet announced. Raises Forbidden, Refused beside the field to mend."""
    require(actor, Permission.VOTE_RUN, compound)
    if compound.level != "compound" or compound.closed_on:
        raise Refused(_("表决是一个小区的，请选小区。"))
    vote = Vote(
        **_checked(draft), number=public_number(), compound=compound, made_by_id=actor.person,
        made_at=clock.now(),
    )  # fmt: skip
    vote.save(force_insert=True)
    _ask(vote, draft)
    append(actor, vote, "make")
    return vote


@transaction.atomic
def change(actor: Actor, vote: Vote, draft: Draft) -> None:
    """While nobody has been told of it. Raises Forbidden, Conflict, Refused."""
    must_run(actor, vote)
    row = held(vote)
    check(row, Action.ANNOUNCE)
    Vote.objects.filter(pk=row.pk, state=State.DRAFTED).update(**_checked(draft))
    row.questions.all().delete()
    _ask(row, draft)
    append(actor, row, "change")


def _checked(draft: Draft) -> dict[str, Any]:
    faults = rules.time_faults(
        clock.now(), draft.opens_at, draft.closes_at, draft.notice_days, draft.posting_days
    )
    for fault in faults:
        words = {"n": fault.number} if fault.number is not None else {}
        raise Refused(_(fault.sentence) % words, fault.field)
    if not 0 <= draft.proxies_most <= rules.PROXIES_MOST:
        raise Refused(_("一个人最多替几位业主投票，请写 0 到 5。"), "proxies_most")
    if draft.told_on and draft.told_on > clock.today():
        raise Refused(_("请写已经告诉居民委员会的日子，不能写以后的。"), "told_on")
    title = public_text(draft.title, "title", rules.TITLE_MOST)
    if not title:
        raise Refused(_("请写这次表决叫什么。"), "title")
    return {
        "title": title,
        "about": public_text(draft.about, "about", rules.ABOUT_MOST, lines=True),
        "caller": draft.caller, "held": draft.held, "told_on": draft.told_on,
        "notice_days": draft.notice_days, "posting_days": draft.posting_days,
        "proxies_most": draft.proxies_most, "opens_at": draft.opens_at,
        "closes_at": draft.closes_at,
    }  # fmt: skip


def _ask(vote: Vote, draft: Draft) -> None:
    if not 1 <= len(draft.questions) <= rules.QUESTIONS_MOST:
        raise Refused(_("请写一到六个要表决的事项。"), "q1_text")
    rows = []
    for order, (text, item) in enumerate(draft.questions, 1):
        said = public_text(text, f"q{order}_text", rules.TEXT_MOST)
        if not said or item not in ITEMS:
            raise Refused(_("每个事项都要写清，并选是哪一类。"), f"q{order}_text")
        rows.append(Question(vote=vote, order=order, text=said, item=item))
    Question.objects.bulk_create(rows)


@transaction.atomic
def announce(actor: Actor, vote: Vote) -> None:
    """From here on questions, options, thresholds and hours are fixed, in the log too.

    At least 15 days before it opens, with the residents' committee told (物业管理条例 14).
    Raises Forbidden, Conflict, Refused.
    """
    must_run(actor, vote)
    row = held(vote)
    check(row, Action.ANNOUNCE)
    why = lacks_to_announce(row)
    if why:
        raise Refused(why)
    advance(actor, row, Action.ANNOUNCE, announced_at=clock.now())
    told("vote_announced", owners(row), row, actor)


def lacks_to_announce(vote: Vote) -> str:
    """What must be mended first, as a sentence; empty when nothing must."""
    if vote.told_on is None:
        return _("公告以前要先告诉居民委员会，请写上是哪一天。")
    faults = rules.time_faults(
        clock.now(), vote.opens_at, vote.closes_at, vote.notice_days, vote.posting_days
    )
    for fault in faults:
        return _(fault.sentence) % ({"n": fault.number} if fault.number is not None else {})
    return ""


@transaction.atomic
def cancel(actor: Actor, vote: Vote, *, reason: str) -> None:
    """With the reason that hangs out; ballots that are in the box are never counted."""
    must_run(actor, vote)
    row = held(vote)
    said = public_text(reasoned(reason), "reason", rules.REASON_MOST)
    advance(actor, row, Action.CANCEL, reason=said, ended_at=clock.now())
    seats = Seat.objects.filter(vote=row, person__isnull=False).select_related("person")
    people = [seat.person for seat in seats if seat.person] + runners(row)
    told("vote_cancelled", people + owners(row) if row.announced_at else people, row, actor)
