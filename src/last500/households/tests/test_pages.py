"""Through the pages, as a neighbour and as the desk; a table of doors comes in and goes out."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base.errors import Refused
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.households import actions
from last500.households.importing import KIND
from last500.households.models import Household, Relation
from last500.households.tests.test_life import claimed, confirmed
from last500.imports import actions as importing

pytestmark = pytest.mark.django_db
HEAD = "楼栋,单元,门牌,面积（平方米）"


def client_of(cast, name):
    client = Client()
    client.force_login(cast.people[name])
    return client


def press(client, address, **fields):
    return client.post(address, {"once": uuid4().hex, **fields})


def test_a_neighbour_says_where_they_live_and_the_desk_confirms(cast):
    chen, lin = client_of(cast, "chen"), client_of(cast, "lin")
    address = reverse("households:claim", args=[cast.a.slug])
    assert "不留复印件" in chen.get(address).content.decode()
    sent = press(chen, address, at=cast.building.pk, door="１５０２室", kinds=["resident", "owner"])
    assert sent.status_code == 303
    desk = lin.get(reverse("households:desk", args=[cast.a.pk])).content.decode()
    assert "1502" in desk
    for row in Relation.objects.all():
        press(lin, reverse("households:decide", args=[row.pk]), seen="paper")
    assert "已确认" in chen.get(reverse("households:mine")).content.decode()
    assert set(Relation.objects.values_list("state", "seen")) == {("confirmed", "paper")}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"door": "1502", "kinds": "resident"}, "at"),
        ({"at": "{at}", "kinds": "resident"}, "door"),
        ({"at": "{at}", "door": "？？", "kinds": "resident"}, "door"),
        ({"at": "{at}", "door": "1502"}, "kinds"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(cast, fields, field):
    filled = {name: text.replace("{at}", str(cast.building.pk)) for name, text in fields.items()}
    answer = press(client_of(cast, "chen"), f"/households/at/{cast.a.slug}/", **filled)
    assert answer.status_code == 422
    assert f"#id_{field}" in answer.content.decode()
    assert not Relation.objects.exists() and not Household.objects.exists()


def test_it_is_ended_with_one_press_after_one_question(cast):
    [row] = confirmed(cast)
    chen = client_of(cast, "chen")
    address = reverse("households:end", args=[row.pk])
    assert chen.get(address).status_code == 200
    assert press(chen, address).status_code == 303
    assert Relation.objects.get().state == "ended"


def test_the_desk_takes_few_statements_however_many_wait(cast, django_assert_max_num_queries):
    lin = client_of(cast, "lin")
    address = reverse("households:desk", args=[cast.a.pk])
    for number in range(12):
        claimed(cast, "hua", door=str(100 + number))
    lin.get(address)
    with django_assert_max_num_queries(8):
        lin.get(address)


def test_a_table_of_doors_comes_in_once_and_goes_out_without_anybodys_name(cast):
    lin = cast.actor("lin")
    building = cast.building.name
    rows = [
        f"{building},,1501,127.38",
        f"{building},,1502,88",
        f"{building},,1502室,0",
        "九号楼,,1,60",
    ]
    content = "\n".join([HEAD, *rows]).encode("gb18030")
    run = importing.stage(lin, KIND, cast.a, content, "门牌.csv")
    assert [line.verdict for line in run.lines.order_by("line")] == [
        "ok",
        "ok",
        "problem",
        "problem",
    ]
    importing.apply(lin, run)
    confirmed(cast, door="1501")
    again = importing.stage(lin, KIND, cast.a, content, "门牌.csv")
    assert importing.verdicts(again)["already"] == 2
    assert dict(Household.objects.values_list("door", "area")) == {"1501": 1273800, "1502": 880000}
    [first, *_rest] = TABLES["households"].rows(cast.actor("he"), cast.a, Period(None, None), 10)
    assert first.cells[2:] == (building, "", "1501", "127.38")
    assert cast.chen.name not in str(first.cells)


def test_a_file_does_not_overwrite_an_area_that_is_there(cast):
    lin = cast.actor("lin")
    actions.enter(lin, cast.a, cast.building, "1501", 1273800)
    with pytest.raises(Refused):
        actions.enter(lin, cast.a, cast.building, "1501", 1000000)


def test_a_door_is_found_and_its_area_set_on_its_page(cast):
    lin = client_of(cast, "lin")
    household = actions.enter(cast.actor("lin"), cast.a, cast.building, "1501", None)
    page = lin.get(reverse("households:doors", args=[cast.a.pk]), {"q": "150"}).content.decode()
    assert "1501" in page
    address = reverse("households:door", args=[household.pk])
    assert press(lin, address, area="约 60", before="").status_code == 422
    assert press(lin, address, area="127.38", before="").status_code == 303
    assert Household.objects.get().area == 1273800
