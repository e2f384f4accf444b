"""A unit's report-in from both sides: nothing is agreed without both yes, either side ends it."""

import pytest

from last500.base import clock, erasing
from last500.base.errors import Conflict, Forbidden, Refused
from last500.letters.models import Letter
from last500.notify.models import Message
from last500.organisations.models import Liaison, Organisation
from last500.organisations.queries import is_liaison, speaks_for
from last500.people.leaving import close_account
from last500.people.models import AccessEvent
from last500.units import actions, queries
from last500.units.actions import Telling
from last500.units.models import LiaisonInvitation, UnitReportIn, UnitReportInEvent
from last500.units.rules import Side
from last500.units.tests.world import agreed, asked, entered, fresh, invitation, speaks

pytestmark = pytest.mark.django_db
U, C = Side.UNIT, Side.COMMUNITY


def told(person) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_somebody_reports_their_unit_in_and_speaks_for_it_once_the_community_agrees(cast):
    row = fresh(asked(cast))
    assert row.waits_for == C
    assert not speaks(cast, "hua"), "nobody speaks for a unit before a community has agreed"
    assert told(cast.he) == ["unit_asked"]
    actions.agree(cast.actor("he"), row, C, contact="小蒋")
    row = fresh(row)
    assert (row.state, row.waits_for) == ("agreed", None)
    assert [one.name for one in speaks_for(cast.actor("hua"))] == ["区图书馆党支部"]
    assert queries.units_at(cast.community) == [row.organisation]
    assert told(cast.hua) == ["unit_agreed"]
    assert row.organisation.place == cast.street, "kept at the street: it may report in elsewhere"


def test_the_community_enters_a_unit_and_its_liaison_agrees_by_their_own_act(cast):
    row = entered(cast)
    assert row.waits_for == U
    assert told(cast.hua) == ["liaison_invited"]
    with pytest.raises(LiaisonInvitation.DoesNotExist):
        invitation(cast, "li")
    with pytest.raises(Forbidden):
        actions.agree(cast.actor("he"), fresh(row), U)
    actions.accept(cast.actor("hua"), invitation(cast))
    row = fresh(row)
    assert (row.state, row.unit_agreed_by) == ("agreed", cast.hua)
    assert speaks(cast, "hua")
    left = LiaisonInvitation.objects.get()
    assert (left.name, left.phone, left.phone_index, left.agreed) == ("", "", "", True)


def test_whoever_is_asked_says_no_and_what_was_written_of_them_is_erased(cast):
    row = entered(cast)
    actions.decline(cast.actor("hua"), invitation(cast))
    left = LiaisonInvitation.objects.get()
    assert (left.name, left.phone, left.phone_index, left.agreed) == ("", "", "", False)
    assert fresh(row).state == "refused"
    assert told(cast.he) == ["unit_refused"]
    assert not speaks(cast, "hua")


def test_an_invitation_that_is_not_answered_is_over_after_its_term_and_erased(cast):
    entered(cast)
    key = invitation(cast).pk
    with clock.at(clock.now() + 61 * clock.DAY):
        assert not LiaisonInvitation.objects.visible_to(cast.actor("hua")).exists()
        erasing.run()
    assert not LiaisonInvitation.objects.filter(pk=key).exists()


def test_the_community_refuses_with_a_reason_and_it_may_be_asked_again(cast):
    row = fresh(asked(cast))
    with pytest.raises(Refused, match="原因"):
        actions.refuse(cast.actor("he"), row, C, reason=" ")
    actions.refuse(cast.actor("he"), row, C, reason="请到隔壁社区，那边正缺")
    row = fresh(row)
    assert (row.state, row.reason) == ("refused", "请到隔壁社区，那边正缺")
    again = asked(cast, organisation=row.organisation)
    assert (again.state, again.organisation) == ("asked", row.organisation)


@pytest.mark.parametrize("who", ["hua", "li", "lin", "qian", "tang", "op", "chen"])
def test_nobody_but_the_communitys_own_officers_agrees_for_it(cast, who):
    row = fresh(asked(cast))
    with pytest.raises(Forbidden):
        actions.agree(cast.actor(who), row, C)


def test_the_agreement_is_a_letter_that_names_offices_and_holds_as_long_as_it_does(cast):
    row = agreed(cast)
    words = dict(row.letter.lines)
    assert words["单位提供"] == "周末故事会"
    assert words["节奏"] == "每 3 个月至少做一次"
    assert "党群服务中心" in words["社区提供"]
    assert cast.hua.name not in str(row.letter.lines), "only by their own tick"
    assert cast.he.name not in str(row.letter.lines)
    assert any("第十四、十六、十七条" in line for line in row.letter.body)
    actions.end(cast.actor("hua"), row, U)
    assert Letter.objects.get().ended_at is not None


def test_the_liaisons_name_stands_there_by_their_own_tick(cast):
    row = agreed(cast, names_liaison=True)
    assert cast.hua.name in dict(row.letter.lines)["单位同意"]


@pytest.mark.parametrize(("who", "side"), [("hua", U), ("he", C), ("sun", C)])
def test_either_side_ends_it_at_any_time_without_a_reason(cast, who, side):
    row = agreed(cast)
    Message.objects.all().delete()
    actions.end(cast.actor(who), row, side)
    assert fresh(row).state == "ended"
    assert not queries.units_at(cast.community)
    assert told(cast.hua if side == C else cast.he) == ["unit_ended"]
    with pytest.raises(Conflict):
        actions.end(cast.actor(who), fresh(row), side)


def test_what_was_asked_is_taken_back_by_whoever_asked_and_by_nobody_else(cast):
    row = fresh(asked(cast))
    with pytest.raises(Conflict):
        actions.end(cast.actor("he"), row, C)
    actions.end(cast.actor("hua"), row, U)
    assert fresh(row).state == "ended"
    row = entered(cast, organisation=row.organisation)
    actions.end(cast.actor("he"), fresh(row), C)
    assert not LiaisonInvitation.objects.exists(), "what it waited for goes with it"


def test_one_organisation_reports_in_to_several_communities_each_by_itself(cast):
    first = agreed(cast)
    far = cast.b.parent
    second = asked(cast, community=far, organisation=first.organisation)
    with pytest.raises(Conflict, match="已经报到"):
        asked(cast, organisation=first.organisation)
    with pytest.raises(Forbidden):
        actions.agree(cast.actor("he"), fresh(second), C)
    assert not UnitReportIn.objects.handled_by(cast.actor("he")).filter(pk=second.pk).exists()
    assert UnitReportIn.objects.of(cast.actor("hua")).count() == 2


def test_a_stranger_cannot_take_a_unit_that_has_a_liaison(cast):
    row = agreed(cast)
    with pytest.raises(Refused, match="已经有联络员"):
        asked(cast, "li", community=cast.b.parent, organisation=row.organisation)


def test_names_alike_in_the_same_street_are_shown_before_a_second_one_is_made(cast):
    agreed(cast)
    with pytest.raises(Refused, match="名字差不多"):
        asked(cast, "li", name="区图书馆")
    far = asked(cast, "li", name="区图书馆", community=cast.b.parent)
    assert far.organisation.name == "区图书馆", "another street"
    assert asked(cast, "zhou", name="区图书馆", anew=True)
    assert Organisation.objects.filter(name="区图书馆").count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "馆" * 81}, "name"),
        ({"kind": "community"}, "kind"),
        ({"kind": "compound_branch"}, "kind"),
        ({"rhythm_days": 6}, "rhythm"),
        ({"rhythm_days": 367}, "rhythm"),
        ({"offers": "话" * 401}, "offers"),
        ({"phone": "找老王"}, "phone"),
    ],
)
def test_what_is_filled_in_wrong_is_refused_beside_its_field(cast, more, field):
    with pytest.raises(Refused) as refused:
        asked(cast, **more)
    assert refused.value.field == field
    assert not Organisation.objects.filter(kind="unit").exists(), "nothing half done"


def test_moving_ends_here_and_asks_there_in_one_act(cast):
    row = agreed(cast)
    moved = actions.move(cast.actor("hua"), row, cast.b.parent)
    row, moved = fresh(row), fresh(moved)
    assert (row.state, moved.state, moved.moved_from) == ("ended", "asked", row)
    assert (moved.offers, moved.rhythm_days) == (row.offers, row.rhythm_days)
    assert speaks(cast, "hua")
    with pytest.raises(Conflict):
        actions.move(cast.actor("hua"), row, cast.b.parent)


def test_moving_to_where_it_is_already_changes_nothing(cast):
    row = agreed(cast)
    asked(cast, community=cast.b.parent, organisation=row.organisation)
    with pytest.raises(Conflict):
        actions.move(cast.actor("hua"), row, cast.b.parent)
    assert fresh(row).state == "agreed"
    with pytest.raises(Refused):
        actions.move(cast.actor("hua"), fresh(row), cast.community)


def test_another_rhythm_holds_when_the_other_side_has_said_yes(cast):
    row = agreed(cast)
    old = row.letter
    actions.propose_rhythm(cast.actor("hua"), row, U, days=30)
    row = fresh(row)
    assert (row.rhythm_days, row.rhythm_wanted) == (90, 30)
    with pytest.raises(Conflict):
        actions.answer_rhythm(cast.actor("hua"), row, U, agreed=True)
    actions.answer_rhythm(cast.actor("he"), row, C, agreed=True)
    row = fresh(row)
    assert (row.rhythm_days, row.rhythm_wanted, row.rhythm_wanted_by) == (30, None, "")
    assert row.letter != old
    assert Letter.objects.get(pk=old.pk).ended_at and not row.letter.ended_at


def test_the_old_rhythm_is_kept_by_a_no(cast):
    row = agreed(cast)
    actions.propose_rhythm(cast.actor("he"), row, C, days=7)
    actions.answer_rhythm(cast.actor("hua"), fresh(row), U, agreed=False)
    row = fresh(row)
    assert (row.rhythm_days, row.rhythm_wanted) == (90, None)
    assert Letter.objects.get().ended_at is None


def test_handing_over_changes_nothing_before_the_other_has_said_yes(cast):
    row = agreed(cast)
    unit = row.organisation
    hua, li = cast.actor("hua"), cast.actor("li")
    actions.invite_colleague(hua, unit, name="李敏", phone=cast.li.phone, hands_over=True)
    assert is_liaison(hua, unit) and not is_liaison(li, unit)
    actions.accept(li, invitation(cast, "li"))
    assert is_liaison(li, unit) and not is_liaison(hua, unit)
    assert not UnitReportIn.objects.of(cast.actor("hua")).exists(), "nothing of it is theirs now"
    assert "liaison_changed" in told(cast.he)


def test_a_unit_may_have_several_liaisons_and_each_may_lay_it_down(cast):
    unit = agreed(cast).organisation
    actions.invite_colleague(
        cast.actor("hua"), unit, name="李敏", phone=cast.li.phone, hands_over=False
    )
    with pytest.raises(Conflict):
        actions.invite_colleague(
            cast.actor("hua"), unit, name="李敏", phone=cast.li.phone, hands_over=False
        )
    actions.accept(cast.actor("li"), invitation(cast, "li"))
    assert speaks(cast, "hua") and speaks(cast, "li")
    actions.step_down(cast.actor("hua"), unit)
    assert not is_liaison(cast.actor("hua"), unit) and is_liaison(cast.actor("li"), unit)
    with pytest.raises(Forbidden):
        actions.step_down(cast.actor("hua"), unit)
    with pytest.raises(Forbidden):
        actions.invite_colleague(
            cast.actor("chen"), unit, name="某", phone=cast.zhou.phone, hands_over=False
        )


def test_a_unit_whose_liaisons_are_gone_is_asked_for_anew_by_whoever_comes(cast):
    row = agreed(cast)
    actions.step_down(cast.actor("hua"), row.organisation)
    actions.end(cast.actor("he"), fresh(row), C)
    again = fresh(asked(cast, "li", organisation=row.organisation))
    actions.agree(cast.actor("he"), again, C)
    assert is_liaison(cast.actor("li"), row.organisation)


def test_name_and_number_are_opened_with_a_reason_and_the_liaison_sees_who_looked(cast):
    row = agreed(cast)
    liaison = Liaison.objects.get(person=cast.hua)
    with pytest.raises(Refused, match="为什么"):
        actions.reveal(cast.actor("he"), row, liaison, reason=" ")
    shown = actions.reveal(cast.actor("he"), row, liaison, reason="商量周末的故事会")
    assert shown == (cast.hua.name, cast.hua.phone)
    look = AccessEvent.objects.get(subject=cast.hua)
    assert (look.kind, look.fields, look.reason) == ("reveal", "name,phone", "商量周末的故事会")
    assert look.viewer_role == "社区值守"


@pytest.mark.parametrize("who", ["li", "lin", "qian", "zhao", "tang", "gao", "op"])
def test_nobody_else_sees_name_or_number_of_a_liaison(cast, who):
    row = agreed(cast)
    liaison = Liaison.objects.get(person=cast.hua)
    with pytest.raises(Forbidden):
        actions.reveal(cast.actor(who), row, liaison, reason="想看看")
    assert not UnitReportIn.objects.visible_to(cast.actor(who)).exists()
    assert not AccessEvent.objects.exists()


def test_after_the_end_the_community_sees_the_liaison_no_more(cast):
    row = agreed(cast)
    actions.end(cast.actor("hua"), row, U)
    with pytest.raises(Forbidden):
        liaison = Liaison.objects.get(person=cast.hua)
        actions.reveal(cast.actor("he"), fresh(row), liaison, reason="再问问")


def test_the_history_says_which_side_and_the_log_holds_it(cast):
    row = agreed(cast)
    events = UnitReportInEvent.objects.filter(report_in=row).order_by("at", "pk")
    assert [(e.action, e.side, e.to_state) for e in events] == [
        ("ask", "unit", "asked"),
        ("agree", "community", "agreed"),
    ]
    assert events[1].office is not None


def test_closing_an_account_takes_the_name_out_and_leaves_the_units_word(cast):
    row, name = agreed(cast, names_liaison=True), cast.hua.name
    assert name in str(row.letter.lines)
    close_account(cast.actor("hua"))
    assert not is_liaison(cast.actor("hua"), row.organisation)
    row = fresh(row)
    assert (row.state, row.unit_agreed_by, row.letter.ended_at) == ("agreed", None, None)
    assert not any(name in str(letter.lines) for letter in Letter.objects.all())


def test_what_only_somebody_who_left_has_asked_for_is_over(cast):
    row = asked(cast)
    close_account(cast.actor("hua"))
    assert fresh(row).state == "ended"


def test_after_its_term_an_ended_report_in_is_gone_with_its_history(cast):
    row = agreed(cast)
    actions.step_down(cast.actor("hua"), row.organisation)
    actions.end(cast.actor("he"), fresh(row), C)
    with clock.at(clock.now() + 370 * clock.DAY):
        erasing.run()
    assert not UnitReportIn.objects.exists()
    assert not UnitReportInEvent.objects.exists()
    assert not Liaison.objects.exists()


def test_a_community_cannot_be_a_compound(cast):
    with pytest.raises(Refused):
        actions.ask(cast.actor("hua"), cast.a, Telling(name="区小学", kind="unit"))
