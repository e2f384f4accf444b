"""A resolution is adopted and hangs at the gate at once; afterwards no word of it changes.

Called by councils, consultations and votes with what came of them, and by the desk itself.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.notify.actions import to_people, write
from last500.organisations.actions import require
from last500.organisations.models import Organisation
from last500.organisations.queries import calendar, desk_with_holders
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.proof.actions import record
from last500.proof.rules import Plain
from last500.resolutions import rules
from last500.resolutions.actions.step import append, end_agreement, end_of
from last500.resolutions.draft import NewTask
from last500.resolutions.models import (
    BODY_MOST,
    REASON_MOST,
    TITLE_MOST,
    WHAT_MOST,
    WHO_MOST,
    WORDS_MOST,
    Agreement,
    Resolution,
    Task,
)
from last500.resolutions.rules import By, Counts, Holds, Outcome, Who
from last500.topics import actions as topics
from last500.topics.actions.step import public_text
from last500.topics.models import Topic

TIE = N_("赞成的和不赞成的一样多，没有定下来")


@transaction.atomic
def adopt(
    actor: Actor,
    topic: Topic | None,
    *,
    by: str,
    words: str,
    tasks: Sequence[NewTask],
    review_on: date,
    counts: Counts | None = None,
    compound: Place | None = None,
    title: str = "",
    body: str = "",
    decided_on: date | None = None,
    replaces: Resolution | None = None,
    ends: bool = False,
) -> Resolution | None:
    """None: a tie, which is no decision; the topic is back in discussion.

    `compound` where there is no topic. `replaces` with `ends`: it ends that one, and needs no task.
    Raises Forbidden, Refused (with its field), Conflict where the topic is not to be decided.
    """
    place = topic.compound if topic else compound
    if place is None:
        raise Refused(_("请选一个小区。"))
    require(actor, Permission.TOPIC_HANDLE, place)
    on = decided_on or clock.today()
    _check(by, topic, counts)
    result = rules.outcome(counts)
    if result == Outcome.LOST:
        raise Refused(_("不赞成的更多，这样没有定下来；要记下“不做”，请照“不做”来写。"), "against")
    if result == Outcome.TIE:
        _tie(actor, topic)
        return None
    _check_plan(tasks, on, review_on, ends=ends)
    row = _publish(
        place,
        topic=topic,
        by=by,
        words=public_text(words, WORDS_MOST, "words", lines=True),
        title=public_text(title or (topic.title if topic else ""), TITLE_MOST, "title"),
        body=public_text(body, BODY_MOST, "body"),
        decided_on=on,
        review_on=review_on,
        replaces=_first(replaces),
        ends=ends,
        **_hands(counts),
    )
    plans = [_task(row, number, task) for number, task in enumerate(tasks, 1)]
    Task.objects.bulk_create(plans)
    _begin(actor, row, plans, topic)
    _record(row)
    return row


def _first(row: Resolution | None) -> Resolution | None:
    """Tasks and agreement hang on the first version of a number."""
    while row is not None and row.corrects is not None:
        row = row.corrects
    return row


def _check(by: str, topic: Topic | None, counts: Counts | None) -> None:
    if by not in set(By):
        raise Refused(_("请选是怎么定下来的。"), "by")
    if topic is not None and not rules.may_decide(by, topic.needs_vote):
        said = _("这件事要业主表决才能定（民法典第二百七十八条）。会上可以准备，不能代替。")
        raise Refused(said, "by")
    if counts is not None:
        numbers = (counts.in_favour, counts.against, counts.abstained)
        if any(not 0 <= number <= rules.COUNT_MOST for number in numbers):
            raise Refused(_("请写举手的人数。"), "in_favour")


def _check_plan(tasks: Sequence[NewTask], on: date, review_on: date, *, ends: bool) -> None:
    if on > clock.today():
        raise Refused(_("决定的日子不能在以后。"), "decided_on")
    if not tasks and not ends:
        raise Refused(_("请写谁来办、什么时候办到。没有人办、没有日子的，不算定下来。"), "what_1")
    if len(tasks) > rules.TASKS_MOST:
        said = _("最多写 %(most)d 件事，多的请分成几个决定。")
        raise Refused(said % {"most": rules.TASKS_MOST})
    if not rules.dates_in_order(on, review_on, [task.until for task in tasks]):
        said = _("日子对不上：办到的日子在决定以后、回看以前，三年以内要回看一次。")
        raise Refused(said, "review_on")


def _tie(actor: Actor, topic: Topic | None) -> None:
    if topic is None:
        raise Refused(_("赞成的和不赞成的一样多，没有定下来，请再商量。"), "against")
    topics.back_to_discussion(actor, topic, reason=_(TIE))


def _hands(counts: Counts | None) -> dict[str, int | None]:
    if counts is None:
        return {"in_favour": None, "against": None, "abstained": None}
    return vars(counts)


def _publish(place: Place, **values: object) -> Resolution:
    """The next number of the compound's year. Two at once: the second waits for the first."""
    if not values["words"]:
        raise Refused(_("请写决定了什么。"), "words")
    if not values["title"]:
        raise Refused(_("请给这个决定起个题目。"), "title")
    Place.objects.select_for_update().get(pk=place.pk)
    year = clock.today().year
    rows = Resolution.objects.filter(compound=place, year=year)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    return Resolution.objects.create(
        compound=place, year=year, number=last + 1, published_at=clock.now(), **values
    )


def _task(row: Resolution, order: int, new: NewTask) -> Task:
    what = public_text(new.what, WHAT_MOST, f"what_{order}")
    if not what:
        raise Refused(_("请写要办什么。"), f"what_{order}")
    return Task(
        resolution=row,
        order=order,
        what=what,
        first_until=new.until,
        until_on=new.until,
        desk=desk_with_holders(row.compound)[0],
        due_at=end_of(new.until),
        **_who(new, order),
    )


def _who(new: NewTask, order: int) -> dict[str, object]:
    """Who answers. Of a person nothing is shown until they have said yes themself."""
    field = f"who_{order}"
    if new.kind == Who.PERSON:
        rows = Person.objects.filter(pk__in=[new.person] if new.person else [], restricted_at=None)
        person = rows.first()
        if person is None:
            raise Refused(_("请选请哪一位邻居。"), field)
        return {"kind": new.kind, "person": person}
    if new.kind == Who.ORGANISATION and new.organisation is not None:
        found = Organisation.objects.filter(pk=new.organisation, ended_on=None).first()
        if found is None:
            raise Refused(_("请选一个单位或组织。"), field)
        return {"kind": new.kind, "organisation": found, "who": found.name[:WHO_MOST]}
    who = public_text(new.who, WHO_MOST, field)
    if new.kind not in set(Who) or not who:
        raise Refused(_("请写谁来办。"), field)
    return {"kind": new.kind, "who": who}


def _begin(actor: Actor, row: Resolution, tasks: list[Task], topic: Topic | None) -> None:
    now, end = clock.now(), end_of(row.review_on)
    Agreement.objects.create(
        resolution=row,
        review_on=row.review_on,
        desk=desk_with_holders(row.compound)[0],
        holds=Holds.ENDED if row.ends else Holds.HOLDS,
        due_at=None if row.ends else calendar().add_working_days(end, rules.REVIEW_DAYS),
    )
    append(actor, row, "adopt", by=row.by)
    if row.replaces is not None:
        end_agreement(actor, row.replaces, Holds.ENDED if row.ends else Holds.CHANGED, row)
    for task in tasks:
        if task.person is not None:
            words = {"place": row.compound.name, "task": task.what}
            link = f"/resolutions/task/{task.pk}/offer/"
            write(to_people("task_offered", [task.person], link=link, **words))
    if topic is not None:
        last = max([task.due_at for task in tasks if task.due_at] or [now])
        due = calendar().add_working_days(max(last, now), rules.ABOVE_DAYS)
        topic = topics.decided(actor, topic, on=row.decided_on, number=row.shown_number, due_at=due)
        if row.ends:
            topics.settle(actor, topic, reason=_("由第 %(n)s 号结束") % {"n": row.shown_number})


def _record(row: Resolution) -> None:
    body: dict[str, Plain] = {
        "resolution": str(row.pk),
        "place": row.compound_id,
        "year": row.year,
        "number": row.number,
        "version": row.version,
        "by": str(row.by),
        "decided_on": row.decided_on.isoformat(),
        "review_on": row.review_on.isoformat(),
        "in_favour": -1 if row.in_favour is None else row.in_favour,
        "against": -1 if row.against is None else row.against,
        "words": words_hash(row),
    }
    if row.corrects_id:
        body["corrects"] = str(row.corrects_id)
    record(
        f"resolutions:{row.compound_id}",
        "resolution corrected" if row.corrects_id else "resolution published",
        body,
    )


def words_hash(row: Resolution) -> str:
    """SHA-256 over title and words: whoever holds the notice sheet can count it again."""
    return hashlib.sha256(f"{row.title}\n{row.words}".encode()).hexdigest()


@transaction.atomic
def correct(actor: Actor, old: Resolution, *, title: str, words: str, why: str) -> Resolution:
    """A slip of the pen: a new version under the same number that names the old one.

    What was decided, by whom, with which hands and days stays; to change that is a new resolution.
    Raises Forbidden, Refused, Conflict where it was corrected already.
    """
    require(actor, Permission.TOPIC_HANDLE, old.compound)
    said = public_text(why, REASON_MOST, "why")
    if not said:
        raise Refused(_("请写一句改了什么、为什么。"), "why")
    Place.objects.select_for_update().get(pk=old.compound_id)
    if Resolution.objects.filter(corrects=old).exists():
        raise Conflict(_("这一版已经更正过了，请在新的一版上改。"))
    same = ("compound_id", "year", "number", "topic_id", "by", "body", "in_favour", "against",
            "abstained", "decided_on", "review_on", "replaces_id", "ends")  # fmt: skip
    row = Resolution(
        **{name: getattr(old, name) for name in same},
        version=old.version + 1,
        corrects=old,
        correction=said,
        title=public_text(title, TITLE_MOST, "title"),
        words=public_text(words, WORDS_MOST, "words", lines=True),
        published_at=clock.now(),
    )
    if not row.title or not row.words:
        raise Refused(_("请写决定了什么。"), "words")
    row.save(force_insert=True)
    first = _first(row)
    assert first is not None
    append(actor, first, "correct", reason=said)
    _record(row)
    return row
