"""The pages of a trial: to begin, to wait, to read; and who finds them."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from last500.base import clock
from last500.simulation import actions, rules, saying
from last500.simulation.behaviour import load
from last500.simulation.models import Trial
from last500.simulation.numbers import KINDS, SOURCES, WORDS
from last500.simulation.rules import State
from last500.simulation.tests import world

pytestmark = pytest.mark.django_db


def client_of(cast, name="sun"):
    client = Client()
    client.force_login(cast.people[name])
    return client


def words_of(answer):
    seen = answer.content.decode()
    main = seen[seen.index('<main id="main"') : seen.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()


def desk(client, cast, **fields):
    address = reverse("simulation:desk", args=[cast.street.pk])
    if not fields:
        return client.get(address)
    return client.post(address, {"once": uuid4().hex, **fields})


def show(client, trial, **headers):
    return client.get(reverse("simulation:show", args=[trial.pk]), headers=headers)


def test_an_empty_page_says_what_to_do_and_offers_everything_ticked(cast):
    answer = desk(client_of(cast), cast)
    seen = words_of(answer)
    assert "还没有算过" in seen and "开始试算" in seen
    assert "这是模型，给的是方向，不是保证" in seen
    assert "用的是通常的数" in seen
    offered = rules.on_offer("b")
    assert answer.content.decode().count(" checked") == len(offered) >= 4
    for change in offered:
        assert change.name in seen and change.sentence in seen


def test_begin_lead_to_the_running_page_and_a_second_press_to_the_same(cast):
    client = client_of(cast)
    key = uuid4().hex
    answers = [
        desk(client, cast, once=key, changes=["wider", "evenings", "half", "twice"])
        for _ in range(2)
    ]
    trial = Trial.objects.get()
    assert {a["Location"] for a in answers} == {reverse("simulation:show", args=[trial.pk])}
    assert trial.changes == ["evenings", "wider", "half", "twice"]


def test_nothing_ticked_says_how_to_mend_it(cast):
    answer = desk(client_of(cast), cast, changes=[])
    assert answer.status_code == 422 and "请至少选一项" in words_of(answer)


def test_while_it_runs_the_page_shows_how_far_with_and_without_script(cast):
    client, trial = client_of(cast), world.claimed(cast)
    started = clock.now() - 4 * clock.MINUTE
    Trial.objects.filter(pk=trial.pk).update(progress=400, started_at=started)
    whole = show(client, trial)
    page = whole.content.decode()
    assert 'max="1000" value="400"' in page and "算了 40%" in words_of(whole)
    assert "大约还要 6 分钟" in words_of(whole)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    part = show(client, trial, HX_Request="true").content.decode()
    assert part.lstrip().startswith("<section") and 'value="400"' in part
    assert "<html" not in part


def test_when_it_is_over_the_poll_asks_for_the_whole_page(cast):
    client, trial = client_of(cast), world.claimed(cast)
    actions.cancel(cast.actor("sun"), trial)
    answer = show(client, trial, HX_Request="true")
    assert answer["HX-Refresh"] == "true" and not answer.content
    assert "取消了，没有结果" in words_of(show(client, trial))


def test_cancel_from_the_page(cast):
    client, trial = client_of(cast), world.claimed(cast)
    address = reverse("simulation:cancel", args=[trial.pk])
    assert client.post(address, {"once": uuid4().hex}).status_code == 303
    assert Trial.objects.get().state == State.CANCELLED
    assert client.post(address, {"once": uuid4().hex}).status_code == 409


def test_whoever_waits_for_another_street_reads_how_many_and_not_who(cast):
    other = cast.b.parent
    while other.level != "street":
        other = other.parent
    actions.begin(cast.actor("tang"), other, world.QUICK)
    trial = world.begun(cast)
    seen = words_of(show(client_of(cast), trial))
    assert "前面还有 1 个街道在算" in seen and other.name not in seen


def test_the_result_says_for_every_change_and_measure_how_much_with_its_interval(cast, monkeypatch):
    trial = world.done(cast, monkeypatch)
    answer = show(client_of(cast), trial)
    page, seen = answer.content.decode(), words_of(answer)
    tables = saying.tables_of(trial.result)
    assert page.count('<table class="strips"') == len(tables) == len(saying.TOLD)
    assert page.count('<svg class="strip') == len(tables) * len(world.QUICK)
    for table in tables:
        for effect in table.effects:
            assert effect.words in seen
    assert "只过了 3 遍，太少" in seen
    assert "这是模型" in seen and "每遍 8 天" in seen
    assert len(page) < 100_000


def test_a_trial_with_enough_runs_is_not_called_too_small(cast, monkeypatch):
    trial = world.done(cast, monkeypatch)
    Trial.objects.filter(pk=trial.pk).update(seeds=list(range(101, 121)))
    assert "只过了" not in words_of(show(client_of(cast), trial))


def test_no_community_is_named_beside_a_result(cast, monkeypatch):
    """Names stand in the table of what it rests on, in the order of the list, and nowhere else."""
    trial = world.done(cast, monkeypatch)
    page = show(client_of(cast), trial).content.decode()
    found, rests = page.split("用哪些数算的")
    assert cast.community.name not in found and cast.community.name in rests


def test_a_failed_trial_says_why(cast):
    trial = world.claimed(cast)
    for why, words in rules.WHY_WORDS.items():
        Trial.objects.filter(pk=trial.pk).update(
            state="failed", lease=None, ended_at=clock.now(), why=why
        )
        assert words in words_of(show(client_of(cast), trial))


@pytest.mark.parametrize("name", ["he", "lin", "gao", "qian", "wang", "op"])
def test_to_everybody_else_neither_street_nor_trial_is_there(cast, name):
    trial = world.begun(cast)
    client = client_of(cast, name)
    assert desk(client, cast).status_code == 404
    assert show(client, trial).status_code == 404
    cancel = reverse("simulation:cancel", args=[trial.pk])
    assert client.post(cancel, {"once": uuid4().hex}).status_code == 404


def test_the_street_finds_the_door_and_the_community_does_not(cast):
    address = reverse("simulation:desk", args=[cast.street.pk])
    for name, place, shown in (("sun", cast.street, True), ("he", cast.community, False)):
        answer = client_of(cast, name).get(reverse("desk:desk", args=[place.pk]))
        assert answer.status_code == 200 and ("/trials/" in answer.content.decode()) == shown
    figures = reverse("stats:place", args=[cast.street.pk])
    for name, shown in (("sun", True), ("tang", True), ("gao", False)):
        assert (address in client_of(cast, name).get(figures).content.decode()) == shown


def test_a_page_takes_the_same_statements_whatever_there_is_to_list(cast):
    client = client_of(cast)
    desk(client, cast)

    def statements():
        with CaptureQueriesContext(connection) as taken:
            assert desk(client, cast).status_code == 200
        return len(taken)

    few = statements()
    for _ in range(6):
        actions.cancel(cast.actor("sun"), world.begun(cast))
    assert statements() == few


def test_every_number_of_the_model_is_said_with_its_source(cast):
    named = {n for n in load().numbers if not n.startswith(KINDS)}
    assert set(WORDS) == named
    unsure = {n.name for n in load().numbers.values() if not n.assumed}
    assert unsure <= set(SOURCES)
    answer = Client().get(reverse("simulation:numbers"))
    seen = words_of(answer)
    for word in WORDS.values():
        assert word in seen
    assert "JMIR mHealth" in seen and "arXiv 2002.08474" in seen and "估的" in seen
