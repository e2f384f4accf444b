"""Two at the same moment: one agreement, one report-in, one set of invitations; and the controls.

Real threads on a real database; on SQLite writers queue, on PostgreSQL they truly run together.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import IntegrityError, connections

from last500.base.errors import Conflict
from last500.base.scope import everything
from last500.base.sheets import csv_text
from last500.letters.models import Letter
from last500.organisations.models import Liaison, Organisation
from last500.units import actions
from last500.units.actions import Telling, importing, members
from last500.units.models import (
    LiaisonInvitation,
    MemberInvitation,
    UnitImport,
    UnitImportRow,
    UnitReportIn,
    UnitReportInEvent,
)
from last500.units.rules import Side
from last500.units.tests.world import agreed, asked, entered, fresh, invitation
from tests.cast import build
from tests.postgres import owner

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def together(*work: Callable[[], object]) -> list[object]:
    """Each in a thread of its own, started at once; answers, or the error of whoever lost."""
    gate = threading.Barrier(len(work))

    def one(job: Callable[[], object]) -> object:
        gate.wait()
        try:
            with everything("one of several at once"):
                return job()
        except (Conflict, IntegrityError) as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(one, work))


def test_two_officers_agree_at_once_and_there_is_one_letter():
    cast = build()
    row = asked(cast)
    he, sun = cast.actor("he"), cast.actor("sun")
    rows = [fresh(row), fresh(row)]
    answers = together(
        lambda: actions.agree(he, rows[0], Side.COMMUNITY),
        lambda: actions.agree(sun, rows[1], Side.COMMUNITY),
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1, answers
    assert Letter.objects.count() == Liaison.objects.count() == 1
    assert UnitReportInEvent.objects.filter(action="agree").count() == 1


def test_a_liaison_agrees_while_the_community_takes_it_back():
    cast = build()
    row = entered(cast)
    hua, he = cast.actor("hua"), cast.actor("he")
    asks, taken = invitation(cast), fresh(row)
    answers = together(
        lambda: actions.accept(hua, asks), lambda: actions.end(he, taken, Side.COMMUNITY)
    )
    state = UnitReportIn.objects.get().state
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1, answers
    holding = Letter.objects.filter(ended_at=None).count()
    assert (state, holding) in {("agreed", 1), ("ended", 0)}


def test_the_same_unit_asked_for_twice_at_once_is_one_report_in():
    cast = build()
    unit = Organisation.objects.create(kind="unit", name="一个单位", place=cast.street)
    telling = Telling(organisation=unit)
    answers = together(
        *(
            partial(actions.ask, cast.actor(name), cast.community, telling)
            for name in ("hua", "li", "chen")
        )
    )
    assert UnitReportIn.objects.count() == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 2, answers


def test_control_without_the_constraint_several_are_reported_in():
    cast = build()
    unit = Organisation.objects.create(kind="unit", name="一个单位", place=cast.street)
    telling = Telling(organisation=unit)
    with owner() as cursor:
        cursor.execute("DROP INDEX one_active_report_in_of_a_unit")
    try:
        together(
            *(
                partial(actions.ask, cast.actor(name), cast.community, telling)
                for name in ("hua", "li", "chen")
            )
        )
        assert UnitReportIn.objects.count() == 3
    finally:
        UnitReportInEvent.objects.all().delete()
        UnitReportIn.objects.all().delete()
        with owner() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX one_active_report_in_of_a_unit ON units_unitreportin "
                "(organisation_id, community_id) WHERE state IN ('asked', 'agreed')"
            )


def test_one_invitation_answered_in_two_windows_is_answered_once():
    cast = build()
    entered(cast)
    hua = cast.actor("hua")
    asks = [invitation(cast), invitation(cast)]
    answers = together(*(lambda one=one: actions.accept(hua, one) for one in asks))
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1, answers
    assert Liaison.objects.count() == 1
    assert LiaisonInvitation.objects.filter(agreed=True).count() == 1


def _list(count: int = 300) -> bytes:
    rows = [(f"员工{n}", f"1000002{n:04d}", "芙蓉苑") for n in range(count)]
    return csv_text(("姓名", "手机号", "小区"), rows).encode()


def test_the_same_file_read_and_applied_twice_at_once_is_one_set_of_invitations(monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 50)
    cast = build()
    unit = agreed(cast).organisation
    hua, content = cast.actor("hua"), _list()

    def whole() -> int:
        run = members.stage(hua, unit, content, "名单.csv")
        return members.apply(hua, run)

    answers = together(whole, whole)
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    assert UnitImport.objects.count() == 1
    assert UnitImportRow.objects.count() == 300
    assert MemberInvitation.objects.count() == 300
    # Whoever saw the other still reading applied nothing; the run is finished all the same.
    run = UnitImport.objects.get()
    assert members.apply(hua, run) == 0
    assert MemberInvitation.objects.count() == 300


def test_two_liaisons_with_the_same_list_at_once_invite_everybody_once(monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 50)
    cast = build()
    unit = agreed(cast).organisation
    people = {"phone": cast.li.phone, "name": "李敏", "hands_over": False}
    actions.invite_colleague(cast.actor("hua"), unit, **people)
    actions.accept(cast.actor("li"), invitation(cast, "li"))
    runs = [
        (actor, members.stage(actor, unit, _list(), "名单.csv"))
        for actor in (cast.actor("hua"), cast.actor("li"))
    ]
    together(*(lambda one=one: members.apply(*one) for one in runs))
    assert MemberInvitation.objects.count() == 300


def test_control_without_the_constraint_two_lists_invite_twice():
    """The guard is the constraint: without it both lists make their invitations."""
    cast = build()
    unit = agreed(cast).organisation
    people = {"phone": cast.li.phone, "name": "李敏", "hands_over": False}
    actions.invite_colleague(cast.actor("hua"), unit, **people)
    actions.accept(cast.actor("li"), invitation(cast, "li"))
    runs = [
        (actor, members.stage(actor, unit, _list(), "名单.csv"))
        for actor in (cast.actor("hua"), cast.actor("li"))
    ]
    with owner() as cursor:
        cursor.execute("DROP INDEX a_member_is_invited_once")
    try:
        together(*(lambda one=one: members.apply(*one) for one in runs))
        assert MemberInvitation.objects.count() > 300
    finally:
        MemberInvitation.objects.all().delete()
        with owner() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX a_member_is_invited_once ON units_memberinvitation "
                "(organisation_id, phone_index) WHERE NOT phone_index = ''"
            )
