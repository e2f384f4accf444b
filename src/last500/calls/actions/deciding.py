"""The result: of each application with its reason, and never more money than there is."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.calls import rules
from last500.calls.actions.step import (
    Faulty,
    append,
    held_application,
    must_weigh,
)
from last500.calls.models import Application, Call, Review
from last500.calls.models.calls import REASON_MOST
from last500.calls.rules import Stand, State
from last500.calls.terms import Proposal, asked_for, grant_fault, proposal_faults
from last500.projects import money
from last500.projects.actions.step import public_text
from last500.projects.models import BudgetLine, Indicator, Project
from last500.projects.rules import FINAL as PROJECT_FINAL


def as_it_stands(project: Project) -> Proposal:
    """The proposal as the project says it today, whoever has changed it meanwhile."""
    lines = tuple(
        money.Line(row.title, money.Payer(row.payer), row.planned_fen, row.own_fen)
        for row in BudgetLine.objects.filter(project=project).order_by("order")
    )
    promises = Indicator.objects.filter(project=project).values_list("title", "planned")
    return Proposal(
        project.kind, project.audience, project.from_on, project.until_on,
        project.total_fen or 0, lines, tuple(promises),
    )  # fmt: skip


def _weighed(actor: Actor, application: Application, reason: str) -> tuple[Application, str]:
    """The application, held, when a result may be written of it now."""
    row = held_application(application)
    must_weigh(actor, row)
    if row.call.state != State.REVIEWING or row.stand not in rules.SENT:
        raise Conflict(_("现在不写结果：要在评审的时候，申请也没有撤回。"))
    words = public_text(reason, "reason", REASON_MOST, lines=True)
    if not words:
        raise Refused(_("每一份都要写理由，会和结果一起公布。"), "reason")
    given = Review.objects.filter(application=row).count()
    missing = rules.reviews_missing(given, row.call.reviews_least)
    if missing:
        raise Refused(_("还差 %(n)d 份评审意见，才能写结果。") % {"n": missing})
    return row, words


@transaction.atomic
def accept(actor: Actor, application: Application, *, granted: int, reason: str) -> None:
    """With the sum granted, in fen. Raises Refused beside the field, Conflict when somebody has
    given the money away meanwhile."""
    row, words = _weighed(actor, application, reason)
    assert row.project is not None
    if row.project.state in PROJECT_FINAL:
        raise Refused(_("这个项目在社区那边已经停了，不能再支持。"))
    proposal = as_it_stands(row.project)
    found = proposal_faults(proposal, row.call.terms())
    if found:
        raise Faulty(found)
    asked, before = asked_for(proposal.lines), row.granted_fen or 0
    fault = grant_fault(granted, asked, row.call.left_fen + before)
    if fault is not None:
        raise Faulty([fault])
    if not _take_money(row.call, granted - before):
        raise Conflict(_("剩下的钱刚刚给了别的申请，请看看还剩多少。"))
    _write(actor, row, Stand.ACCEPTED, words, granted_fen=granted, asked_fen=asked)


def _take_money(call: Call, more: int) -> bool:
    """The money is there or it is not: one statement, and `grants_never_exceed_the_total`."""
    rows = Call.objects.filter(
        pk=call.pk, state=State.REVIEWING, granted_fen__lte=F("total_fen") - more
    )
    return bool(rows.update(granted_fen=F("granted_fen") + more))


@transaction.atomic
def decline(actor: Actor, application: Application, *, reason: str) -> None:
    row, words = _weighed(actor, application, reason)
    before = row.granted_fen or 0
    if before and not _take_money(row.call, -before):
        raise Conflict(_("有人刚处理过这次征集，请看看现在的情况。"))
    _write(actor, row, Stand.DECLINED, words, granted_fen=None)


def _write(actor: Actor, row: Application, stand: Stand, words: str, **values: int | None) -> None:
    rows = Application.objects.filter(
        pk=row.pk, stand=row.stand, granted_fen=row.granted_fen, call__state=State.REVIEWING
    )
    done = rows.update(
        stand=stand, reason=words, decided_at=clock.now(), decided_by=actor.person, **values
    )
    if not done:
        raise Conflict(_("这份申请刚刚有了变化，请打开它看看。"))
    append(actor, row.call, str(stand), row)
