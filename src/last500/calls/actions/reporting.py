"""Mid-term and final report by whoever carries it: with every indicator, or it is refused."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.calls.actions import figures
from last500.calls.actions.step import (
    Faulty,
    append,
    held_application,
    must_own,
    runner_people,
    told,
)
from last500.calls.models import AgreedIndicator, Application, Report, ReportFigure
from last500.calls.rules import Part, State
from last500.calls.terms import report_lacks
from last500.people.rules import clean_text
from last500.projects import money

ACCOUNT_MOST, NUMBER_MOST = 1500, 10_000_000


@transaction.atomic
def report(
    actor: Actor,
    application: Application,
    part: Part,
    *,
    reached: Mapping[UUID, int | None],
    account: str,
    spent: int,
) -> Report:
    """Once, whole. `spent` in fen. What was reached stands in the project as well (figures.py).

    Raises Faulty with everything that is missing or told otherwise elsewhere, Conflict.
    """
    row = held_application(application)
    must_own(actor, row)
    owed = Report.objects.select_for_update().filter(application=row, part=part).first()
    if owed is None or row.call.state not in {State.DECIDED, State.RUNNING}:
        raise Conflict(_("现在没有要交的报告：签了合同才有。"))
    if owed.sent_at is not None:
        raise Conflict(_("这份报告已经交过了。"))
    if part == Part.FINAL and Report.objects.filter(
        application=row, part=Part.MID, sent_at=None
    ).exists():  # fmt: skip
        raise Refused(_("请先交中期报告，再交结项报告。"))
    promised = list(AgreedIndicator.objects.filter(application=row).order_by("order"))
    text = clean_text(account)[:ACCOUNT_MOST]
    told_now = {str(key): number for key, number in reached.items()}
    found = report_lacks([(str(one.pk), one.title) for one in promised], told_now, text, spent)
    if found:
        raise Faulty(found)
    if spent > money.FEN_MOST or any((reached[one.pk] or 0) > NUMBER_MOST for one in promised):
        raise Refused(_("数字太大了，请再看看。"))
    numbers = {one.pk: reached[one.pk] or 0 for one in promised}
    found = figures.against_evaluation(row, promised, numbers)
    if found:
        raise Faulty(found)
    owed.sent_at, owed.sent_by_id, owed.spent_fen, owed.account = (
        clock.now(), actor.person, spent, text,
    )  # fmt: skip
    owed.save(update_fields=["sent_at", "sent_by", "spent_fen", "account"])
    ReportFigure.objects.bulk_create(
        ReportFigure(report=owed, indicator=one, reached=numbers[one.pk]) for one in promised
    )
    figures.fill_in(actor, row, promised, numbers)
    append(actor, row.call, f"report_{part}", row)
    link = f"/calls/applications/{row.pk}/"
    told("call_reported", runner_people(row.call), row.call, actor, link)
    return owed
