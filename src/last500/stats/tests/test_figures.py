"""The pages of the figures: who sees them, what they cost, how they leave the house."""

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.service_requests import actions
from last500.stats import actions as stats

MOST_STATEMENTS = 6


@pytest.fixture
def page(cast):
    """Open an address as a persona."""

    clients = {}

    def client(persona):
        if persona not in clients:
            clients[persona] = Client()
            if persona:
                clients[persona].force_login(cast.people[persona])
        return clients[persona]

    def look(persona, name, *args, query=""):
        return client(persona).get(reverse(f"stats:{name}", args=args) + query)

    return look


@pytest.mark.parametrize(
    "name", ["place", "export", "history", "history_export", "projects", "projects_export"]
)
@pytest.mark.parametrize(
    ("persona", "where", "status"),
    [
        ("sun", "street", 200),
        ("he", "community", 200),
        ("lin", "a", 200),
        ("tang", "street", 200),
        ("gao", "city", 200),
        ("sun", "b", 404),  # another street's
        ("he", "street", 404),  # above one's own branch
        ("lin", "community", 404),
        ("qian", "a", 404),
        ("chen", "a", 404),
        ("op", "city", 404),  # runs the system; sees no figures
        ("sun", "building", 200),
    ],
)
def test_figures_are_seen_on_the_own_branch_only(page, cast, name, persona, where, status):
    assert page(persona, name, getattr(cast, where).pk).status_code == status


def test_who_is_not_signed_in_is_led_to_sign_in(page, cast):
    answer = page(None, "place", cast.a.pk)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_a_place_that_is_none_is_not_found(page):
    assert page("gao", "place", 10**9).status_code == 404


def test_the_page_costs_six_statements_whatever_it_shows(page, cast, django_assert_max_num_queries):
    for _n in range(4):
        cast.placed()
    cast.done()
    stats.fold_in()
    for persona in ("lin", "he", "sun", "gao"):
        page(persona, "figures")  # signs in, which is not counted
    for persona, where in (("gao", cast.city), ("sun", cast.street), ("he", cast.community)):
        with django_assert_max_num_queries(MOST_STATEMENTS):
            assert page(persona, "place", where.pk).status_code == 200
    for persona in ("lin", "he", "sun", "gao"):
        with django_assert_max_num_queries(MOST_STATEMENTS):
            assert page(persona, "figures").status_code == 200


def test_district_and_city_see_figures_and_no_way_to_a_request(page, cast):
    cast.placed(text="阁楼漏水漏到床上")
    stats.fold_in()
    for persona, where in (("tang", cast.street), ("gao", cast.city)):
        html = page(persona, "place", where.pk).content.decode()
        assert 'href="/desk/' not in html
        assert "阁楼" not in html
        assert 'href="/desk/' not in page(persona, "figures").content.decode()


def test_the_landing_page_shows_the_own_piles_and_marks_who_is_missing(page, cast):
    cast.placed()
    cast.placed(by="chen", category="environment")
    html = page("he", "figures").content.decode()
    assert "等你办的" in html
    assert f"/desk/{cast.community.pk}/" in html
    assert "没有人值守" in html  # compound C
    assert "2 件没办结" in html
    assert "没有人值守" not in page("lin", "figures").content.decode()


def test_the_landing_page_leaves_as_a_sheet(page, cast):
    cast.placed()
    text = page("he", "needs_export").content.decode()
    assert "芙蓉苑,小区,有,1,0" in text
    assert "纸厂宿舍,小区,没有,0,0" in text


def test_who_holds_no_office_has_no_figures(page):
    assert page("chen", "figures").status_code == 403


def test_places_stand_in_the_order_of_their_names_not_of_their_numbers(page, cast):
    for _n in range(3):
        cast.placed()
    stats.fold_in()
    html = page("he", "place", cast.community.pk).content.decode()
    assert html.index("纸厂宿舍</a>") > 0
    before = html.index("纸厂宿舍</a>") < html.index("芙蓉苑</a>")
    assert before == ("纸厂宿舍" < "芙蓉苑")


def test_filters_are_kept_and_wrong_ones_are_taken_for_none(page, cast):
    query = "?weeks=12&category=small_repair"
    html = page("sun", "place", cast.street.pk, query=query).content.decode()
    assert f"/figures/{cast.community.pk}/?weeks=12&amp;category=small_repair" in html
    assert page("sun", "place", cast.street.pk, query="?weeks=x&category=<b>").status_code == 200


def test_a_sheet_starts_no_formula_and_opens_in_chinese(page, cast):
    type(cast.a).objects.filter(pk=cast.a.pk).update(name='=HYPERLINK("http://x","芙蓉苑")')
    answer = page("he", "export", cast.community.pk)
    text = answer.content.decode()
    assert text.startswith("\ufeff地方,时间,")
    assert "\"'=HYPERLINK(" in text
    assert "\r\n=" not in text
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''" in answer["Content-Disposition"]


def test_the_history_tells_in_words_first(page, cast):
    with clock.at(clock.now() - 40 * clock.DAY):
        cast.placed()
    request = cast.done()
    actions.confirm(cast.actor("chen"), request, rating=3)
    cast.placed()
    stats.fold_in()
    html = page("he", "history", cast.community.pk).content.decode()
    assert "最近四周收到 2 件求助，比之前四周多 1 件。" in html
    assert "居民说解决了的有 1 件，没等到回话的有 0 件。" in html
    assert html.index("收到 2 件") < html.index("<table") < html.index("<polyline")
