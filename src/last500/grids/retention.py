"""How long it is known who held a seat or was asked, and what goes with an account."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.grids.actions.holding import leave_for_good
from last500.grids.actions.step import advance
from last500.grids.models import GridChange, Note, Placement, SeatEvent, Willing
from last500.grids.rules import Act, State
from last500.people.leaving import Part
from last500.people.models import Person
from last500.reportin.models import ReportIn


def _willing(edge: datetime) -> QuerySet[Willing]:
    """Whoever has not been reported in anywhere since then: nobody can ask them any more."""
    here = ReportIn.objects.filter(person=OuterRef("person"))
    lasting = here.active() | here.filter(ended_at__gte=edge)
    return Willing.objects.filter(~Exists(lasting), since__lt=edge)


RULES = (
    Rule("seat_willing", N_("愿意做楼栋的事"), Keep.REPORT_IN, _willing),
    Rule(
        "seat_placements",
        N_("卸任了的、没有做成的"),
        Keep.DUTY,
        lambda edge: Placement.objects.filter(closed_at__lt=edge),
    ),
    Rule(
        "seat_notes",
        N_("告诉楼栋长的事"),
        Keep.TOPIC,
        lambda edge: Note.objects.filter(done_at__lt=edge),
    ),
    Rule(
        "seat_actors",
        N_("网格组织的经过里是谁做的"),
        Keep.LOG,
        lambda edge: SeatEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
    Rule(
        "grid_change_actors",
        N_("网格怎么划的，是谁划的"),
        Keep.LOG,
        lambda edge: GridChange.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)
STAYS = (
    Stays(N_("你在任的位置"), N_("邻居要知道找谁；你随时可以离开，门口挂什么由你勾")),
    Stays(N_("小区有哪些位置、每个月有几个有人"), N_("只数位置，不写是谁")),
)


def _let_go(person: Person) -> None:
    """Off every seat at once: it falls vacant, what is open lies at the desk."""
    rows = Placement.objects.open().filter(person=person).select_related("seat__place", "person")
    for placement in rows.order_by("seat"):
        if placement.state == State.HOLDING:
            leave_for_good(placement)
        else:
            advance(placement, Act.GO)
    Willing.objects.filter(person=person).delete()


def _leave(person: Person) -> None:
    _let_go(person)
    Note.objects.filter(author=person).delete()
    Placement.objects.filter(person=person).delete()
    Placement.objects.filter(asked_by=person).update(asked_by=None)
    Placement.objects.filter(confirmed_by=person).update(confirmed_by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    """Asked for nothing, shown nowhere."""
    if moment:
        _let_go(person)


PARTS = (Part(_leave, _restrict),)
