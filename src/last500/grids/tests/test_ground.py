"""Grids of a community: which compounds lie in which, and that nothing else changes by it."""

import pytest
from django.test import Client
from django.urls import reverse

from last500.base.errors import Conflict, Forbidden, Refused
from last500.grids import actions, queries
from last500.grids.actions.seats import Plan
from last500.grids.models import GridChange
from last500.organisations.queries import desk_for
from last500.places.models import Place
from tests.reading import Reader

pytestmark = pytest.mark.django_db


def fresh(place: Place) -> Place:
    return Place.objects.select_related("parent").get(pk=place.pk)


def laid(cast, *names: str) -> Place:
    homes = [getattr(cast, name) for name in names]
    return actions.lay(cast.actor("he"), cast.community, "第一网格", homes)


def test_compounds_lie_in_a_grid_with_all_that_is_below_them(cast):
    grid = laid(cast, "a")
    home, house = fresh(cast.a), fresh(cast.building)
    assert home.parent == grid and home.path.startswith(grid.path)
    assert house.path.startswith(home.path)
    assert fresh(cast.c).parent == cast.community
    found = queries.ground_of(cast.community)
    assert [(place, homes) for place, homes in found.grids] == [(grid, [cast.a])]
    assert found.outside == [cast.c]


def test_who_serves_a_compound_and_who_is_above_it_stay_the_same(cast):
    """Lin's own desk, He's community; the stranger's rights do not grow."""
    before = {name: desk_for(getattr(cast, name)) for name in "ac"}
    laid(cast, "a", "c")
    assert {name: desk_for(fresh(getattr(cast, name))) for name in "ac"} == before
    page = Client()
    for name, status in (("lin", 200), ("he", 200), ("sun", 200), ("qian", 404)):
        page.force_login(cast.people[name], backend="last500.people.backend.CodeBackend")
        assert page.get(reverse("grids:desk", args=[cast.a.pk])).status_code == status


def test_exactly_those_that_are_ticked_lie_in_it(cast):
    grid = laid(cast, "a")
    actions.arrange(cast.actor("he"), grid, "河边网格", [cast.c])
    assert (fresh(cast.a).parent, fresh(cast.c).parent) == (cast.community, fresh(grid))
    assert fresh(grid).name == "河边网格"
    said = GridChange.objects.order_by("at", "pk").values_list("change", "compound__name")
    assert list(said)[:3] == [("laid", None), ("placed", "芙蓉苑"), ("renamed", None)]
    assert set(said[3:]) == {("taken", "芙蓉苑"), ("placed", "纸厂宿舍")}


def test_a_compound_passes_from_one_grid_to_another(cast):
    laid(cast, "a")
    other = actions.lay(cast.actor("he"), cast.community, "第二网格", [cast.a])
    assert fresh(cast.a).parent == other


def test_a_grid_that_holds_something_does_not_go(cast):
    grid, he = laid(cast, "a"), cast.actor("he")
    with pytest.raises(Refused, match="还有小区"):
        actions.end(he, fresh(grid))
    actions.arrange(he, fresh(grid), "第一网格", [])
    seat = actions.set_up(he, fresh(grid), Plan("grid_lead"))
    with pytest.raises(Refused, match="还设着位置"):
        actions.end(he, fresh(grid))
    actions.close(he, seat)
    actions.end(he, fresh(grid))
    with pytest.raises(Conflict):
        actions.end(he, fresh(grid))
    assert GridChange.objects.filter(change="ended").count() == 1


def test_another_communitys_compound_is_not_taken_in(cast):
    with pytest.raises(Conflict):
        laid(cast, "a", "b")
    assert not Place.objects.filter(level="grid").exists()
    assert fresh(cast.a).parent == cast.community


@pytest.mark.parametrize("name", ["", "  ", "第一网格"])
def test_a_grid_has_a_name_of_its_own(cast, name):
    laid(cast)
    with pytest.raises(Refused):
        actions.lay(cast.actor("he"), cast.community, name, [])


@pytest.mark.parametrize("name", ["lin", "qian", "wang"])
def test_only_the_community_and_those_above_it_lay_grids(cast, name):
    with pytest.raises(Forbidden):
        actions.lay(cast.actor(name), cast.community, "第一网格", [cast.a])


def test_from_the_desk_to_a_grid_with_somebody_to_ask(cast):
    he = Reader(cast.he).open(f"/grids/desk/{cast.community.pk}/").follow("网格怎么划")
    he.sees("还没有划网格", "纸厂宿舍、芙蓉苑").follow("划一个网格")
    he.press("存好", {"name": "", "compounds": [cast.a.pk]}, status=422).sees("请写网格的名字")
    he.press("存好", {"name": "第一网格", "compounds": [cast.a.pk]}).sees("划好了：第一网格")
    he.sees("第一网格 放进了小区：芙蓉苑", "不在网格里的小区 纸厂宿舍")
    he.follow("改名字").press("存好", {"compounds": [cast.a.pk, cast.c.pk]}).sees(
        "纸厂宿舍、芙蓉苑"
    )
    seats = he.open(f"/grids/desk/{cast.community.pk}/").follow("设几个位置").press("设好")
    seats.sees("空着").follow("第一网格").sees("网格长", "可以请的")


def test_the_page_takes_few_statements_however_many_compounds(cast, django_assert_max_num_queries):
    laid(cast, "a", "c")
    page = Client()
    page.force_login(cast.he, backend="last500.people.backend.CodeBackend")
    page.get(reverse("grids:ground", args=[cast.community.pk]))
    with django_assert_max_num_queries(9):
        page.get(reverse("grids:ground", args=[cast.community.pk]))
