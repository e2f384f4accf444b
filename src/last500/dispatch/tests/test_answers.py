"""Counts without persons, each ask once; one's own answers only for oneself, and only downwards."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.dispatch import answers, inviting, situations
from last500.dispatch.chances import Ask, Chances, Tally
from last500.dispatch.models import AskAnyway, AskCount, CountedUpTo
from last500.dispatch.retention import RULES
from last500.dispatch.tests.asking import NOON, begun, neighbours, waiting
from last500.people.leaving import close_account
from last500.reportin.models import ReportIn
from last500.service_requests import actions
from last500.service_requests.models import Invitation, ServiceRequest
from tests.cast import Cast, build
from tests.test_races import all_at_once

FIRST = Ask("public_facility", "", "compound", "first", "time")
LATER = NOON + 2 * clock.HOUR
BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def asked(cast: Cast, who: str, answer: str, *, n: int = 1, after: int = 40, **more: object):
    """So many asks to this person that ended like this, each after so many minutes."""
    request = cast.verified()
    ServiceRequest.objects.filter(pk=request.pk).update(**more)
    ended = NOON - clock.HOUR
    Invitation.objects.bulk_create(
        Invitation(
            request=request,
            helper=cast.people[who],
            answer=answer,
            reasons=["in_compound"],
            asked_at=ended - after * clock.MINUTE,
            answered_at=ended,
        )
        for _ in range(n)
    )


def counts() -> dict[Ask, tuple[int, int]]:
    return {
        Ask(row.category, row.part, row.level, row.turn, row.fit): (row.asked, row.taken)
        for row in AskCount.objects.all()
    }


@pytest.mark.django_db
class TestCounting:
    def test_answers_are_counted_by_what_the_ask_was_and_not_by_whom(self, cast):
        asked(cast, "wang", "accepted", n=2)
        asked(cast, "li", "refused", n=3)
        assert answers.count_answers() == 5
        assert counts() == {FIRST: (5, 2)}
        assert AskCount.objects.get().place == cast.community
        names = {field.name for field in AskCount._meta.get_fields()}
        assert not names & {"person", "helper", "request", "at", "day"}

    def test_each_once_however_often_it_runs(self, cast):
        asked(cast, "wang", "accepted", n=5)
        assert [answers.count_answers(most=2) for _ in range(4)] == [2, 2, 1, 0]
        assert counts() == {FIRST: (5, 5)}
        assert CountedUpTo.objects.get().at == NOON - clock.HOUR

    def test_thanked_at_once_is_no_answer_and_long_silence_is(self, cast):
        asked(cast, "wang", "stopped", after=31)
        asked(cast, "li", "stopped", after=33)
        answers.count_answers()
        assert counts() == {FIRST: (1, 0)}

    def test_what_waits_or_has_just_ended_is_left_for_later(self, cast):
        cast.offered("wang")
        actions.refuse(cast.actor("wang"), Invitation.objects.get())
        assert answers.count_answers() == 0
        with clock.at(NOON + 11 * clock.MINUTE):
            assert answers.count_answers() == 1

    def test_part_of_the_day_level_and_turn_are_told_apart(self, cast):
        asked(cast, "wang", "refused", wished_part="evening")
        one = Invitation.objects.get()
        one.reasons, one.round = ["in_street", "skill:electric_repair"], 3
        one.save()
        answers.count_answers()
        assert list(counts()) == [Ask("public_facility", "evening", "street", "later", "skill")]

    def test_one_that_dies_midway_leaves_nothing_behind(self, cast, monkeypatch):
        asked(cast, "wang", "accepted", n=3)

        def dies(*_args: object, **_more: object) -> None:
            raise RuntimeError("power cut")

        monkeypatch.setattr(CountedUpTo.objects, "filter", dies)
        with pytest.raises(RuntimeError):
            answers.count_answers()
        monkeypatch.undo()
        assert counts() == {}
        answers.count_answers()
        assert counts() == {FIRST: (3, 3)}

    def test_what_was_counted_is_read_in_the_street(self, cast):
        asked(cast, "wang", "refused", n=200)
        answers.count_answers()
        assert answers.chances_at(cast.a).of(FIRST) < Chances().of(FIRST)
        assert answers.chances_at(cast.b).of(FIRST) == Chances().of(FIRST)
        with CaptureQueriesContext(connection) as spent:
            answers.chances_at(cast.a)
        assert len(spent) == 1

    def test_nobody_sees_the_counts(self, cast):
        asked(cast, "wang", "refused")
        answers.count_answers()
        for name in cast.people:
            assert not AskCount.objects.visible_to(cast.actor(name)).exists()


@pytest.mark.django_db
class TestOwn:
    def test_only_ones_own_only_of_that_kind_or_that_time(self, cast):
        asked(cast, "wang", "refused", n=6, wished_part="evening")
        asked(cast, "wang", "accepted", n=2, wished_part="morning")
        people = [cast.wang.pk, cast.li.pk]
        own = answers.own_tallies(people, "public_facility", "evening")
        assert own == {cast.wang.pk: (Tally(8, 2), Tally(6, 0))}
        own = answers.own_tallies(people, "environment", "evening")
        assert own == {cast.wang.pk: (Tally(0, 0), Tally(6, 0))}
        assert answers.own_tallies(people, "environment", "afternoon") == {}
        assert answers.own_tallies(people, "environment", "") == {}

    def test_it_lowers_and_never_raises(self, cast):
        asked(cast, "wang", "refused", n=8)
        asked(cast, "li", "accepted", n=8)
        asking = begun(cast, way="seven")
        stands = situations.standing(asking, cast.fresh(asking.request), inviting.WAYS[3])
        chance = {one.person: one.chance for one in stands.choices}
        assert chance[cast.wang.pk] < chance[cast.zhou.pk] == chance[cast.li.pk]

    def test_asked_anyway_nothing_of_it_counts(self, cast):
        asked(cast, "wang", "refused", n=8)
        answers.ask_me_anyway(cast.actor("wang"))
        assert answers.own_tallies([cast.wang.pk], "public_facility", "") == {}
        assert answers.asked_less(cast.actor("wang"), cast.a) == ([], [])

    def test_begun_anew_only_what_came_after(self, cast):
        asked(cast, "wang", "refused", n=8)
        answers.begin_anew(cast.actor("wang"))
        assert answers.own_tallies([cast.wang.pk], "public_facility", "") == {}
        with clock.at(LATER):
            cast.offered("wang")
            actions.refuse(cast.actor("wang"), waiting()[0])
        own = answers.own_tallies([cast.wang.pk], "public_facility", "")
        assert own == {cast.wang.pk: (Tally(1, 0), Tally(0, 0))}

    def test_it_goes_with_the_account(self, cast):
        answers.ask_me_anyway(cast.actor("li"))
        close_account(cast.actor("li"))
        assert not AskAnyway.objects.exists()

    def test_it_goes_some_time_after_somebody_has_ended_their_report_in(self, cast):
        answers.ask_me_anyway(cast.actor("li"))
        answers.ask_me_anyway(cast.actor("wang"))
        ReportIn.objects.filter(person=cast.li).update(state="ended", ended_at=NOON)
        (rule,) = [one for one in RULES if one.name == "ask_anyway"]
        assert rule.count(NOON + clock.DAY) == 0
        assert rule.count(NOON + 2000 * clock.DAY) == 1


def page_of(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


@pytest.mark.django_db
class TestTheirPage:
    def test_in_words_what_counts_and_one_press_to_switch_it_off(self, cast):
        asked(cast, "wang", "refused", n=8, wished_part="evening")
        wang = page_of(cast.wang)
        page = wang.get("/me/asked/").content.decode()
        assert "“公共设施”你常说这次不行" in page and "“晚上”你常说这次不行" in page
        press = {"once": uuid4().hex, "said": "anyway"}
        assert wang.post("/me/asked/", press).status_code == 303
        page = wang.get("/me/asked/").content.decode()
        assert "照样请你" in page and "你常说" not in page
        wang.post("/me/asked/", {"once": uuid4().hex, "said": "anew"})
        assert not AskAnyway.objects.get().always

    def test_others_read_their_own(self, cast):
        asked(cast, "wang", "refused", n=8)
        assert "现在没有因为这个少请你" in page_of(cast.li).get("/me/asked/").content.decode()
        nobody = page_of(cast.hua).get("/me/asked/")
        assert nobody.status_code == 200

    def test_another_word_is_refused(self, cast):
        assert page_of(cast.wang).post("/me/asked/", {"once": uuid4().hex}).status_code == 422

    def test_few_statements(self, cast):
        asked(cast, "wang", "refused", n=8)
        wang = page_of(cast.wang)
        with CaptureQueriesContext(connection) as spent:
            wang.get("/me/asked/")
        assert len(spent) <= 7


SECRET = 0.123456


@pytest.mark.django_db
def test_no_page_message_or_log_shows_a_chance(cast, monkeypatch, caplog):
    """Every chance is one number that stands nowhere else; then it is looked for."""
    monkeypatch.setattr(Chances, "of", lambda self, ask: SECRET)
    neighbours(cast, 6)
    asked(cast, "wang", "refused", n=8)
    asking = begun(cast)
    with caplog.at_level("DEBUG"):
        inviting.ask_in_waves()
        pages = [
            page_of(cast.people[who]).get(address)
            for who, address in (
                ("lin", f"/desk/request/{asking.request.number}/"),
                ("lin", f"/desk/{cast.a.pk}/?pile=going"),
                ("lin", f"/desk/{cast.a.pk}/asking/"),
                ("he", f"/desk/{cast.community.pk}/"),
                ("wang", "/me/asked/"),
                ("wang", "/me/"),
                ("chen", f"/r/{asking.request.number}/"),
            )
        ]
    assert waiting() and all(page.status_code == 200 for page in pages)
    kept = [str(one.reasons) for one in waiting()]
    for text in (*(page.content.decode() for page in pages), caplog.text, *kept):
        assert "123456" not in text and "12%" not in text


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_counters_at_once_count_each_once():
    with clock.at(NOON):
        cast = build()
        asked(cast, "wang", "accepted", n=20)

    def count(_name: str) -> int:
        with clock.at(NOON):
            return answers.count_answers(most=7)

    all_at_once(count, [str(n) for n in range(6)])
    assert counts() == {FIRST: (20, 20)}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_without_holding_the_mark_asks_count_twice(monkeypatch):
    """Two that have read the same mark add the same answers."""
    with clock.at(NOON):
        cast = build()
        asked(cast, "wang", "accepted", n=4)
        rows = list(answers._ended_since(CountedUpTo(at=NOON - timedelta(days=9))))

    def count(_name: str) -> None:
        answers._add(answers._sums(rows))

    all_at_once(count, ["0", "1"])
    assert counts() == {FIRST: (8, 8)}
