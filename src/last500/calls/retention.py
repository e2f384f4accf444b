"""How long what is known of the people of a call is kept: half a year after its end."""

from datetime import datetime

from last500.base import clock
from last500.base.erasing import Rule, Stays
from last500.base.errors import Conflict
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.calls.actions.applying import take_back
from last500.calls.models import (
    Application,
    Call,
    CallEvent,
    CoachNote,
    ContractSide,
    Declaration,
    Report,
    Review,
    Reviewer,
)
from last500.calls.rules import SENT, Seat, Stand, State
from last500.people.leaving import Part
from last500.people.models import Person

RULES = (
    Rule(
        "call_makers",
        N_("办完了的征集是谁写的"),
        Keep.DUTY,
        lambda edge: Call.objects.filter(closed_at__lt=edge),
        fields=("made_by",),
    ),
    Rule(
        "call_drafts",
        N_("写了一半、没交的申请"),
        Keep.DUTY,
        lambda edge: Application.objects.filter(
            call__closed_at__lt=edge, submitted_at=None
        ).exclude(stand__in=SENT),
    ),
    Rule(
        "call_applicants",
        N_("办完了的征集，谁申请的、谁写的结果"),
        Keep.DUTY,
        lambda edge: Application.objects.filter(call__closed_at__lt=edge),
        fields=("person", "draft", "decided_by"),
    ),
    Rule(
        "call_notes",
        N_("办完了的征集里辅导的话"),
        Keep.DUTY,
        lambda edge: CoachNote.objects.filter(application__call__closed_at__lt=edge),
    ),
    Rule(
        "call_declarations",
        N_("办完了的征集，评审说过的关系"),
        Keep.DUTY,
        lambda edge: Declaration.objects.filter(application__call__closed_at__lt=edge),
        fields=("words",),
    ),
    Rule(
        "call_reviews",
        N_("办完了的征集，评审写的话"),
        Keep.DUTY,
        lambda edge: Review.objects.filter(application__call__closed_at__lt=edge),
        fields=("pro", "contra"),
    ),
    Rule(
        "call_reviewers",
        N_("办完了的征集是谁评审的"),
        Keep.DUTY,
        lambda edge: Reviewer.objects.filter(call__closed_at__lt=edge),
        fields=("person",),
    ),
    Rule(
        "call_contracts",
        N_("办完了的征集，合同上谁同意的"),
        Keep.DUTY,
        lambda edge: ContractSide.objects.filter(application__call__closed_at__lt=edge),
        fields=("agreed_by",),
    ),
    Rule(
        "call_reports",
        N_("办完了的征集，报告是谁交的、写了什么"),
        Keep.DUTY,
        lambda edge: Report.objects.filter(application__call__closed_at__lt=edge),
        fields=("sent_by", "account"),
    ),
    Rule(
        "call_actors",
        N_("征集的经过里是谁做的"),
        Keep.LOG,
        lambda edge: CallEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (Stays(N_("公布了的结果"), N_("谁家、哪个小组拿了多少公家的钱；不写个人的名字")),)


def _leave(person: Person) -> None:
    """What was begun is withdrawn, its money free again; what was said goes without name and
    words. A project under contract goes on without its neighbour's name."""
    own = Application.objects.filter(person=person).select_related("call")
    for row in own.filter(letter=None).exclude(stand__in=[Stand.WITHDRAWN, Stand.DECLINED]):
        _withdrawn(row)
    own.filter(submitted_at=None).delete()
    own.update(person=None, draft=b"")
    Application.objects.filter(decided_by=person).update(decided_by=None)
    CoachNote.objects.filter(author=person).delete()
    seats = Reviewer.objects.filter(person=person)
    Declaration.objects.filter(reviewer__in=seats).update(words=b"")
    Review.objects.filter(reviewer__in=seats).update(pro=b"", contra=b"")
    seats.filter(state=Seat.ASKED).delete()
    seats.update(person=None)
    ContractSide.objects.filter(agreed_by=person).update(agreed_by=None)
    Report.objects.filter(sent_by=person).update(sent_by=None, account=b"")
    Call.objects.filter(made_by=person).update(made_by=None)


def _withdrawn(row: Application) -> None:
    try:
        take_back(row)
    except Conflict:  # moved on at this very moment: what is left of it has no name
        return


def _restrict(person: Person, moment: datetime | None) -> None:
    """Asked for nothing: off every panel that has not said its word yet."""
    if moment is None:
        return
    open_calls = [State.DRAFT, State.OPEN, State.REVIEWING]
    seats = Reviewer.objects.filter(person=person, call__state__in=open_calls)
    seats.exclude(state=Seat.DECLINED).update(
        state=Seat.DECLINED, answered_at=clock.now(), declared_at=None
    )


PARTS = (Part(_leave, _restrict),)
