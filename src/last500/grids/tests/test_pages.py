"""The pages of seats: from the gate to holding one, from a word told to its answer."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.grids import actions
from last500.grids.actions.answering import Showing
from last500.grids.models import Note, Placement, Seat
from last500.grids.rules import NoteState, State
from last500.grids.tests import town
from last500.people.models import Person
from last500.places.models import Place

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"
GATE = "/grids/at/furongyuan/"
CANARY = "鵺鵺鵺"


@pytest.fixture
def yard(cast):
    return town.yard(cast)


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def press(client: Client, address: str, /, *args: object, **said: object):
    return client.post(reverse(address, args=args), {"once": uuid4().hex, **said})


def test_from_the_desk_to_the_gate_by_ones_own_press(cast, yard):
    lin, wang = signed_in(cast, "lin"), signed_in(cast, "wang")
    assert "三号楼 · 楼栋长 空着" in text_of(lin.get(f"/grids/desk/{cast.a.pk}/"))
    page = text_of(lin.get(f"/grids/seats/{yard.seat.pk}/"))
    assert "王师傅 住在这栋楼 请这位" in page and "周师傅" not in page
    assert press(lin, "grids:ask", yard.seat.pk, person=cast.wang.pk).status_code == 303
    assert "有人在任" not in text_of(Client().get(GATE))
    placement = Placement.objects.get()
    page = text_of(wang.get(f"/grids/placements/{placement.pk}/answer/"))
    for said in ("收大家的意见", "一年", "一周约半小时", "不走访、不登记、不报告住户", "这次不做"):
        assert said in page
    boxes = wang.get(f"/grids/placements/{placement.pk}/answer/").content.decode()
    assert "checked" not in boxes[boxes.index("<main") :]  # nothing is ticked beforehand
    yes = {"answer": "yes", "name": "on", "called": "王师傅"}
    assert press(wang, "grids:answer", placement.pk, **yes).status_code == 303
    assert town.holder(yard.seat) == cast.wang.pk
    page = text_of(Client().get(GATE))
    assert "王师傅" in page and "楼栋长" in page and cast.wang.phone not in page
    assert "王建" not in page


def test_no_and_later_are_one_press_and_need_no_field(cast, yard):
    for name, said, state in (("wang", "no", State.DECLINED), ("li", "later", State.LATER)):
        placement = town.asked(cast, yard.seat, name)
        answer = press(signed_in(cast, name), "grids:answer", placement.pk, answer=said)
        assert answer.status_code == 303 and town.fresh(placement).state == state


def test_a_tick_without_a_name_comes_back_beside_its_field(cast, yard):
    placement = town.asked(cast, yard.seat)
    wang = signed_in(cast, "wang")
    answer = press(wang, "grids:answer", placement.pk, answer="yes", name="on", called="")
    assert answer.status_code == 422 and "请写挂出来怎么称呼你" in answer.content.decode()
    assert town.holder(yard.seat) is None


def test_a_phone_hangs_by_its_own_tick_and_is_gone_at_once(cast, yard):
    placement = town.seated(cast, yard.seat)
    wang = signed_in(cast, "wang")
    said = {"name": "on", "called": "王师傅", "phone": "on"}
    assert press(wang, "grids:show", placement.pk, **said).status_code == 303
    assert cast.wang.phone in text_of(Client().get(GATE))
    said.pop("phone")
    assert press(wang, "grids:show", placement.pk, **said).status_code == 303
    assert cast.wang.phone not in text_of(Client().get(GATE))
    assert press(wang, "grids:leave", placement.pk).status_code == 303
    assert "王师傅" not in text_of(Client().get(GATE))


def test_a_neighbour_offers_themself_at_the_gate(cast, yard):
    seat = yard.at("liaison", cast.a)
    zhou = signed_in(cast, "zhou")
    assert reverse("grids:offer", args=[seat.pk]) in zhou.get(GATE).content.decode()
    assert press(zhou, "grids:offer", seat.pk, name="on", called="小周").status_code == 303
    lin = signed_in(cast, "lin")
    assert "愿意，等你确认" in text_of(lin.get(f"/grids/desk/{cast.a.pk}/"))
    placement = Placement.objects.get()
    assert press(lin, "grids:confirm", placement.pk).status_code == 303
    assert "小周" in text_of(Client().get(GATE))
    hua = signed_in(cast, "hua")
    assert "先在你住的小区报到" in text_of(hua.get(reverse("grids:offer", args=[yard.seat.pk])))
    assert press(hua, "grids:offer", yard.seat.pk).status_code == 422


def test_a_word_is_told_read_answered_and_nobody_else_sees_it(cast, yard):
    town.seated(cast, yard.seat)
    hua, wang, lin = (signed_in(cast, name) for name in ("hua", "wang", "lin"))
    assert press(hua, "grids:tell", yard.seat.pk, text=f"灯坏了{CANARY}").status_code == 303
    note = Note.objects.get()
    address = reverse("grids:note", args=[note.pk])
    assert CANARY in text_of(wang.get("/grids/")) and CANARY in text_of(hua.get("/grids/"))
    for client in (lin, signed_in(cast, "li"), signed_in(cast, "he")):
        assert client.get(address).status_code == 404
    assert press(wang, "grids:note", note.pk, answer="晚上换").status_code == 303
    assert "晚上换" in text_of(hua.get(address))
    note.refresh_from_db()
    assert note.state == NoteState.ANSWERED
    assert wang.get(address).status_code == 404  # what is done is its author's alone


def test_passed_on_leads_to_where_it_is_entered_and_carries_nothing_along(cast, yard):
    town.seated(cast, yard.seat)
    actions.tell(cast.actor("hua"), yard.seat, f"灯坏了{CANARY}")
    note, wang = Note.objects.get(), signed_in(cast, "wang")
    assert press(wang, "grids:pass", note.pk, where="nowhere").status_code == 422
    answer = press(wang, "grids:pass", note.pk, where="request")
    assert answer["Location"] == "/c/furongyuan/request/"
    assert CANARY not in wang.get(answer["Location"]).content.decode()
    page = text_of(signed_in(cast, "hua").get(reverse("grids:note", args=[note.pk])))
    assert "转成了一件求助" in page


def test_the_holder_gives_it_to_the_desk_and_the_desk_answers(cast, yard):
    town.seated(cast, yard.seat)
    actions.tell(cast.actor("hua"), yard.seat, "门禁坏了")
    note, wang, lin = Note.objects.get(), signed_in(cast, "wang"), signed_in(cast, "lin")
    assert press(wang, "grids:pass", note.pk, where="desk").status_code == 303
    assert "邻居告诉的一件事" in text_of(lin.get(f"/grids/desk/{cast.a.pk}/"))
    assert "门禁坏了" in text_of(lin.get(reverse("grids:note", args=[note.pk])))
    answer = press(lin, "grids:note", note.pk, answer="明天修")
    assert answer["Location"] == f"/grids/desk/{cast.a.pk}/"


def test_the_hand_over_sheet_says_what_is_open_and_nothing_of_anybody(cast, yard):
    placement = town.seated(cast, yard.seat)
    actions.tell(cast.actor("hua"), yard.seat, f"灯坏了{CANARY}")
    wang = signed_in(cast, "wang")
    page = text_of(wang.get(reverse("grids:handover", args=[placement.pk])))
    assert "告诉的一件事" in page and CANARY not in page and "华" not in page
    assert press(wang, "grids:handover", placement.pk, note="钥匙在门岗").status_code == 303
    press(wang, "grids:leave", placement.pk)
    assert wang.get(reverse("grids:handover", args=[placement.pk])).status_code == 404
    town.seated(cast, yard.seat, "li")
    assert "前一位交代：钥匙在门岗" in text_of(signed_in(cast, "li").get("/grids/"))


def test_seats_of_many_buildings_are_set_up_at_once(cast, yard):
    lin, address = signed_in(cast, "lin"), reverse("grids:new", args=[cast.a.pk])
    other = town.under(cast.a, "building", "四号楼")
    form = {"duties": "看路灯", "term": "365", "minutes": "30"}
    said = {**form, "places": [cast.building.pk, other.pk], "once": uuid4().hex}
    assert lin.post(f"{address}?kind=building_lead", said).status_code == 303
    assert Seat.objects.filter(kind="building_lead").count() == 3
    said |= {"duties": "登记来访的人", "once": uuid4().hex, "places": [other.pk]}
    answer = lin.post(f"{address}?kind=building_lead", said)
    assert answer.status_code == 422 and "管事不管人" in answer.content.decode()
    far = {**form, "places": [cast.b.pk], "once": uuid4().hex}
    assert lin.post(f"{address}?kind=liaison", far).status_code == 422


def test_buildings_without_entrances_get_some(cast, yard):
    lin = signed_in(cast, "lin")
    other = town.under(cast.a, "building", "四号楼")
    assert press(lin, "grids:entrances", cast.a.pk, each="0").status_code == 422
    assert press(lin, "grids:entrances", cast.a.pk, each="2").status_code == 303
    names = Place.objects.filter(level="entrance").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["一单元", "1单元", "2单元"]
    assert Place.objects.filter(parent=other).count() == 2
    page = text_of(lin.get(reverse("grids:new", args=[cast.a.pk]) + "?kind=entrance_lead"))
    assert "四号楼 2单元" in page


def test_the_sheet_of_an_entrance_says_who_answers_from_there_up(cast, yard):
    town.seated(cast, yard.seat)
    yard.at("entrance_lead", yard.entrance)
    page = text_of(Client().get(f"{GATE}{yard.entrance.pk}/sheet/"))
    for said in ("芙蓉苑 三号楼 一单元", "单元长 空着，愿意做的邻居请扫码", "楼栋长 王师傅"):
        assert said in page
    assert Client().get(f"{GATE}{cast.b.pk}/sheet/").status_code == 404
    assert Client().get(f"{GATE}{cast.community.pk}/sheet/").status_code == 404


def test_a_term_that_ends_is_renewed_from_both_pages(cast, yard):
    placement = town.seated(cast, yard.seat)
    Placement.objects.update(until_on=clock.today() + 10 * clock.DAY)
    wang, lin = signed_in(cast, "wang"), signed_in(cast, "lin")
    assert "愿意接着做" in text_of(wang.get("/grids/"))
    assert press(wang, "grids:renew", placement.pk).status_code == 303
    assert "TA 愿意接着做" in text_of(lin.get(f"/grids/seats/{yard.seat.pk}/"))
    assert press(lin, "grids:renew", placement.pk).status_code == 303
    assert town.fresh(placement).until_on > clock.today() + 300 * clock.DAY


def test_a_community_sees_compounds_by_name_each_against_its_own_past(cast, yard):
    town.seated(cast, yard.seat)
    with clock.at(clock.now() - 200 * clock.DAY):
        actions.count_months()
    yard.at("liaison")
    actions.count_months()
    page = text_of(signed_in(cast, "he").get(f"/grids/desk/{cast.community.pk}/"))
    assert "各小区，和自己以前比" in page and "50%" in page and "，以往 100%" in page
    assert signed_in(cast, "qian").get(f"/grids/desk/{cast.a.pk}/").status_code == 404


def test_willing_is_one_press_and_taken_back_by_another(cast, yard):
    li = signed_in(cast, "li")
    assert press(li, "grids:willing", willing="yes").status_code == 303
    assert "愿意做楼栋的事" in text_of(signed_in(cast, "lin").get(f"/grids/seats/{yard.seat.pk}/"))
    assert press(li, "grids:willing", willing="").status_code == 303
    page = text_of(signed_in(cast, "lin").get(f"/grids/seats/{yard.seat.pk}/"))
    assert "愿意做楼栋的事" not in page


def test_pages_stay_few_statements_however_many_there_are(
    cast, yard, django_assert_max_num_queries
):
    for number in range(12):
        building = town.under(cast.a, "building", f"{number + 10}号楼")
        yard.at("building_lead", building)
    for number in range(8):
        person = Person.objects.create(
            phone=f"1000002{number:04d}", phone_index=f"i{number}", made_at=clock.now(), name="邻"
        )
        cast.people[f"n{number}"] = person
        cast.report_in(f"n{number}", cast.a)
        town.live(cast, f"n{number}")
    town.seated(cast, yard.seat)
    lin, wang = signed_in(cast, "lin"), signed_in(cast, "wang")
    vacant = yard.at("building_lead")
    for client, address, most in (
        (Client(), GATE, 7),
        (lin, f"/grids/desk/{cast.a.pk}/", 14),
        (lin, f"/grids/seats/{vacant.pk}/", 10),
        (wang, "/grids/", 13),
        (lin, f"/grids/desk/{cast.a.pk}/new/?kind=liaison", 8),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200, address


def test_a_large_compound_shows_one_building_at_a_time(cast, yard):
    for number in range(31):
        building = town.under(cast.a, "building", f"{number + 10}号楼")
        for _seat in range(2):
            yard.at("liaison", building)
    page = Client().get(GATE)
    assert "选你住的那一栋" in text_of(page) and len(page.content) < 60_000
    assert "邻里联络员" not in text_of(page)
    chosen = text_of(Client().get(f"{GATE}?building={building.pk}"))
    assert chosen.count("邻里联络员") == 2


def test_what_hangs_at_the_gate_holds_no_word_of_any_private_person(cast, yard):
    """A canary in every sealed word of these tables that was not ticked."""
    placement = town.seated(cast, yard.seat, showing=Showing(notes=True))
    actions.tell(cast.actor("hua"), yard.seat, CANARY)
    actions.write_handover(cast.actor("wang"), placement, CANARY)
    for person in Person.objects.all():
        person.name, person.called = f"{CANARY}{person.pk}", CANARY
        person.save(update_fields=["name", "called"])
    for address in (GATE, f"{GATE}{cast.building.pk}/sheet/"):
        page = Client().get(address).content.decode()
        assert CANARY not in page and str(cast.wang.pk) not in page and "10000" not in page
