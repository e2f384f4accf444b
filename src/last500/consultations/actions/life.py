"""From a draft to the published result: what a desk does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.consultations import rules
from last500.consultations.models import (
    OPTION_MOST,
    REASON_MOST,
    TITLE_MOST,
    WORDS_MOST,
    Answer,
    Consultation,
)
from last500.consultations.queries import told
from last500.consultations.rules import Form, Phase, State, Voice, Who
from last500.notify.actions import post as tell
from last500.organisations.actions import require
from last500.organisations.queries import desk_for, desk_holders
from last500.organisations.rules import Permission
from last500.people.rules import clean_line, clean_text
from last500.places.models import Place
from last500.proof.actions import record
from last500.topics.models import Topic

MOVED_ON = N_("有人刚处理过这次征询，请看看现在的情况。")


@dataclass(frozen=True)
class Draft:
    """A question as it was filled in; `days` it is open."""

    title: str
    words: str
    options: tuple[str, ...]
    voice: Voice
    who: Who
    form: Form
    topic: Topic | None = None

    def values(self) -> dict[str, Any]:
        return {
            "title": clean_line(self.title)[:TITLE_MOST],
            "words": clean_text(self.words)[:WORDS_MOST],
            "options": [clean_line(one)[:OPTION_MOST] for one in self.options if clean_line(one)],
            "voice": self.voice,
            "who": self.who,
            "form": self.form,
            "topic": self.topic,
        }


def _checked(draft: Draft) -> dict[str, Any]:
    values = draft.values()
    if not values["title"]:
        raise Refused(_("请写要问什么。"), "title")
    options = values["options"]
    if not rules.OPTIONS_LEAST <= len(options) <= rules.OPTIONS_MOST:
        raise Refused(
            _("请写 %(least)d 到 %(most)d 个答案，一行一个。")
            % {"least": rules.OPTIONS_LEAST, "most": rules.OPTIONS_MOST},
            "options",
        )
    if len(set(options)) != len(options):
        raise Refused(_("有两个答案一样，请改一个。"), "options")
    return values


@transaction.atomic
def draft(actor: Actor, place: Place, filled: Draft) -> Consultation:
    """Write a question down; nobody sees it but the desk. Raises Forbidden, Refused."""
    require(actor, Permission.TOPIC_HANDLE, place)
    if place.level != "compound" or place.closed_on:
        raise Refused(_("意见征询是一个小区的。"))
    return Consultation.objects.create(
        place=place,
        desk=place,
        made_by_id=actor.person,
        made_at=clock.now(),
        **_checked(filled),
    )


@transaction.atomic
def change(actor: Actor, consultation: Consultation, filled: Draft) -> None:
    require(actor, Permission.TOPIC_HANDLE, consultation.place)
    rows = Consultation.objects.filter(pk=consultation.pk, state=State.DRAFT)
    if not rows.update(**_checked(filled)):
        raise Conflict(_(MOVED_ON))


@transaction.atomic
def announce(
    actor: Actor, consultation: Consultation, *, opens_at: datetime, days: int
) -> Consultation:
    """From now on its words stand: the database keeps them. Raises Forbidden, Refused, Conflict."""
    require(actor, Permission.TOPIC_HANDLE, consultation.place)
    now, lasts = clock.now(), timedelta(days=days)
    if opens_at < now - clock.HOUR:
        raise Refused(_("开始的时间已经过了。"), "opens_at")
    if not rules.OPEN_LEAST <= lasts <= rules.OPEN_MOST:
        raise Refused(
            _("请写 %(least)d 到 %(most)d 天，让大家来得及看。")
            % {"least": rules.OPEN_LEAST.days, "most": rules.OPEN_MOST.days},
            "days",
        )
    closes_at = opens_at + lasts
    times = {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "due_at": closes_at + rules.PUBLISHED_WITHIN,
        "announced_at": now,
    }
    _move(consultation, State.DRAFT, State.ANNOUNCED, times)
    people = told(consultation.place, Who(consultation.who))
    tell(
        "consultation_opens", people, link=f"/consultations/{consultation.pk}/",
        place=consultation.place.name, title=consultation.title,
    )  # fmt: skip
    _record(consultation, "consultation announced", {"options": len(consultation.options)})
    return consultation


@transaction.atomic
def cancel(actor: Actor, consultation: Consultation, *, reason: str) -> None:
    """Nothing is counted. A question that was wrong is asked anew. Raises Refused without a why."""
    require(actor, Permission.TOPIC_HANDLE, consultation.place)
    said = clean_line(reason)[:REASON_MOST]
    if not said:
        raise Refused(_("请写一句为什么，大家会看到。"), "reason")
    _move(consultation, State.ANNOUNCED, State.CANCELLED, {"due_at": None, "reason": said})
    _let_go(consultation)
    _record(consultation, "consultation cancelled", {})


@transaction.atomic
def publish(actor: Actor, consultation: Consultation) -> rules.Result:
    """After the closing: count, tell, and let go whose answers they were.

    Raises Forbidden; Conflict before the closing, while a slip waits for its second reading, or
    where it was done already.
    """
    require(actor, Permission.TOPIC_HANDLE, consultation.place)
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("place")
    consultation = rows.get(pk=consultation.pk)
    if consultation.phase != Phase.COUNTING:
        raise Conflict(_(MOVED_ON))
    if consultation.slips.filter(answer=None, second_at=None).exists():
        raise Conflict(_("还有单子只有一个人录过。第二个人录完，才能点数。"))
    with everything("a count reads every answer; nobody else does"):
        answers = [tuple(row.choice) for row in consultation.answers.all()]
    result = rules.count(Form(consultation.form), len(consultation.options), answers)
    spoiled = consultation.slips.filter(answer=None).count()
    stored = rules.as_stored(result) | {"spoiled": spoiled}
    now = clock.now()
    _move(
        consultation,
        State.ANNOUNCED,
        State.PUBLISHED,
        {"due_at": None, "result": stored, "published_at": now},
    )
    _let_go(consultation)
    _record(
        consultation,
        "consultation result",
        {"voices": result.voices, "spoiled": spoiled, "ahead": result.ahead},
    )
    return result


@transaction.atomic
def escalate_overdue() -> int:
    """A result that was not published in time: the desk above hears of it. Returns how many."""
    now = clock.now()
    late = Consultation.objects.filter(state=State.ANNOUNCED, due_at__lt=now)
    done = 0
    for one in late.select_related("place__parent").order_by("due_at")[:100]:
        rows = Consultation.objects.filter(pk=one.pk, due_at=one.due_at)
        above = desk_for(one.place.parent or one.place)
        if rows.update(due_at=now + rules.PUBLISHED_WITHIN, desk_id=above.pk):
            tell("consultation_late", desk_holders(above.pk), place=one.place.name, title=one.title)
            done += 1
    return done


def _let_go(consultation: Consultation) -> None:
    """Whose answers they were is known to nobody any more."""
    with everything("the answers are let go when it is over"):
        Answer.objects.filter(consultation=consultation).update(person=None)
        consultation.slips.update(household=None)


def _move(consultation: Consultation, old: State, new: State, values: dict[str, Any]) -> None:
    rows = Consultation.objects.filter(pk=consultation.pk, state=old)
    if not rows.update(state=new, **values):
        raise Conflict(_(MOVED_ON))
    consultation.state = new
    for name, value in values.items():
        setattr(consultation, name, value)


def _record(consultation: Consultation, kind: str, facts: dict[str, Any]) -> None:
    """In the log of its compound: what was asked and what came out, as sums."""
    body = {"consultation": str(consultation.pk), **facts}
    record(f"consultations:{consultation.place_id}", kind, body)
