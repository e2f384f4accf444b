"""Reviewers: asked, each with their own yes; interests before the first look; words, no points."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.calls import rules
from last500.calls.actions.step import (
    append,
    held,
    must_run,
    runner_people,
    told,
)
from last500.calls.models import Application, Call, Declaration, Review, Reviewer
from last500.calls.models.applications import bound_to
from last500.calls.rules import Advice, Seat, State
from last500.organisations.queries import actor_of
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.rules import clean_text

WORDS_MOST, INTEREST_MOST, REVIEWERS_MOST = 500, 200, 30


@transaction.atomic
def invite(actor: Actor, call: Call, person: Person) -> Reviewer:
    """Ask somebody to review; whether they do is theirs. Raises Forbidden, Conflict, Refused."""
    call = held(call)
    must_run(actor, call)
    if call.state not in {State.DRAFT, State.OPEN, State.REVIEWING}:
        raise Conflict(_("评审已经结束了。"))
    if actor_of(person).may(Permission.CALL_RUN, call.place.path):
        raise Refused(_("写结果的人不当评审。请另请一位。"), "who")
    if Reviewer.objects.filter(call=call).count() >= REVIEWERS_MOST:
        raise Refused(_("评审已经够多了。"), "who")
    try:
        with transaction.atomic():
            seat = Reviewer.objects.create(call=call, person=person, asked_at=clock.now())
    except IntegrityError:
        raise Refused(_("已经请过 TA 了。"), "who") from None
    append(actor, call, "reviewer_asked")
    told("call_reviewer", [person], call, actor, f"/calls/{call.pk}/reviews/")
    return seat


def seat_of(actor: Actor, call: Call) -> Reviewer | None:
    if actor.person is None:
        return None
    rows = Reviewer.objects.filter(call=call, person=actor.person)
    return rows.select_related("call__place").first()


def _own(actor: Actor, call: Call) -> Reviewer:
    """The actor's seat, held. Raises Forbidden for whoever was not asked."""
    rows = Reviewer.objects.select_for_update().filter(call=call, person=actor.person)
    seat = rows.first() if actor.person else None
    if seat is None:
        raise Forbidden("was not asked to review")
    return seat


@transaction.atomic
def answer(actor: Actor, call: Call, *, agrees: bool) -> None:
    """One's own yes or no; a no at any time, without a reason."""
    call = held(call)
    seat = _own(actor, call)
    if call.state not in {State.DRAFT, State.OPEN, State.REVIEWING}:
        raise Conflict(_("评审已经结束了。"))
    wanted = Seat.AGREED if agrees else Seat.DECLINED
    if seat.state == wanted:
        raise Conflict(_("你已经这样答复过了。"))
    declared = seat.declared_at if agrees else None
    rows = Reviewer.objects.filter(pk=seat.pk, state=seat.state)
    if not rows.update(state=wanted, answered_at=clock.now(), declared_at=declared):
        raise Conflict(_("你已经这样答复过了。"))
    append(actor, call, "reviewer_yes" if agrees else "reviewer_no")
    told("call_answered", runner_people(call), call, actor, f"/calls/{call.pk}/desk/")


# ---- interests --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """Of one application: whether there is an interest, and which, in own words."""

    interest: bool
    words: str = ""


@transaction.atomic
def declare(actor: Actor, call: Call, said: Mapping[UUID, Said]) -> None:
    """For every application that was handed in, before the first look at any. Whoever the tables
    show to have to do with one has an interest in it, whatever they say. Raises Refused."""
    call = held(call)
    seat = _own(actor, call)
    if call.state != State.REVIEWING or seat.state != Seat.AGREED:
        raise Conflict(_("现在还不到声明的时候：收完申请、你答应了评审，再来。"))
    if seat.declared_at is not None:
        raise Conflict(_("你已经声明过了。后来发现有关系，在那一份里说。"))
    keys = list(Application.objects.sent().filter(call=call).values_list("pk", flat=True))
    if set(keys) - set(said):
        raise Refused(_("请对每一份都说一下有没有关系，一份也不能空。"))
    known = set(
        Application.objects.filter(bound_to(actor), pk__in=keys).values_list("pk", flat=True)
    )
    rows = [_declaration(seat, key, said[key], known=key in known) for key in keys]
    Declaration.objects.bulk_create(rows)
    if not Reviewer.objects.filter(pk=seat.pk, declared_at=None).update(declared_at=clock.now()):
        raise Conflict(_("你已经声明过了。后来发现有关系，在那一份里说。"))
    number = sum(row.interest for row in rows)
    append(actor, call, "declared" if number else "declared_none", number=number)


def _declaration(seat: Reviewer, key: UUID, said: Said, *, known: bool) -> Declaration:
    words = clean_text(said.words)[:INTEREST_MOST]
    if said.interest and not words and not known:
        raise Refused(_("有关系的，请写一句是什么关系；只有你自己看得到原话。"), f"words-{key}")
    row = Declaration(
        reviewer=seat, application_id=key, interest=said.interest or known, at=clock.now()
    )
    row.words = words
    return row


@transaction.atomic
def declare_later(actor: Actor, application: Application, words: str) -> None:
    """Found out afterwards: the own review goes, and the application is out of sight."""
    call = held(application.call)
    seat = _own(actor, call)
    if call.state != State.REVIEWING:
        raise Conflict(_("评审已经结束了。"))
    rows = Declaration.objects.select_for_update()
    row = rows.filter(reviewer=seat, application=application, interest=False).first()
    if row is None:
        raise Conflict(_("这一份你已经声明过有关系。"))
    text = clean_text(words)[:INTEREST_MOST]
    if not text:
        raise Refused(_("请写一句是什么关系；只有你自己看得到原话。"), "words")
    Review.objects.filter(reviewer=seat, application=application).delete()
    row.interest, row.words = True, text
    row.save(update_fields=["interest", "words"])
    append(actor, call, "declared_late", application)


# ---- reviews ----------------------------------------------------------------------------------


@transaction.atomic
def review(
    actor: Actor, application: Application, advice: Advice, *, pro: str, contra: str
) -> Review:
    """What speaks for it and against it; said again it takes the place of what was said before.

    Raises Forbidden with an interest or before every interest is declared, Conflict, Refused.
    """
    call = held(application.call)
    seat = _own(actor, call)
    declared = Declaration.objects.filter(reviewer=seat, application=application)
    interest = declared.values_list("interest", flat=True).first()
    if not Application.objects.to_review(actor).filter(pk=application.pk).exists():
        if call.state != State.REVIEWING:
            raise Conflict(_("评审已经结束了。"))
        raise Forbidden("has an interest, or has not declared all")
    if not rules.may_review(
        call.state, seat.state, declared_all=seat.declared_at is not None, interest=interest
    ):
        raise Forbidden("has an interest, or has not declared all")
    good, lacking = clean_text(pro)[:WORDS_MOST], clean_text(contra)[:WORDS_MOST]
    if not good:
        raise Refused(_("请写好在哪里；找不到，就写没找到。"), "pro")
    if not lacking:
        raise Refused(_("请写还差什么、担心什么；没有，就写没有。"), "contra")
    row = Review.objects.filter(reviewer=seat, application=application).first()
    made = row or Review(reviewer=seat, application=application)
    made.advice, made.pro, made.contra, made.said_at = advice, good, lacking, clock.now()
    made.save(force_insert=row is None)
    append(actor, call, "review", application)
    return made
