"""Moving is one act; a move that is refused is no move."""

import pytest

from last500.base.errors import Conflict, Forbidden, Refused
from last500.letters.models import Letter
from last500.notify.models import Message
from last500.organisations.models import Organisation
from last500.people.models import Consent
from last500.reportin import actions
from last500.reportin.models import Avoidance, HelperNumber, ReportIn, ReportInEvent
from last500.reportin.queries import own
from last500.service_requests.models import Acceptance
from last500.units.models import UnitReportIn
from tests.test_access import BACKEND


@pytest.fixture
def hua(cast, client):
    client.force_login(cast.hua, backend=BACKEND)
    return client


def reported_in(cast, **wishes):
    row = actions.ask(
        cast.actor("hua"), cast.a, kind="member", called="华师傅",
        wishes=actions.Wishes(skills=("chess",), **wishes),
    )  # fmt: skip
    actions.decide(cast.actor("lin"), row, confirmed=True)
    row.refresh_from_db()
    return row


def test_confirmed_there_is_a_slip_and_a_number_that_are_their_own(cast, hua):
    row = reported_in(cast)
    number = HelperNumber.objects.get(person=cast.hua)
    assert len(number.number) == 11
    lines = {value for _label, value in row.slip.lines}
    assert {str(number), "华平", "芙蓉苑"} <= lines
    assert not any("党" in value for value in [*lines, *row.slip.body])
    answer = hua.get("/me/wishes/slip/")
    assert (answer.status_code, answer["Location"]) == (303, f"/letters/{row.slip_id}/")
    assert str(number) in hua.get("/me/wishes/number/").content.decode()
    assert row.slip.code in hua.get(answer["Location"]).content.decode().replace("-", "")


def test_a_move_takes_everything_along_and_ends_what_was(cast, hua):
    old = reported_in(cast, most_month=3, avoid_phones=("10000090009",), gender="f")
    held = cast.accepted("hua")
    there = hua.get("/c/zhichang/report-in/")
    assert there["Location"] == "/me/wishes/move/?to=zhichang"
    form = {"once": "m" * 32, "building": ""}
    assert hua.post(there["Location"], form)["Location"] == "/me/"
    new = own(cast.actor("hua"))
    assert (new.place, new.state, new.moved_from_id) == (cast.c, "asked", old.pk)
    assert (new.skills, new.most_month, new.gender, new.kind) == (["chess"], 3, "f", "member")
    assert Avoidance.objects.filter(report_in=new).count() == 1
    old.refresh_from_db()
    assert old.state == "ended" and old.ended_at
    # The paper of the old place says so to whoever checks it; the number stays.
    assert Letter.objects.get(pk=old.slip_id).ended_at
    assert HelperNumber.objects.filter(person=cast.hua).count() == 1
    assert Acceptance.objects.get(request=held, helper=cast.hua).ended_at is None
    for row in (old, new):
        assert ReportInEvent.objects.filter(report_in=row).exists()
    assert Message.objects.filter(kind="desk_report_in", person=cast.he).exists()


def test_refused_there_it_is_in_force_again_here_with_the_wishes_of_now(cast):
    old = reported_in(cast, avoid_phones=("10000090009",))
    me = cast.actor("hua")
    new = actions.move(me, old, cast.b)
    actions.change(me, new, actions.Wishes(skills=("music",)))
    actions.decide(cast.actor("qian"), new, confirmed=False)
    back = own(me)
    assert (back.pk, back.state, back.ended_at, back.skills) == (
        old.pk,
        "confirmed",
        None,
        ["music"],
    )
    assert back.avoidances.count() == 1
    assert ReportIn.objects.get(pk=new.pk).state == "refused"
    assert back.slip.ended_at is None
    told = Message.objects.get(kind="report_in_back", channel="inbox")
    assert (told.person, told.params["old"]) == (cast.hua, "芙蓉苑")


def test_of_two_moves_in_a_row_each_is_undone_by_itself(cast):
    old = reported_in(cast)
    me = cast.actor("hua")
    first = actions.move(me, old, cast.b)
    second = actions.move(me, first, cast.c)
    actions.decide(cast.actor("he"), second, confirmed=False)
    assert own(me).pk == first.pk and own(me).state == "asked"
    actions.decide(cast.actor("qian"), ReportIn.objects.get(pk=first.pk), confirmed=False)
    assert own(me).pk == old.pk and own(me).state == "confirmed"


def test_the_first_time_refused_the_wishes_are_offered_again(cast, hua):
    row = actions.ask(
        cast.actor("hua"), cast.a, kind="volunteer", called="华师傅",
        wishes=actions.Wishes(skills=("chess",), other_skills="会拉二胡"),
    )  # fmt: skip
    actions.decide(cast.actor("lin"), row, confirmed=False)
    assert own(cast.actor("hua")) is None
    page = hua.get("/c/zhichang/report-in/").content.decode()
    assert "会拉二胡" in page
    assert Message.objects.filter(kind="report_in_refused", person=cast.hua).exists()


def test_nobody_moves_somebody_else_or_to_where_they_are_or_twice(cast):
    row = reported_in(cast)
    with pytest.raises(Forbidden):
        actions.move(cast.actor("lin"), row, cast.c)
    for place in (cast.a, cast.community):
        with pytest.raises(Refused):
            actions.move(cast.actor("hua"), row, place)
    stale = ReportIn.objects.get(pk=row.pk)
    actions.move(cast.actor("hua"), row, cast.c)
    with pytest.raises(Conflict):
        actions.move(cast.actor("hua"), stale, cast.b)


def test_where_to_is_found_by_name(cast, hua):
    reported_in(cast)
    page = hua.get("/me/wishes/move/?q=纸厂").content.decode()
    assert "纸厂宿舍" in page and "?to=zhichang" in page
    assert "没有找到这个小区" in hua.get("/me/wishes/move/?q=月球").content.decode()
    assert hua.get("/me/wishes/move/?to=nowhere").status_code == 404


# ---- the unit -----------------------------------------------------------------------------------


@pytest.fixture
def school(cast):
    unit = Organisation.objects.create(kind="unit", name="第三中学", place=cast.street)
    now = ReportIn.objects.get(person=cast.wang).asked_at
    UnitReportIn.objects.create(
        organisation=unit, community=cast.community, state="agreed", asked_at=now,
        unit_agreed_at=now, community_agreed_at=now,
    )  # fmt: skip
    return unit


def consent(cast):
    return Consent.objects.filter(person=cast.hua, purpose="tell_unit", withdrawn_at=None)


def test_the_unit_is_told_by_the_tick_alone(cast, hua, school):
    row = reported_in(cast)
    assert row.organisation is None
    page = "/me/wishes/unit/"
    assert "第三中学" in hua.get(page).content.decode()
    hua.post(page, {"organisation": str(school.pk), "once": "u" * 32})
    row.refresh_from_db()
    assert row.organisation is None and not consent(cast).exists()
    assert hua.post(page, {"tell_unit": "on", "once": "v" * 32}).status_code == 422
    hua.post(page, {"organisation": str(school.pk), "tell_unit": "on", "once": "w" * 32})
    row.refresh_from_db()
    assert row.organisation == school and consent(cast).exists()
    hua.post(page, {"organisation": str(school.pk), "once": "x" * 32})
    row.refresh_from_db()
    assert row.organisation is None and not consent(cast).exists()


def test_taking_the_consent_back_empties_the_unit_and_nothing_else(cast, hua, school):
    row = reported_in(cast)
    actions.tell_unit(cast.actor("hua"), row, school)
    key = consent(cast).get().pk
    assert "告诉单位" in hua.get("/me/data/consents/").content.decode()
    assert hua.post(f"/me/data/consents/{key}/", {"once": "t" * 32}).status_code == 303
    row.refresh_from_db()
    assert (row.organisation, row.state, row.skills) == (None, "confirmed", ["chess"])


def test_a_link_from_a_unit_names_it_and_ticks_nothing(cast, hua, school):
    page = hua.get(f"/c/furongyuan/report-in/?unit={school.pk}").content.decode()
    assert f'value="{school.pk}" selected' in page
    assert 'name="tell_unit" id="id_tell_unit" checked' not in page
    for unknown in ("x", str(cast.hua.pk), "%00"):
        assert hua.get(f"/c/furongyuan/report-in/?unit={unknown}").status_code == 200


@pytest.mark.parametrize("confirmed", [True, False])
def test_where_the_unit_is_not_it_is_told_nothing_more(cast, school, confirmed):
    row = reported_in(cast)
    me = cast.actor("hua")
    actions.tell_unit(me, row, school)
    new = actions.move(me, row, cast.b)
    assert new.organisation is None
    actions.decide(cast.actor("qian"), new, confirmed=confirmed)
    # Back where it began, it is as it was; settled elsewhere, the consent is over.
    assert own(me).organisation_id == (None if confirmed else school.pk)
    assert consent(cast).exists() is not confirmed


def test_within_the_same_community_the_unit_goes_along(cast, hua, school):
    row = reported_in(cast)
    actions.tell_unit(cast.actor("hua"), row, school)
    hua.post("/me/wishes/move/?to=zhichang", {"building": "", "once": "m" * 32})
    assert own(cast.actor("hua")).organisation == school
    assert consent(cast).exists()
