"""What the community does: draft it from the records, show it to the members, send, withdraw."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.feedback import facts, rules
from last500.feedback.actions.step import advance, append, check
from last500.feedback.models import FeedbackLetter, PersonalPart
from last500.feedback.queries import period_for
from last500.feedback.rules import Action, Answer, State
from last500.letters import actions as letters
from last500.letters.rules import Kind
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import liaisons_of, organisation_name
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.units.models import UnitReportIn
from last500.units.rules import State as ReportInState

# A letter between two offices of the country stands in its language, whoever pressed the button.
LANGUAGE = "zh-hans"


@transaction.atomic
def draft(actor: Actor, report_in: UnitReportIn) -> FeedbackLetter:
    """Put down what the records say. Raises Refused while there is nothing to tell, or too early,
    and Conflict when another officer drafts it at the same moment."""
    require(actor, Permission.UNIT_MANAGE, report_in.community)
    if report_in.state != ReportInState.AGREED:
        raise Conflict(_("这个单位现在没有在这里报到。"))
    days = period_for(report_in)
    if days is None:
        raise Refused(_("给这个单位的信一年一封，还没到写下一封的时候。"))
    rows = facts.of_members(report_in.organisation, report_in.community, days)
    told = facts.computed(report_in.organisation, report_in.community, days, rows)
    if not rows and not told["deeds"]:
        raise Refused(_("这段时间里还没有确认过的服务记录，没有可以写的。"))
    feedback = _put_down(report_in, days, told)
    append(actor, feedback, Action.DRAFT, "")
    _personal_parts(feedback, rows)
    return feedback


def _put_down(report_in: UnitReportIn, days: rules.Period, told: dict[str, Any]) -> FeedbackLetter:
    """The row of the year; the constraint decides who was first."""
    try:
        with transaction.atomic():
            return FeedbackLetter.objects.create(
                organisation=report_in.organisation,
                community=report_in.community,
                year=days.year,
                first_on=days.first,
                last_on=days.last,
                state=State.DRAFTED,
                facts=told,
                drafted_at=clock.now(),
            )
    except IntegrityError:
        raise Conflict(_("今年给这个单位的信已经有了，请看看那一封。")) from None


def _personal_parts(feedback: FeedbackLetter, rows: list[rules.Served]) -> None:
    """A sentence for each member; nobody but they themselves will read it before their yes."""
    did: dict[UUID, list[str]] = {}
    for row in rows:
        did.setdefault(row.person, []).append(row.kind)
    with override(LANGUAGE):
        PersonalPart.objects.bulk_create(
            PersonalPart(
                feedback=feedback,
                person=person,
                sentence=facts.sentence(person, feedback.community, did[person.pk]),
            )
            for person in Person.objects.filter(pk__in=did).order_by("pk")
        )


@transaction.atomic
def show(actor: Actor, feedback: FeedbackLetter) -> None:
    """To each member first: what the unit would read of them, for fourteen days."""
    check(actor, feedback, Action.SHOW)
    advance(actor, feedback, Action.SHOW, due_at=clock.now() + rules.ANSWER_DAYS * clock.DAY)
    members = Person.objects.filter(pk__in=feedback.parts.values("person"))
    post("feedback_shown", members, place=feedback.community.name)


@transaction.atomic
def send(actor: Actor, feedback: FeedbackLetter) -> None:
    """Issue the letter. Whoever has not said yes by now has said no: their sentence is erased.

    Raises Conflict while members may still answer.
    """
    check(actor, feedback, Action.SEND)
    waiting = feedback.parts.filter(answer=Answer.WAITING).count()
    now = clock.now()
    if not rules.may_send(feedback.state, waiting=waiting, now=now, due=feedback.due_at):
        raise Conflict(_("还有人没看完，到期以后或者都答了再寄。"))
    advance(actor, feedback, Action.SEND, sent_at=now, letter=_issued(feedback))
    parts = PersonalPart.objects.filter(feedback=feedback)
    parts.filter(answer=Answer.WAITING).update(answer=Answer.WITHHELD, answered_at=now)
    parts.exclude(answer=Answer.AGREED).update(sentence=b"", comment=b"")
    told = liaisons_of(feedback.organisation)
    post("feedback_sent", told, place=feedback.community.name)


def _issued(feedback: FeedbackLetter) -> Any:
    place = feedback.community
    with override(LANGUAGE):
        said = [(_("时间"), facts.days_in_words(feedback.days)), (_("在哪里"), place.name)]
        return letters.issue(
            Kind.FEEDBACK,
            place=place,
            issuer=organisation_name(place) or place.name,
            addressee=feedback.organisation.name,
            organisation=feedback.organisation,
            lines=[*said, *facts.lines(feedback.facts)],
            body=[
                _(
                    "感谢贵单位的同志为社区的邻居做事。上面写的都是记录在册、经对方或者组织的人"
                    "确认过的事实，不打分，不排名，也不和别的单位比较。"
                ),
                _(
                    "不到五位同志的数字不写，为的是不让人认出是谁。某一位同志的事，只有本人先看过、"
                    "同意转告，才附在后面。"
                ),
                _("接下来做了什么、想怎么做，请联络员在网上回一句，社区和参加的同志都会看到。"),
            ],
        )


@transaction.atomic
def withdraw(actor: Actor, feedback: FeedbackLetter) -> None:
    """Before it went: nothing of it stays. After: whoever checks its code reads so."""
    check(actor, feedback, Action.WITHDRAW)
    advance(actor, feedback, Action.WITHDRAW)
    if feedback.letter is not None:
        letters.end(feedback.letter, withdrawn=True)
    PersonalPart.objects.filter(feedback=feedback).delete()
