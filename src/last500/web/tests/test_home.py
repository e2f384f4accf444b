"""The front door: find a compound, see one's own, and never more than one's own."""

from last500.places import actions as places
from last500.places.rules import path_steps

BACKEND = "last500.people.backend.CodeBackend"


def text_of(answer) -> str:
    return answer.content.decode()


def test_compounds_stand_under_their_street_and_community(client, cast):
    page = text_of(client.get("/"))
    assert page.index("城东街道") < page.index("芙蓉社区") < page.index("/c/furongyuan/")
    assert page.index("城西街道") < page.index("/c/yuqiao/")


def test_a_search_finds_by_a_part_of_the_name(client, cast):
    page = text_of(client.get("/", {"q": " 玉桥 "}))
    assert "/c/yuqiao/" in page
    assert "/c/furongyuan/" not in page


def test_a_search_without_a_find_says_what_to_do(client, cast):
    page = text_of(client.get("/", {"q": "<b>月宫</b>"}))
    assert "没有找到“&lt;b&gt;月宫&lt;/b&gt;”" in page
    assert "看全部小区" in page


def test_closed_compounds_are_not_listed(client, cast):
    type(cast.b).objects.filter(pk=cast.b.pk).update(closed_on="2020-01-01")
    assert "/c/yuqiao/" not in text_of(client.get("/"))


def test_many_compounds_are_shown_by_street_first(client, cast, monkeypatch):
    monkeypatch.setattr("last500.web.views.MOST_LISTED", 2)
    page = text_of(client.get("/"))
    assert "/c/furongyuan/" not in page
    assert f"/?street={cast.street.pk}" in page
    assert "/c/furongyuan/" in text_of(client.get("/", {"street": cast.street.pk}))
    assert client.get("/", {"street": "9" * 30}).status_code == 200


def test_an_empty_instance_says_what_this_page_will_hold(client, db):
    assert "还没有开通的小区" in text_of(client.get("/"))


def test_one_sees_ones_own_requests_and_nobody_elses(client, cast):
    matter = cast.placed()
    assert matter.number not in text_of(client.get("/"))
    for name, seen in [("chen", True), ("hua", False), ("lin", False), ("wang", False)]:
        client.force_login(getattr(cast, name), backend=BACKEND)
        assert (matter.number in text_of(client.get("/"))) is seen, name


def test_a_private_link_is_remembered_until_one_leaves(client, cast):
    matter = cast.placed()
    client.get(f"/f/{matter.link_key}/")
    page = text_of(client.get("/"))
    assert matter.number in page
    assert "不留在这台手机上" in page
    client.post("/sign-out/")
    assert matter.number not in text_of(client.get("/"))


def test_the_front_door_costs_few_statements(client, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get("/")


def second_city(cast):
    """Another city with one compound, 远方苑."""
    above = None
    for level, name in [("city", "远州市"), ("county", "远区"), ("street", "远街道")]:
        above = places.add(above, level, name)
    community = places.add(above, "community", "远社区")
    far = places.add(community, "compound", "远方苑")
    type(far).objects.filter(pk=far.pk).update(slug="yuanfang")
    return far


def test_of_several_cities_one_is_asked_for_first(client, cast):
    far = second_city(cast)
    city = path_steps(far.path)[0]
    for query in ({}, {"q": "苑"}, {"city": ""}):
        page = text_of(client.get("/", query))
        assert "你在哪个城市？" in page
        assert f"city={cast.city.pk}" in page
        assert f"city={city}" in page
        assert "/c/" not in page
    page = text_of(client.get("/", {"city": city}))
    assert "/c/yuanfang/" in page
    assert "/c/furongyuan/" not in page
    assert "/c/furongyuan/" not in text_of(client.get("/", {"city": city, "q": "苑"}))


def test_whoever_belongs_to_a_town_is_shown_its_compounds(client, cast):
    second_city(cast)
    cast.placed()
    for name in ("chen", "wang", "lin", "gao"):
        client.force_login(getattr(cast, name), backend=BACKEND)
        page = text_of(client.get("/"))
        assert "/c/furongyuan/" in page, name
        assert "/c/yuanfang/" not in page, name
        assert "换一个城市" in page
