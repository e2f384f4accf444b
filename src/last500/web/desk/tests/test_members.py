"""The desk finds its neighbours: by name, number, skill, building; nothing of party or unit."""

import pytest

from last500.base.ids import shown_number
from last500.people.leaving import restrict
from last500.people.models import AccessEvent, Person
from last500.reportin.actions import number_for
from last500.reportin.models import ReportIn
from last500.web.desk.members import PAGE
from tests.test_access import BACKEND


@pytest.fixture
def lin(cast, client):
    client.force_login(cast.lin, backend=BACKEND)
    return client


def here(client, cast, query=""):
    answer = client.get(f"/desk/{cast.a.pk}/report-ins/?show=here{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_neighbours_stand_there_without_party_or_unit(cast, lin):
    row = ReportIn.objects.get(person=cast.wang)
    row.kind, row.unit = "member", "第三中学党支部"
    row.save(update_fields=["kind", "unit"])
    cast.shown("wang")
    page = here(lin, cast)
    assert "王师傅" in page and "教用手机" in page and "看过证" in page
    for hidden in ("报到党员", "第三中学", cast.wang.phone, cast.wang.name):
        assert hidden not in page


def test_a_skill_that_needs_a_paper_is_shown_with_the_paper_only(cast, lin):
    assert "<li>修电路灯具</li>" not in here(lin, cast)
    cast.shown("li")
    assert "<li>修电路灯具</li>" in here(lin, cast)


def test_each_way_of_finding_finds_its_own(cast, lin):
    row = ReportIn.objects.get(person=cast.li)
    row.skills, row.building = ["chess"], cast.building
    row.save()
    number = shown_number(number_for(cast.zhou).number)
    for query, found in (
        ("&q=李", "李师傅"),
        ("&skill=chess", "李师傅"),
        (f"&building={cast.building.pk}", "李师傅"),
        (f"&q={number}", "周师傅"),
        (f"&q={number.lower().replace('-', '')}", "周师傅"),
        ("&skill=phone_teaching&q=王", "王师傅"),
    ):
        page = here(lin, cast, query)
        others = {"王师傅", "李师傅", "周师傅"} - {found}
        assert found in page and not any(other in page for other in others), query
    assert "没有找到" in here(lin, cast, "&q=没有这个人")


@pytest.mark.parametrize("query", ["&page=0", "&page=x", "&building=x", "&skill=flying", "&q=%00"])
def test_odd_words_are_no_fault(cast, lin, query):
    here(lin, cast, query)


def test_it_is_paged_and_the_search_goes_along(cast, lin):
    now = cast.wang.made_at
    people = Person.objects.bulk_create(
        Person(phone_index=f"x{n}", called=f"甲{n:02d}", made_at=now) for n in range(PAGE + 3)
    )
    ReportIn.objects.bulk_create(
        ReportIn(person=person, place=cast.a, state="confirmed", skills=["chess"], asked_at=now)
        for person in people
    )
    first = here(lin, cast, "&skill=chess")
    assert first.count('class="card-head"') == PAGE and "skill=chess&amp;page=2" in first
    assert here(lin, cast, "&skill=chess&page=2").count('class="card-head"') == 3
    assert here(lin, cast).count('class="card-head"') == PAGE


def test_a_page_costs_the_same_however_many_stand_on_it(cast, lin, django_assert_max_num_queries):
    here(lin, cast)
    for query in ("", "&q=王"):
        # Session, person and offices, the place, its buildings; the list; two for the looks.
        with django_assert_max_num_queries(10):
            here(lin, cast, query)


def test_whoever_is_shown_reads_that_the_desk_looked(cast, lin):
    here(lin, cast, "&q=王")
    seen = AccessEvent.objects.filter(kind="view")
    assert [(one.subject, one.fields, one.viewer_role) for one in seen] == [
        (cast.wang, "building,skills", "小区值守")
    ]


def test_whoever_is_locked_is_on_no_list(cast, lin):
    restrict(cast.actor("wang"))
    assert "王师傅" not in here(lin, cast)
