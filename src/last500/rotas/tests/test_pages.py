"""The pages: the desk, a member's own, the household's own by link and by account."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.people.models import AccessEvent
from last500.rotas import actions
from last500.rotas.models import Rota, RotaMember, Turn, TurnSwap
from last500.rotas.tests.telling import FULL, arranged, fresh, joined, planned, seat_of, turns
from last500.service_requests import actions as requests
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(FULL):
        yield


def as_(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def once(**more: object) -> dict:
    return {"once": uuid4().hex} | more


def text(answer) -> str:
    return answer.content.decode()


def filled(cast, **more: object) -> dict:
    return once(
        title="买菜", category="digital_help", text="两样青菜", every="w1", weekday="4",
        start="9:30", minutes="45", wanted="1", starts_on="2026-03-02", months="6",
        how="said_on_phone", place=cast.a.pk, building=cast.building.pk, spot="home",
        door="2单元301", name="陈桂英", phone="10000000005", email="",
    ) | more  # fmt: skip


def test_the_desk_arranges_and_the_rota_runs(cast):
    lin = as_(cast, "lin")
    page = text(lin.get(f"/rotas/desk/{cast.a.pk}/"))
    assert "还没有轮值" in page
    answer = lin.post(f"/rotas/desk/{cast.a.pk}/new/", filled(cast))
    rota = Rota.objects.get()
    assert answer["Location"] == f"/rotas/one/{rota.pk}/"
    page = text(lin.get(answer["Location"]))
    assert "每周买菜" in page and "每周五 9:30" in page
    assert "陈桂英" not in page and "2单元301" not in page and "10000000005" not in page
    assert "王师傅" in page  # who fits, with the reason
    assert "每周买菜" in text(lin.get(f"/rotas/desk/{cast.a.pk}/"))


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast):
    lin = as_(cast, "lin")
    wrong = {"title": "", "minutes": "3", "start": "noon"}
    answer = lin.post(f"/rotas/desk/{cast.a.pk}/new/", filled(cast, **wrong))
    assert answer.status_code == 422
    page = text(answer)
    assert "时间请写成 9:30 这样" in page and "两样青菜" in page
    assert not Rota.objects.exists()


def test_the_same_form_sent_twice_is_one_rota(cast):
    lin, form = as_(cast, "lin"), filled(cast)
    for _time in range(2):
        assert lin.post(f"/rotas/desk/{cast.a.pk}/new/", form).status_code == 303
    assert Rota.objects.count() == 1


def test_from_the_page_of_a_request_without_typing_anything_of_the_household(cast):
    matter = cast.accepted("wang")
    lin = as_(cast, "lin")
    page = text(lin.get(f"/desk/request/{matter.number}/"))
    address = f"/rotas/desk/{cast.a.pk}/new/?of={matter.number}"
    assert address in page
    page = text(lin.get(address))
    assert 'name="phone"' not in page
    form = filled(cast, of=matter.number, title="看灯", category="public_facility")
    lin.post(f"/rotas/desk/{cast.a.pk}/new/", form)
    rota = Rota.objects.get()
    assert rota.from_request_id == matter.pk
    assert rota.contact.phone == cast.chen.phone
    # Another desk's request is not there.
    assert as_(cast, "lin").get(address.replace(matter.number, "0" * 11)).status_code == 404


def test_the_page_of_a_turns_request_leads_to_its_rota(cast):
    rota = arranged(cast, "wang")
    actions.place_due()
    number = ServiceRequest.objects.get().number
    assert f"/rotas/one/{rota.pk}/" in text(as_(cast, "lin").get(f"/desk/request/{number}/"))


def test_that_the_desk_read_it_is_written_down_for_the_household(cast):
    rota = arranged(cast, "wang")
    for _time in range(2):
        as_(cast, "he").get(f"/rotas/one/{rota.pk}/")
    look = AccessEvent.objects.get(contact=rota.contact, about=rota.pk)
    assert (look.fields, look.reason) == ("text", "安排轮值")
    page = text(Client().get(f"/rotas/k/{rota.link_key}/", follow=True))
    assert "社区值守" in page and "何晓" not in page


def test_neighbours_are_asked_in_and_say_yes_themselves(cast):
    rota = arranged(cast)
    lin, wang = as_(cast, "lin"), as_(cast, "wang")
    assert lin.post(f"/rotas/one/{rota.pk}/invite/", once()).status_code == 422
    asked = lin.post(f"/rotas/one/{rota.pk}/invite/", once(helpers=[cast.wang.pk, cast.li.pk]))
    assert asked.status_code == 303
    page = text(wang.get("/rotas/"))
    assert "每周教用手机" in page and "本小区" in page
    assert "陈桂英" not in page and "2单元301" not in page and "挂号" not in page
    seat = seat_of(cast, rota, "wang")
    assert as_(cast, "li").post(f"/rotas/seats/{seat.pk}/", once(answer="yes")).status_code == 404
    wang.post(f"/rotas/seats/{seat.pk}/", once(answer="yes"))
    assert seat_of(cast, rota, "wang").state == "joined"
    as_(cast, "li").post(f"/rotas/seats/{seat_of(cast, rota, 'li').pk}/", once(answer="no"))
    assert RotaMember.objects.count() == 1


def test_several_turns_with_one_press(cast):
    rota = arranged(cast, "wang", "li")
    wang = as_(cast, "wang")
    mine = [t.pk for t in turns(rota) if t.planned.filter(member__person=cast.wang).exists()][:2]
    answer = wang.post("/rotas/accept/", once(turns=mine), follow=True)
    assert "接下了 2 次" in text(answer)
    assert Acceptance.objects.filter(helper=cast.wang, ended_at=None).count() == 2
    assert text(answer).count("你接了") == 2
    # What others are planned for is not taken by writing its key into the form.
    theirs = [t.pk for t in turns(rota) if t.pk not in mine][:1]
    answer = as_(cast, "zhou").post("/rotas/accept/", once(turns=theirs), follow=True)
    assert "接下了" not in text(answer)


def test_whoever_cannot_presses_once(cast):
    rota = arranged(cast, "wang", "li")
    actions.place_due()
    turn = turns(rota)[0]
    wang = as_(cast, "wang")
    assert "这次来不了" in text(wang.get(f"/rotas/turns/{turn.pk}/"))
    wang.post(f"/rotas/turns/{turn.pk}/cannot/", once())
    assert Invitation.objects.get(answer="asked").helper == cast.li


def test_two_change_two_turns_and_both_have_said_yes(cast):
    rota = arranged(cast, "wang", "li")
    mine, theirs = turns(rota)[:2]
    wang, li = as_(cast, "wang"), as_(cast, "li")
    against = theirs.planned.get()
    wang.post(f"/rotas/turns/{mine.pk}/swap/", once(against=against.pk))
    assert planned(rota)[:2] == [("王建",), ("李敏",)]  # nothing changes before both agree
    page = text(li.get("/rotas/"))
    assert "王师傅想和你换" in page
    swap = TurnSwap.objects.get()
    assert as_(cast, "zhou").post(f"/rotas/swaps/{swap.pk}/", once()).status_code == 404
    li.post(f"/rotas/swaps/{swap.pk}/", once(answer="yes"))
    assert planned(rota)[:2] == [("李敏",), ("王建",)]
    # The plan leaves it as they agreed.
    joined(cast, rota, "zhou")
    assert planned(rota)[:2] == [("李敏",), ("王建",)]


def test_a_turn_that_was_accepted_is_handed_on_by_the_others_own_press(cast):
    rota = arranged(cast, "wang", "li")
    mine, theirs = turns(rota)[:2]
    actions.accept_ahead(cast.actor("wang"), [mine.pk])
    as_(cast, "wang").post(f"/rotas/turns/{mine.pk}/swap/", once(against=theirs.planned.get().pk))
    swap = TurnSwap.objects.get()
    as_(cast, "li").post(f"/rotas/swaps/{swap.pk}/", once(answer="yes"))
    held = Acceptance.objects.get(ended_at=None)
    assert (held.helper, held.request.turn) == (cast.li, mine)
    assert not Acceptance.objects.filter(helper=cast.wang, ended_at=None).exists()


def test_a_turn_that_was_only_offered_is_accepted_by_the_others_own_press(cast):
    rota = arranged(cast, "wang", "li")
    actions.place_due()
    mine, theirs = turns(rota)[:2]
    as_(cast, "wang").post(f"/rotas/turns/{mine.pk}/swap/", once(against=theirs.planned.get().pk))
    as_(cast, "li").post(f"/rotas/swaps/{TurnSwap.objects.get().pk}/", once(answer="yes"))
    assert Acceptance.objects.get(ended_at=None).helper == cast.li
    assert Invitation.objects.get(helper=cast.wang).answer == "refused"


@pytest.mark.parametrize("who", ["wang", "li"])
def test_no_is_no_and_can_be_taken_back(cast, who):
    rota = arranged(cast, "wang", "li")
    mine, theirs = turns(rota)[:2]
    as_(cast, "wang").post(f"/rotas/turns/{mine.pk}/swap/", once(against=theirs.planned.get().pk))
    swap = TurnSwap.objects.get()
    # Whoever asked cannot say the other's yes.
    if who == "wang":
        answer = as_(cast, who).post(f"/rotas/swaps/{swap.pk}/", once(answer="yes"))
        assert answer.status_code == 403
    as_(cast, who).post(f"/rotas/swaps/{swap.pk}/", once(answer="no"))
    assert planned(rota)[:2] == [("王建",), ("李敏",)]
    assert TurnSwap.objects.get().state == "over"


# ---- the household -------------------------------------------------------------------------------


def test_without_an_account_by_link_everything_with_one_press(cast):
    rota = arranged(cast, "wang", how="own_page")
    home = Client()
    answer = home.get(f"/rotas/k/{rota.link_key}/")
    assert answer["Location"] == f"/rotas/home/{rota.pk}/"  # the key leaves the address
    page = text(home.get(answer["Location"]))
    assert "同意，就这样来" in page and "王师傅" not in page
    word = f"/rotas/home/{rota.pk}/word/"
    home.post(word, once(word="agree"))
    assert fresh(rota).state == "running"
    home.post(word, once(word="skip", on="2026-03-06"))
    assert Turn.objects.get(rota=rota, on=date(2026, 3, 6)).state == "skipped"
    home.post(word, once(word="pause", days="14"))
    assert fresh(rota).state == "paused"
    home.post(word, once(word="resume"))
    home.post(word, once(word="renew"))
    home.post(f"/rotas/home/{rota.pk}/end/", once())
    assert fresh(rota).state == "ended"
    assert "已经结束" in text(home.get(answer["Location"]))


def test_who_comes_is_shown_when_they_have_accepted_and_not_before(cast):
    rota = arranged(cast, "wang")
    home = Client()
    home.get(f"/rotas/k/{rota.link_key}/")
    assert "王师傅" not in text(home.get(f"/rotas/home/{rota.pk}/"))
    actions.accept_ahead(cast.actor("wang"), [turns(rota)[0].pk])
    assert "王师傅来" in text(home.get(f"/rotas/home/{rota.pk}/"))


def test_an_officer_with_the_link_reads_but_does_not_speak(cast):
    rota = arranged(cast, how="own_page")
    lin = as_(cast, "lin")
    lin.get(f"/rotas/k/{rota.link_key}/")
    page = text(lin.get(f"/rotas/home/{rota.pk}/"))
    assert "同意，就这样来" not in page
    answer = lin.post(f"/rotas/home/{rota.pk}/word/", once(word="agree"))
    assert answer.status_code == 403
    assert fresh(rota).state == "asked"


def test_the_slip_is_for_whoever_arranged_it_and_for_an_hour(cast):
    rota = arranged(cast)
    lin = as_(cast, "lin")
    assert rota.link_key in text(lin.get(f"/rotas/one/{rota.pk}/slip/"))
    assert as_(cast, "he").get(f"/rotas/one/{rota.pk}/slip/").status_code == 404
    with clock.at(FULL + 61 * clock.MINUTE):
        assert as_(cast, "lin").get(f"/rotas/one/{rota.pk}/slip/").status_code == 404


def test_a_consent_is_taken_back_on_ones_own_page_and_all_is_gone(cast):
    rota = arranged(cast, "wang")
    rota.contact.person = cast.chen
    rota.contact.save(update_fields=["person"])
    consent = rota.contact.consents.get()
    chen = as_(cast, "chen")
    assert "轮值" in text(chen.get("/me/data/consents/"))
    chen.post(f"/me/data/consents/{consent.pk}/", once())
    row = fresh(rota)
    assert (row.state, row.title, row.text, row.contact.phone) == ("ended", "", "", "")


def test_whoever_came_for_a_turn_is_asked_whether_they_would_come_again(cast):
    arranged(cast)
    actions.place_due()
    matter = ServiceRequest.objects.select_related("place", "desk", "contact").get()
    requests.offer(cast.actor("lin"), matter, helpers=[cast.wang.pk])
    requests.accept(cast.actor("wang"), matter)
    requests.report_done(cast.actor("wang"), cast.fresh(matter))
    speaker = type(cast.actor("wang"))(opened=frozenset({matter.pk}))
    requests.confirm(speaker, cast.fresh(matter))
    wang = as_(cast, "wang")
    assert "下次也我来" in text(wang.get(f"/me/help/{matter.pk}/"))
    wang.post(f"/rotas/again/{matter.pk}/", once())
    assert RotaMember.objects.get().state == "joined"
    assert "下次也我来" not in text(wang.get(f"/me/help/{matter.pk}/"))


def test_the_next_turn_stands_among_my_dates(cast):
    arranged(cast, "wang")
    page = text(as_(cast, "wang").get("/me/"))
    assert "接下来的日子" in page and "每周教用手机" in page


# ---- bounds --------------------------------------------------------------------------------------


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("page", ["desk", "mine", "one"])
def test_the_number_of_statements_does_not_grow(cast, page):
    first = arranged(cast, "wang", "li")
    address = {
        "desk": f"/rotas/desk/{cast.a.pk}/",
        "mine": "/rotas/",
        "one": f"/rotas/one/{first.pk}/",
    }[page]
    client = as_(cast, "wang" if page == "mine" else "lin")
    before = statements(client, address)
    for _more in range(4):
        arranged(cast, "wang", "li", "zhou")
    joined(cast, first, "zhou")
    actions.place_due()
    assert statements(client, address) <= before + 2  # of a turn with a request: how one stands
    assert before < {"desk": 10, "mine": 10, "one": 25}[page]
