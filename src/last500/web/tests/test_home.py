"""The front door: find a compound, see one's own, and never more than one's own."""

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
