"""What whoever answers does with a task: begin by their own yes, tell how it goes, say done."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.scope import everything
from last500.notify.actions import to_people, write
from last500.organisations.queries import desk_holders, is_liaison
from last500.organisations.rules import Permission
from last500.resolutions import rules
from last500.resolutions.actions.step import (
    MOVED_ON,
    advance,
    append,
    check,
    end_of,
    held,
    must_handle,
)
from last500.resolutions.models import REASON_MOST, WHO_MOST, NeighbourWord, Task
from last500.resolutions.rules import Action, Who
from last500.topics import actions as topics
from last500.topics.actions.step import public_text
from last500.topics.models import Proposal
from last500.topics.queries import supporters
from last500.topics.rules import State as TopicState

TOLD_MOST = 500


def may_answer(actor: Actor, task: Task) -> bool:
    """Whoever answers for it, or the desk in their place."""
    if actor.may(Permission.TOPIC_HANDLE, task.resolution.compound.path):
        return True
    if task.person_id is not None and task.agreed_at is not None:
        return task.person_id == actor.person
    return task.organisation is not None and is_liaison(actor, task.organisation)


def _answering(actor: Actor, task: Task) -> Task:
    task = held(task)
    if not may_answer(actor, task):
        raise Forbidden("does not answer for this")
    return task


@transaction.atomic
def answer_task(actor: Actor, task: Task, *, yes: bool, called: str = "") -> Task:
    """A neighbour's own yes, with what they want to be called; or no, and the desk answers.

    Raises Forbidden, Refused, Conflict where it was answered.
    """
    task = held(task)
    if task.person_id is None or task.person_id != actor.person:
        raise Forbidden("nobody else says yes for them")
    if task.agreed_at is not None or task.state not in rules.RUNNING:
        raise Conflict(_(MOVED_ON))
    name = public_text(called, WHO_MOST, "called")
    if yes and not name:
        raise Refused(_("请写大家怎么称呼你，会公开在决定里。"), "called")
    if yes:
        task.agreed_at, task.called = clock.now(), name
        task.save(update_fields=["agreed_at", "called"])
        append(Actor(), task.resolution, "agreed", task=task)
    else:
        task.person, task.kind, task.who = None, Who.OFFICE, _("小区值守")
        task.save(update_fields=["person", "kind", "who"])
        append(Actor(), task.resolution, "not_possible", task=task)
    tell_desk(task, "task_answered")
    return task


def tell_desk(task: Task, kind: str) -> None:
    words = {"place": task.resolution.compound.name, "task": task.what}
    link = f"/resolutions/{task.resolution_id}/"
    write(to_people(kind, desk_holders(task.desk_id), link=link, **words))


@transaction.atomic
def note(actor: Actor, task: Task, *, words: str) -> Task:
    """How it goes, in a sentence that everybody reads."""
    task = _answering(actor, task)
    said = public_text(words, REASON_MOST, "reason")
    check(task, Action.NOTE, said)
    append(actor, task.resolution, Action.NOTE, task=task, reason=said)
    return task


@transaction.atomic
def say_done(actor: Actor, task: Task, *, words: str = "") -> Task:
    """Says whoever answers. From here the neighbours are asked, and only they say whether it is."""
    task = _answering(actor, task)
    said = public_text(words, REASON_MOST, "reason")
    check(task, Action.SAY_DONE)
    # What was said of an earlier "done" was not said of this one.
    NeighbourWord.objects.filter(task=task).delete()
    advance(
        actor, task, Action.SAY_DONE, facts={"reason": said}, due_at=None, done_at=clock.now(),
        said_done=0, said_not_yet=0, said_cannot_tell=0, stood_by=0,
    )  # fmt: skip
    _ask_neighbours(task)
    _close_topic(actor, task)
    return task


def _ask_neighbours(task: Task) -> None:
    """One message to whoever brought it up or supported it; who they are nobody learns."""
    topic = task.resolution.topic
    if topic is None:
        return
    with everything("those who brought it up or supported it are asked whether it was done"):
        rows = Proposal.objects.filter(topic=topic, person__restricted_at=None)
        people = {row.person_id: row.person for row in rows.select_related("person") if row.person}
        people |= {row.person_id: row.person for row in supporters(topic)[:TOLD_MOST]}
        words = {"place": topic.compound.name, "task": task.what}
        link = f"/resolutions/{task.resolution_id}/"
        write(to_people("task_done", people.values(), link=link, **words))


def _close_topic(actor: Actor, task: Task) -> None:
    """When nothing is left to do, its topic is carried out."""
    topic = task.resolution.topic
    states = list(
        Task.objects.filter(resolution=task.resolution_id).values_list("state", flat=True)
    )
    if topic is not None and rules.all_done(states) and topic.state == TopicState.DECIDED:
        topics.carried_out(actor, topic)


@transaction.atomic
def put_off(actor: Actor, task: Task, *, until: date, reason: str) -> Task:
    """A later day, with the reason; both are shown beside the first day."""
    task = _answering(actor, task)
    said = public_text(reason, REASON_MOST, "reason")
    check(task, Action.PUT_OFF, said)
    if until <= max(task.until_on, clock.today()):
        raise Refused(_("请写一个更晚的日子。"), "until")
    if until > clock.today() + rules.REVIEW_LONGEST:
        raise Refused(_("太久了，请写三年以内的日子。"), "until")
    facts = {"reason": said, "until": until.isoformat()}
    return advance(
        actor, task, Action.PUT_OFF, facts=facts, until_on=until, reason=said, due_at=end_of(until)
    )


@transaction.atomic
def drop(actor: Actor, task: Task, *, reason: str) -> Task:
    """By the desk: it will not be done, and why. Everybody reads it."""
    task = held(task)
    must_handle(actor, task.resolution)
    said = public_text(reason, REASON_MOST, "reason")
    check(task, Action.DROP, said)
    advance(actor, task, Action.DROP, facts={"reason": said}, reason=said, due_at=None)
    _close_topic(actor, task)
    return task


@transaction.atomic
def reopen(actor: Actor, task: Task, *, until: date, reason: str) -> Task:
    """The desk has looked, and it is not done: a new day, and what is still missing."""
    task = held(task)
    must_handle(actor, task.resolution)
    said = public_text(reason, REASON_MOST, "reason")
    check(task, Action.REOPEN, said)
    if not clock.today() <= until <= clock.today() + rules.REVIEW_LONGEST:
        raise Refused(_("请写今天以后的日子。"), "until")
    facts = {"reason": said, "until": until.isoformat()}
    advance(
        actor, task, Action.REOPEN, facts=facts, until_on=until, due_at=end_of(until), done_at=None
    )
    topic = task.resolution.topic
    if topic is not None and topic.state in {TopicState.CARRIED_OUT, TopicState.REVIEWED}:
        topics.reopen(actor, topic)
    return task


@transaction.atomic
def stand_by(actor: Actor, task: Task, *, reason: str) -> Task:
    """The desk has looked, and it is done: what it saw. More neighbours can still say otherwise."""
    task = held(task)
    must_handle(actor, task.resolution)
    said = public_text(reason, REASON_MOST, "reason")
    check(task, Action.STAND_BY, said)
    advance(
        actor,
        task,
        Action.STAND_BY,
        facts={"reason": said},
        due_at=None,
        stood_by=task.said_not_yet,
    )
    _close_topic(actor, task)
    return task
