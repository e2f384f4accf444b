"""The desk's page of what nobody took: small, readable, and silent about who asked."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.ids import uuid7
from last500.service_requests.categories import CATEGORIES
from last500.unmet import actions, queries
from last500.unmet.models import UnmetNeed
from last500.unmet.rules import State, months_back
from last500.unmet.tests.world import need, unmet

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def look(client: Client, name: str, *args: object, **query: str):
    return client.get(reverse(f"unmet:{name}", args=args), query)


def many(cast) -> None:
    """Of every kind in every month at two compounds."""
    now = clock.now()
    UnmetNeed.objects.bulk_create(
        UnmetNeed(id=uuid7(), place=place, category=kind.code, month=month, count=number % 9 + 1,
                  unmet=1, desk=place, due_at=now, gathered_at=now)
        for place in (cast.a, cast.c)
        for month in months_back(clock.today(), 9)
        for number, kind in enumerate(CATEGORIES)
    )  # fmt: skip


def test_the_desk_sees_kinds_months_and_places_and_nobody_who_asked(cast):
    unmet(cast)
    unmet(cast, "hua", place=cast.c)
    said = text_of(look(signed_in(cast, "he"), "desk", cast.community.pk))
    assert "助老陪伴" in said and "芙蓉苑" in said and "纸厂宿舍" in said
    for person in cast.people.values():
        if person != cast.he:
            assert person.name not in said
    own = text_of(look(signed_in(cast, "lin"), "desk", cast.a.pk))
    assert "芙蓉苑" in own and "纸厂宿舍" not in own


def test_a_stranger_finds_neither_desk_nor_need(cast):
    unmet(cast)
    for name in ("qian", "wang", "chen", "tang", "op"):
        client = signed_in(cast, name)
        assert look(client, "desk", cast.a.pk).status_code == 404
        assert look(client, "show", need().pk).status_code == 404
        assert look(client, "set_aside", need().pk).status_code == 404


def test_the_list_is_bounded_and_costs_three_statements(cast, django_assert_max_num_queries):
    many(cast)
    he = signed_in(cast, "he")
    look(he, "desk", cast.community.pk)
    with django_assert_max_num_queries(6):  # session, reader, offices, and three of its own
        answer = look(he, "desk", cast.community.pk)
    assert len(answer.content) < 100_000
    assert answer.content.decode().count('type="checkbox"') == queries.LISTED
    older = look(he, "desk", cast.community.pk, page="2").content.decode()
    assert older.count('type="checkbox"') == queries.LISTED
    assert look(he, "desk", cast.community.pk, page="9999").status_code == 200
    assert look(he, "desk", cast.community.pk, page="x", state="no").status_code == 200


def test_a_month_that_nothing_was_asked_in_is_a_dash(cast):
    unmet(cast)
    found = queries.on_desk(cast.actor("lin"), cast.a, State.GATHERED)
    (heap,) = found.heaps
    assert heap.counts == (0, 0, 1) and heap.total == heap.unmet[-1] == 1
    assert look(signed_in(cast, "lin"), "desk", cast.a.pk).content.decode().count(">—<") == 2


def test_an_empty_desk_says_what_will_come(cast):
    assert "现在没有等回话的" in text_of(look(signed_in(cast, "lin"), "desk", cast.a.pk))


def test_the_requests_behind_are_shown_to_whoever_may_see_each(cast):
    row = unmet(cast)
    said = look(signed_in(cast, "lin"), "show", need().pk).content.decode()
    assert reverse("desk:request", args=[row.number]) in said
    for secret in (cast.chen.name, cast.chen.phone, "2单元301"):
        assert secret not in said
    hidden = queries.requests_behind(cast.actor("qian"), need())
    assert hidden == []


def test_it_is_set_aside_on_its_page_and_who_asked_reads_how(cast):
    row = unmet(cast)
    lin, address = signed_in(cast, "lin"), reverse("unmet:set_aside", args=[need().pk])
    empty = lin.post(address, {"once": uuid4().hex, "reason": ""})
    assert empty.status_code == 422
    once = uuid4().hex
    for _press in range(2):
        said = lin.post(address, {"once": once, "reason": "物业每周三上门。"})
        assert said.status_code == 303
    assert "物业每周三上门。" in text_of(look(lin, "desk", cast.a.pk, state="answered"))
    assert lin.get(address).status_code == 409
    client = Client()
    client.get(f"/f/{row.link_key}/")
    followed = text_of(client.get(f"/r/{row.number}/"))
    assert "物业每周三上门。" in followed and "林静" not in followed


def test_an_open_request_asks_no_statement_more_for_what_comes_after(
    cast, client, django_assert_max_num_queries
):
    row = cast.placed()
    client.get(f"/f/{row.link_key}/")
    with django_assert_max_num_queries(7):
        client.get(f"/r/{row.number}/")


def test_the_export_counts_and_names_nobody(cast):
    from last500.exports.rules import Period
    from last500.unmet.exporting import TABLE

    unmet(cast)
    today = clock.today()
    period = Period(today, today)
    he = cast.actor("he")
    (row,) = TABLE.rows(he, cast.community, period, 10)
    assert row.cells == ("芙蓉苑", "助老陪伴", today.isoformat()[:7], 1, 1, "还没有回话", "")
    assert len(row.cells) == len(TABLE.columns) == len(TABLE.keys)
    assert TABLE.count(he, cast.community, period) == 1
    assert TABLE.count(cast.actor("qian"), cast.b, period) == 0
    actions.set_aside(he, need(), reason="物业来做。")
    (row,) = TABLE.rows(he, cast.community, period, 10)
    assert row.cells[-2:] == ("另有办法", "物业来做。")
