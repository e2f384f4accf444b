"""The pages of the log: a compound's own, the sheet for the notice board, the page that checks."""

import json

import pytest
from django.urls import reverse

from last500.base import limits
from last500.proof import queries, streams
from last500.proof.actions import record
from tests.tamper.place_world import KEY, money, said
from tests.tamper.world import new_log, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings, tmp_path, cast):
    key = new_log(settings, tmp_path)
    for kind, body in money([120000, -35000, 500]):
        record(f"ledger:{cast.a.pk}", kind, body)
    record(
        f"votes:{cast.a.pk}", "vote outcome", {"passed": True, "for_persons": 8, "took_persons": 9}
    )
    record(f"resolutions:{cast.a.pk}", "resolution", {"number": 1})
    publish()
    return key


def address(name: str, cast, *more: str) -> str:
    return reverse(f"proof:{name}", args=(cast.a.slug, *more))


def test_a_compounds_page_says_what_stands_there_and_offers_both_forms(log, client, cast):
    page = client.get(address("at", cast)).content.decode()
    assert "第 2 条：2026-11-26 支出 350.00 元，余额 850.00 元" in page
    assert "第 1 条：表决通过：9 人参加，8 人赞成" in page
    assert "<h2>决议</h2>" in page
    for form in ("zip", "json"):
        assert address("bundle", cast, form) in page


def test_without_entries_the_pages_say_so(client, cast, settings, tmp_path):
    assert "还没有写进日志的记录" in client.get(address("at", cast)).content.decode()
    assert "还没有签过名" in client.get(address("sheet", cast)).content.decode()
    new_log(settings, tmp_path)
    record("security", "signed in", {})
    publish()
    assert "还没有写进日志的账" in client.get(address("sheet", cast)).content.decode()
    assert client.get(address("bundle", cast, "json")).status_code == 404


def test_the_sheet_carries_the_code_and_the_signed_head_itself(log, client, cast, monkeypatch):
    seen = []
    monkeypatch.setattr(queries, "qr_svg", lambda text: seen.append(text) or "")
    page = client.get(address("sheet", cast)).content.decode()
    paper = queries.printed()
    assert paper.code in page
    assert paper.short in page
    assert paper.code == f"{paper.size}:{paper.short}"
    assert len(paper.short) == 19
    assert seen[0].startswith("http")
    assert "/tlog/check/#town.example/tlog%0A" in seen[0]
    assert "签名" in page


def test_the_bundle_of_the_page_is_intact_and_proves_what_is_held(log, client, cast):
    old = queries.newest_code()
    for kind, body in money([7]):
        record(f"resolutions:{cast.a.pk}", kind, {"number": body["seq"]})
    publish()
    answer = client.get(address("bundle", cast, "json"), {"held": old})
    assert answer["Content-Disposition"].endswith('.json"')
    files = {name: text.encode() for name, text in json.loads(answer.content)["files"].items()}
    assert said(files, keys=[log.line], codes=[old]) == []
    assert said(files, keys=[log.line], codes=[old.replace(old[-4:], "AAAA")]) != []
    assert said(files, keys=[KEY.line]) != []


@pytest.mark.parametrize("held", ["", "x", "-1", "9" * 30, "0", "999999", "１２"])
def test_whatever_is_typed_as_held_a_bundle_comes(log, client, cast, held):
    answer = client.get(address("bundle", cast, "json"), {"held": held})
    assert answer.status_code == 200


def test_bundles_are_counted_by_address(log, client, cast):
    for _again in range(limits.LOG_BUNDLES_PER_ADDRESS.most):
        assert client.get(address("bundle", cast, "json")).status_code == 200
    assert client.get(address("bundle", cast, "json")).status_code == 429


def test_nobody_else_is_a_compound(log, client, cast):
    for name in ("at", "sheet"):
        assert client.get(reverse(f"proof:{name}", args=("no-such",))).status_code == 404
    assert client.get(reverse("proof:bundle", args=("no-such", "zip"))).status_code == 404


def test_the_page_that_checks_works_without_scripts_by_telling_the_other_way(client):
    page = client.get(reverse("proof:check")).content.decode()
    assert "python3 verify.py" in page
    assert 'action="' not in page.partition('id="check"')[2].partition("</form>")[0]
    tool = client.get(reverse("proof:verifier"))
    assert tool.content.startswith(b"#!/usr/bin/env python3")


def test_the_pages_ask_the_database_little(log, client, cast, django_assert_max_num_queries):
    client.get(address("at", cast))
    with django_assert_max_num_queries(3 + len(streams.KINDS)):  # one for each kind of stream
        client.get(address("at", cast))


def test_an_entry_without_a_sentence_says_what_kind_it_is(log, client, cast):
    record(f"resolutions:{cast.a.pk}", "resolution corrected", {"number": 1})
    publish()
    page = client.get(address("at", cast)).content.decode()
    assert "第 2 条：更正了一个决定" in page


def test_a_kind_that_an_app_registers_gets_its_own_words(log, client, cast, monkeypatch):
    monkeypatch.setattr(streams, "KINDS", dict(streams.KINDS))
    streams.register("resolutions", "决定", lambda kind, body: f"第 {body['number']} 号")
    page = client.get(address("at", cast)).content.decode()
    assert "<h2>决定</h2>" in page
    assert "第 1 条：第 1 号" in page
    with pytest.raises(ValueError, match="cannot name"):
        streams.register("a:b", "x")


@pytest.mark.parametrize("kind", sorted(streams.KINDS))
def test_a_sentence_never_fails_on_what_an_entry_does_not_say(kind):
    for body in ({}, {"fen": "x"}, {"fen": 5}, {"passed": 1}, {"passed": True}, {"direction": []}):
        for entry in ("ledger entry", "vote outcome", "else"):
            assert streams.said(f"{kind}:1", 1, entry, json.dumps(body))
