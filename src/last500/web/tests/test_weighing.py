"""按什么请人: everybody reads it, an office changes it with a reason, nobody is named there."""

import re

from last500.base import scope
from last500.base.ids import uuid7
from last500.dispatch.models import WeightVersion
from last500.dispatch.weighing import weighing_at
from last500.dispatch.weights import DEFAULT, SENTENCES
from last500.web.weighing import WeightsForm, minutes
from tests.test_access import client_for


class Town:
    def __init__(self, cast) -> None:
        self.cast = cast


def how(place):
    """As another page finds it."""
    with scope.everything("a page of its own"):
        return weighing_at(place.path)


def text(answer):
    return answer.content.decode()


def body(**more):
    """All the numbers as the page shows them, and what is changed."""
    form = WeightsForm(DEFAULT)
    numbers = {name: str(form.fields[name].initial) for name in SENTENCES}
    return numbers | {"reason": "这里路远", "seen": "0", "once": uuid7().hex} | more


def test_a_stranger_reads_every_number_with_its_sentence(cast):
    client = client_for(Town(cast), "nobody")
    for address in ("/asking/", f"/asking/{cast.a.pk}/"):
        page = text(client.get(address))
        assert all(words in page for words in SENTENCES.values())
        assert "<form" not in page.split("<main", 1)[1].split("</main")[0]


def test_it_costs_three_statements(cast, django_assert_max_num_queries):
    client = client_for(Town(cast), "nobody")
    with django_assert_max_num_queries(3):
        client.get(f"/asking/{cast.a.pk}/")


def test_a_street_officer_changes_a_number_and_the_compound_reads_it(cast):
    client = client_for(Town(cast), "sun")
    address = f"/asking/{cast.street.pk}/numbers/"
    answer = client.post(address, body(walk_street="45.5"))
    assert answer.status_code == 303
    assert how(cast.a).weights.walk_street == 455
    page = text(client_for(Town(cast), "nobody").get(f"/asking/{cast.a.pk}/"))
    assert "45.5" in page and "这里路远" in page and "孙立" not in page


def test_what_cannot_be_is_said_at_its_number(cast):
    client = client_for(Town(cast), "sun")
    address = f"/asking/{cast.street.pk}/numbers/"
    for wrong in ({"walk_street": "5"}, {"walk_street": "-1"}, {"walk_street": "x"}):
        answer = client.post(address, body(**wrong))
        assert answer.status_code == 422 and 'aria-invalid="true"' in text(answer), wrong
    assert client.post(address, body(reason="")).status_code == 422
    assert client.post(address, body()).status_code == 422, "nothing was changed"
    assert not WeightVersion.objects.exists()


def test_each_field_of_the_page_has_an_id_of_its_own_and_a_wrong_one_is_seen(cast):
    client = client_for(Town(cast), "sun")
    page = text(client.get(f"/asking/{cast.street.pk}/"))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) and {"numbers_reason", "switch_reason"} <= set(ids)
    assert '<details class="more"><summary>改这些数' in page
    wrong = client.post(f"/asking/{cast.street.pk}/numbers/", body(walk_street="5"))
    assert '<details class="more" open><summary>改这些数' in text(wrong)


def test_two_who_change_it_at_once(cast):
    client = client_for(Town(cast), "sun")
    address = f"/asking/{cast.street.pk}/numbers/"
    assert client.post(address, body(walk_street="40")).status_code == 303
    assert client.post(address, body(walk_street="50")).status_code == 409
    assert client.post(address, body(walk_street="50", seen="1")).status_code == 303


def test_a_secretary_switches_fit_off_and_on(cast):
    client = client_for(Town(cast), "lin")
    address = f"/asking/{cast.a.pk}/switch/"
    said = {"to": "distance", "reason": "先试一个月", "seen": "0", "once": uuid7().hex}
    assert client.post(address, said).status_code == 303
    assert how(cast.a).by_distance
    page = text(client.get(f"/asking/{cast.a.pk}/"))
    assert "这里现在只看时间和远近" in page and 'value="all"' in page
    back = {"to": "all", "reason": "还是看本事", "seen": "1", "once": uuid7().hex}
    assert client.post(address, back).status_code == 303
    assert not how(cast.a).by_distance


def test_minutes_are_whole_where_they_are():
    assert [str(minutes(n)) for n in (60, 5, 0, 455)] == ["6", "0.5", "0", "45.5"]
