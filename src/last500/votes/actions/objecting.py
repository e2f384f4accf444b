"""Owners object to the roll or to a published result; one desk owes the answer, by a day.

Where a decision is still disputed afterwards, an owner may ask a court (民法典 280); nothing here
takes the place of that.
"""

import logging

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.scope import everything
from last500.households.queries import is_owner
from last500.organisations.queries import calendar, desk_for, people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import Level
from last500.projects.actions.step import public_text
from last500.votes import rules
from last500.votes.actions.step import (
    MOVED_ON,
    append,
    held,
    must_run,
    owners,
    posted_until,
    runners,
    told,
    write,
)
from last500.votes.models import Objection, RollSalt, Seat, Vote
from last500.votes.rules import About, Finding, Follow, Role, State

log = logging.getLogger(__name__)
TOP = (Level.STREET, Level.COUNTY, Level.CITY)
TOLD_MOST = 6


def may_object(actor: Actor, vote: Vote) -> About | None:
    """What an owner of the compound may object to now."""
    about = may_object_now(vote)
    return about if about and is_owner(actor, vote.compound) else None


def may_object_now(vote: Vote) -> About | None:
    """What may be objected to at this hour, by whoever owns something in the compound."""
    return rules.may_object(vote.state, clock.now(), vote.opens_at, posted_until(vote))


def link_of(objection: Objection) -> str:
    return f"/votes/objections/{objection.pk}/"


@transaction.atomic
def object_to(actor: Actor, vote: Vote, *, words: str) -> Objection:
    """By an owner of the compound; to the roll before it opens, to a result while it hangs out.

    Raises Forbidden, Conflict once the time is over, Refused beside the field to mend, TooMany.
    """
    if not is_owner(actor, vote.compound):
        raise Forbidden("owns nothing here")
    row = held(vote)
    limits.hit("vote-object", str(actor.person), limits.OBJECTIONS_PER_PERSON)
    return _raised(actor, row, words, raised_by_id=actor.person)


@transaction.atomic
def enter(actor: Actor, vote: Vote, *, words: str) -> Objection:
    """Handed in on paper and entered by the desk, which has seen that it is an owner's.

    Raises Forbidden, Conflict, Refused.
    """
    must_run(actor, vote)
    return _raised(actor, held(vote), words, on_paper=True, entered_by_id=actor.person)


def _raised(actor: Actor, vote: Vote, words: str, **who: object) -> Objection:
    about = may_object_now(vote)
    if about is None:
        raise Conflict(_("现在不能提异议了：名册在开始投票以前提，结果在公示期里提。"))
    if not words.strip():
        raise Refused(_("请写哪里不对。"), "words")
    last = Objection.objects.filter(vote=vote).aggregate(last=Max("number"))["last"] or 0
    now = clock.now()
    due = calendar().add_working_days(now, rules.ANSWER_DAYS)
    row = Objection(
        vote=vote, number=last + 1, about=about, raised_at=now,
        desk=desk_for(vote.compound),
        due_at=min(due, vote.opens_at) if about == About.ROLL else due, **who,
    )  # fmt: skip
    row.words = words.strip()[: rules.WORDS_MOST]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("你提的异议还没有答复，答复以后可以再提。")) from None
    append(actor, vote, "objection", number=row.number)
    write(vote, "vote objection", {"objection": row.number, "about": str(about)})
    told("vote_objected", runners(vote), vote, actor, link_of(row))
    return row


@transaction.atomic
def withdraw(actor: Actor, objection: Objection) -> None:
    """One's own, before it is answered; or the desk's for who handed it in on paper."""
    own = actor.person is not None and objection.raised_by_id == actor.person
    if not own:
        if not objection.on_paper:
            raise Forbidden("not their own")
        must_run(actor, objection.vote)
    row = held(objection.vote)
    _moved(objection, finding=Finding.TAKEN_BACK)
    append(actor, row, "objection_back", number=objection.number)
    write(row, "vote objection withdrawn", {"objection": objection.number})


# ---- answered -----------------------------------------------------------------------------------


def offered(objection: Objection) -> tuple[Follow, ...]:
    """What may follow if it is upheld now."""
    vote = objection.vote
    recounted = Seat.objects.filter(vote=vote, role=Role.RECOUNTER, signed_at__isnull=False)
    found = rules.follows(objection.about, vote.state, recounted=recounted.exists())
    return tuple(one for one in found if one != Follow.VOID or not vote.voided_at)


@transaction.atomic
def answer_objection(
    actor: Actor, objection: Objection, *, gist: str, answer: str,
    follow: Follow | None = None, reason: str = "",
) -> None:  # fmt: skip
    """In words that hang at the gate; upheld with what follows from it, or not upheld with None.

    Roll and result are never rewritten by it: a frozen roll is thawed before the box opens, to be
    frozen again with a new root; a void result stays for all to see. Nobody answers their own.
    Raises Forbidden, Conflict, Refused beside the field to mend.
    """
    must_run(actor, objection.vote)
    if objection.raised_by_id is not None and objection.raised_by_id == actor.person:
        raise Refused(_("自己提的异议由别人答复：请副手或者社区来看。"))
    vote = objection.vote = held(objection.vote)
    said = {
        "gist": public_text(gist, "gist", rules.GIST_MOST),
        "answer": public_text(answer, "answer", rules.ANSWER_MOST, lines=True),
    }
    for field, text in said.items():
        if not text:
            raise Refused(_("这一格要写。"), field)
    if follow is not None and follow not in offered(objection):
        raise Conflict(_(MOVED_ON))
    finding = Finding.NOT_UPHELD if follow is None else Finding.UPHELD
    _moved(objection, finding=finding, follow=follow or "", answered_by_id=actor.person, **said)
    append(actor, vote, "answer_objection", number=objection.number)
    write(
        vote, "vote objection answered",
        {"objection": objection.number, "finding": str(finding), "follow": str(follow or "")},
        actor,
    )  # fmt: skip
    _follow(actor, objection, follow, reason)
    if objection.raised_by is not None:
        told("vote_objection_answered", [objection.raised_by], vote, actor, link_of(objection))


def _moved(objection: Objection, **values: object) -> None:
    values |= {"due_at": None, "answered_at": clock.now()}
    rows = Objection.objects.filter(pk=objection.pk, finding=Finding.WAITING)
    if not rows.update(**values):
        raise Conflict(_("这件异议已经处理过了。"))
    for name, value in values.items():
        setattr(objection, name, value)


def _follow(actor: Actor, objection: Objection, follow: Follow | None, reason: str) -> None:
    vote = objection.vote
    if follow == Follow.MEND and vote.frozen_at:
        _thaw(actor, vote, objection)
    elif follow == Follow.BESIDE:
        settled(objection)
    elif follow == Follow.VOID:
        void(actor, vote, reason)
        settled(objection)


def _thaw(actor: Actor, vote: Vote, objection: Objection) -> None:
    """The roll may be mended again until it is frozen anew; the log has both roots."""
    rows = Vote.objects.filter(pk=vote.pk, state=State.ANNOUNCED, opens_at__gt=clock.now())
    bare = {"frozen_at": None, "roll_root": "", "roll_units": 0, "roll_persons": 0, "roll_area": 0}
    if not rows.update(**bare):
        raise Conflict(_(MOVED_ON))
    RollSalt.objects.filter(unit__vote=vote).delete()
    append(actor, vote, "thaw", number=objection.number)
    write(vote, "vote thaw", {"objection": objection.number}, actor)
    told("vote_roll_thawed", runners(vote), vote, actor, f"/votes/{vote.pk}/roll/")


def settled(objection: Objection, words: str = "") -> None:
    """What follows from it is done."""
    objection.settled_at, objection.settled_words = clock.now(), words
    Objection.objects.filter(pk=objection.pk, settled_at=None).update(
        settled_at=objection.settled_at, settled_words=words
    )


def void(actor: Actor, vote: Vote, reason: str) -> None:
    """The sheet stays as it is, and does not count, with the reason beside it."""
    said = public_text(reason, "reason", rules.REASON_MOST)
    if not said:
        raise Refused(_("请写一句为什么作废，大家会看到。"), "reason")
    rows = Vote.objects.filter(pk=vote.pk, state=State.PUBLISHED, voided_at=None)
    if not rows.update(voided_at=clock.now(), void_reason=said):
        raise Conflict(_(MOVED_ON))
    append(actor, vote, "void", reason=said)
    write(vote, "vote void", {"reason": said}, actor)
    told("vote_voided", owners(vote), vote, actor)


# ---- late ---------------------------------------------------------------------------------------


def escalate_objections(limit: int = 100) -> int:
    """An answer is owed since its day: the desk above has it now, and everybody sees it is late."""
    done = 0
    with everything("deadlines of objections"):
        rows = Objection.objects.filter(finding=Finding.WAITING, due_at__lt=clock.now())
        rows = rows.exclude(desk__level__in=TOP).select_related("desk__parent", "vote__compound")
        for row in rows.order_by("due_at")[:limit]:
            try:
                with transaction.atomic():
                    done += _up(row)
            except Refused:
                log.info("objection %s moved on meanwhile", row.pk)
    return done


def _up(objection: Objection) -> int:
    if objection.desk.parent is None:
        return 0
    above = desk_for(objection.desk.parent)
    rows = Objection.objects.filter(
        pk=objection.pk, finding=Finding.WAITING, due_at=objection.due_at
    )
    due = calendar().add_working_days(clock.now(), rules.ABOVE_DAYS)
    if not rows.update(desk=above, due_at=due, late_at=clock.now()):
        return 0
    vote = objection.vote
    told("vote_objection_late", _desk_people(above), vote, CLOCK, link_of(objection))
    return 1


def _desk_people(place: Place) -> list[Person]:
    return people_who_may(Permission.VOTE_RUN, place, but=[])[:TOLD_MOST]
