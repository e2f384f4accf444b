"""一轮一轮地请 on the card, and the rule of a compound on its page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Conflict, Forbidden, Refused
from last500.dispatch import inviting, wave_rules
from last500.dispatch.models import Asking, WaveRule
from last500.dispatch.policies import AT_ONCE
from last500.dispatch.tests.asking import NOON, begun, neighbours
from last500.dispatch.waves import Urgency
from last500.organisations.models import Office
from last500.service_requests import actions
from last500.service_requests.models import Invitation
from last500.web.desk.tests.test_desk import as_, key, text
from last500.web.desk.tests.test_handling import take, verifying

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def lin(cast):
    return as_(cast.lin)


def card(client, request) -> str:
    return text(client.get(f"/desk/request/{request.number}/"))


class TestTheCard:
    def test_it_says_what_will_happen_and_to_how_many_at_most(self, cast, lin):
        request = cast.verified()
        page = card(lin, request)
        assert "一轮一轮地请（看情况补位）" in page
        most = AT_ONCE[Urgency.NORMAL]
        assert f"现在最多同时请 {most} 位" in page
        assert "随便请五位" not in page

    def test_from_press_to_stop(self, cast, lin):
        neighbours(cast, 12)
        request = cast.verified()
        assert take(lin, request, "ask-begin", way="seven").status_code == 303
        request = cast.fresh(request)
        page = card(lin, request)
        assert "还没开始请" in page and "一轮一轮地请（" not in page
        inviting.ask_in_waves()
        page = card(lin, request)
        assert "请过 7 位，7 位还没回话" in page and "始终请着七位" in page
        assert "现在就补请" in page
        assert take(lin, request, "ask-more").status_code == 303
        assert take(lin, request, "ask-way", way="open_to_all").status_code == 303
        inviting.ask_in_waves()
        assert "也公开请人了" in card(lin, request)
        assert take(lin, request, "ask-stop").status_code == 303
        assert "一轮一轮地请（看情况补位）" in card(lin, request)
        assert Asking.objects.get().ended_how == "stopped"

    def test_it_names_nobody_and_counts_no_refusal(self, cast, lin):
        people = neighbours(cast, 4)
        asking = begun(cast, way="seven")
        inviting.ask_in_waves()
        one = Invitation.objects.filter(answer="asked").first()
        name = next(n for n, p in cast.people.items() if p.pk == one.helper_id)
        actions.refuse(cast.actor(name), one)
        page = card(lin, asking.request)
        assert "请过 7 位，6 位还没回话" in page
        assert "这次不行" not in page
        asked = [p.called for p in people if p.pk in set(Invitation.objects.values_list(
            "helper", flat=True))]  # fmt: skip
        assert asked and not any(name in page for name in asked)

    def test_pressed_twice_it_is_begun_once(self, cast, lin):
        request = cast.verified()
        body = key() | {"way": "adaptive", "seen": "verified-0"}
        address = f"/desk/request/{request.number}/ask-begin/"
        assert [lin.post(address, body).status_code for _ in range(2)] == [303, 303]
        assert Asking.objects.count() == 1

    def test_whoever_was_slower_is_told(self, cast, lin):
        asking = begun(cast)
        inviting.stop(cast.actor("he"), cast.fresh(asking.request))
        assert take(lin, cast.fresh(asking.request), "ask-stop").status_code == 409

    def test_a_way_that_is_none_is_refused(self, cast, lin):
        request = cast.verified()
        assert take(lin, request, "ask-begin", way="random").status_code == 422
        assert not Asking.objects.exists()

    def test_the_card_takes_no_statement_more(self, cast, lin):
        request = cast.verified()
        lin.get(f"/desk/request/{request.number}/")
        before = statements(lin, request)
        inviting.begin(cast.actor("lin"), cast.fresh(request), way="seven")
        inviting.ask_in_waves()
        assert statements(lin, request) <= before

    def test_the_resident_reads_that_neighbours_are_being_asked(self, cast):
        asking = begun(cast)
        page = text(as_(cast.chen).get(f"/r/{asking.request.number}/"))
        assert "正在请邻居" in page and "一轮一轮地请合适的邻居" in page


def statements(client, request) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(f"/desk/request/{request.number}/").status_code == 200
    return len(spent)


def ruled(cast, who: str = "lin", place: str = "a", **more: object) -> WaveRule:
    filled = {
        "way": "adaptive",
        "categories": ["public_facility"],
        "from_on": clock.today(),
        "decided_by": "居民议事会",
        "why": "小事不用等值守上班",
        "seen": 0,
    } | more
    place = getattr(cast, place)
    return wave_rules.set_rule(cast.actor(who), place, **filled)  # type: ignore[arg-type]


class TestTheRule:
    def test_none_by_default_nothing_begins(self, cast):
        cast.verified()
        assert not Asking.objects.exists()

    def test_with_it_verification_begins(self, cast, lin):
        neighbours(cast, 8)
        rule = ruled(cast)
        request = cast.placed()
        answer = take(lin, request, "verify", **verifying(request))
        assert "照小区的规矩" in text(lin.get(answer["Location"]))
        asking = Asking.objects.get()
        assert (asking.rule, asking.office, asking.request) == (rule, None, request)
        inviting.ask_in_waves()
        assert cast.fresh(request).state == "offered"
        assert Invitation.objects.exists()

    @pytest.mark.parametrize("other", [{"category": "environment", "spot": "yard"}])
    def test_for_other_kinds_the_desk_presses(self, cast, other):
        ruled(cast)
        cast.verified(**other)
        assert not Asking.objects.exists()

    def test_not_before_its_day_nor_after_its_end(self, cast):
        ruled(cast, from_on=clock.today() + timedelta(2))
        cast.verified()
        assert not Asking.objects.exists()
        with clock.at(NOON + 3 * clock.DAY):
            cast.verified()
            assert Asking.objects.count() == 1
            wave_rules.end_rule(cast.actor("lin"), cast.a, seen=1)
            cast.verified()
            assert Asking.objects.count() == 1

    def test_a_later_version_takes_its_place_on_its_day_and_none_is_edited(self, cast):
        first = ruled(cast)
        ruled(cast, way="one_by_one", from_on=clock.today() + timedelta(5), seen=1)
        rows = wave_rules.history_of(cast.a)
        assert wave_rules.in_force(rows) == first
        with clock.at(NOON + 6 * clock.DAY):
            assert wave_rules.in_force(rows).way == "one_by_one"
        wave_rules.end_rule(cast.actor("lin"), cast.a, seen=2)
        assert wave_rules.in_force(wave_rules.history_of(cast.a)) is None
        with clock.at(NOON + 6 * clock.DAY):
            assert wave_rules.in_force(wave_rules.history_of(cast.a)) is None

    def test_a_compound_without_a_desk_has_that_of_its_community(self, cast):
        ruled(cast, "he", "community")
        request = actions.verify(cast.actor("lin"), cast.placed(), how="phone")
        assert not Asking.objects.exists()  # it has a desk of its own
        Office.objects.filter(place=cast.a).update(to_on=clock.today() - clock.DAY)
        assert wave_rules.rule_for(request).place == cast.community

    def test_only_its_own_desk_makes_it_and_of_two_the_second_is_told(self, cast):
        for who in ("he", "sun", "qian", "wang"):
            with pytest.raises(Forbidden):
                ruled(cast, who)
        ruled(cast)
        with pytest.raises(Conflict):
            ruled(cast)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"way": "random"},
            {"categories": ["flying"]},
            {"from_on": NOON.date() - timedelta(1)},
            {"decided_by": " "},
            {"why": ""},
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(self, cast, wrong):
        with pytest.raises(Refused) as refused:
            ruled(cast, **wrong)
        assert refused.value.field == next(iter(wrong))

    def test_neither_what_is_dangerous_nor_what_needs_a_paper(self):
        kinds = wave_rules.kinds()
        assert kinds and not any(kind.dangerous or kind.qualification for kind in kinds)

    def test_a_turn_of_a_rota_keeps_its_own_order(self, cast):
        """Neither the rule nor a press asks in waves for what a rota has verified."""
        ruled(cast)
        request = actions.verify(CLOCK, cast.placed(), how="rota")
        assert not Asking.objects.exists()
        with pytest.raises(Refused):
            inviting.begin(cast.actor("lin"), cast.fresh(request), way="adaptive")

    def test_an_emergency_begins_nothing(self, cast):
        ruled(cast, categories=[kind.code for kind in wave_rules.kinds()])
        request = cast.placed(text="快来人，我妈晕倒了没有呼吸", category="elder_company")
        request.refresh_from_db()
        assert request.suspected_emergency
        actions.verify(cast.actor("lin"), cast.fresh(request), how="phone")
        assert not Asking.objects.exists()


class TestTheRulesPage:
    def test_set_end_and_read(self, cast, lin):
        address = f"/desk/{cast.a.pk}/asking/"
        page = text(lin.get(address))
        assert "没有定规矩" in page and "始终请着七位" in page and "随便请五位" not in page
        said = {
            "way": "seven",
            "categories": ["public_facility"],
            "from_on": "2026-03-02",
            "decided_by": "居民议事会",
            "why": "小事不用等",
            "seen": "0",
        }
        assert lin.post(address, key() | said).status_code == 303
        page = text(lin.get(address))
        assert "核实完就自己开始请的：公共设施" in page and "小事不用等" in page
        assert lin.post(f"{address}end/", key() | {"seen": "1"}).status_code == 303
        assert "没有定规矩" in text(lin.get(address))

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, cast, lin):
        answer = lin.post(
            f"/desk/{cast.a.pk}/asking/",
            key() | {"way": "seven", "from_on": "2026-03-02", "why": "小事不用等", "seen": "0"},
        )
        assert answer.status_code == 422
        assert "小事不用等" in text(answer)
        assert not WaveRule.objects.exists()

    def test_those_above_read_it_and_set_nothing(self, cast):
        he = as_(cast.he)
        page = text(he.get(f"/desk/{cast.a.pk}/asking/"))
        assert "有哪几种请法" in page and "另定一个" not in page
        assert he.post(f"/desk/{cast.a.pk}/asking/end/", key()).status_code == 403

    def test_everybody_reads_it(self, cast):
        ruled(cast)
        page = text(Client().get(f"/desk/{cast.a.pk}/asking/"))
        assert "小事不用等值守上班" in page and "另定一个" not in page

    def test_few_statements(self, cast, lin):
        for number in range(5):
            ruled(cast, seen=number)
        with CaptureQueriesContext(connection) as spent:
            lin.get(f"/desk/{cast.a.pk}/asking/")
        assert len(spent) <= 6
