"""Everybody can use what a compound governs itself by: households, seats, books, topics, decisions,
consultations, votes, and the pages that check.

Each page is looked at as in `test_barriers_of_report_in`: as it is on a telephone; at 30 px, dark
and in English; the wide ones on a desktop; sheets on paper; what matters by keyboard alone.
"""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from last500.consultations import actions as consulting
from last500.consultations.tests import world as asked
from last500.households.models import Relation
from last500.organisations.models import Office
from last500.votes.models import Reading
from tests.access import consultations, grids, households, ledger, resolutions, topics, votes
from tests.browser.barriers import Barriers
from tests.browser.measure import stop, tab_to
from tests.tamper.world import new_log, publish

HOUSEHOLDS = [
    stop("households:mine", "chen"),
    stop("households:mine", "zhou"),
    stop("households:claim", "zhou", "a.slug"),
    stop("households:end", "chen", "relation.pk"),
    stop("households:desk", "lin", "a.pk"),
    stop("households:doors", "lin", "a.pk"),
    stop("households:door", "lin", "relation.household_id"),
]
GRIDS = [
    stop("grids:at", "", "a.slug"),
    stop("grids:mine", "wang"),
    stop("grids:mine", "li"),
    stop("grids:offer", "zhou", "seat_free.pk"),
    stop("grids:tell", "zhou", "seat_held.pk"),
    stop("grids:answer", "li", "asked_for_seat.pk"),
    stop("grids:show", "wang", "holds.pk"),
    stop("grids:handover", "wang", "holds.pk"),
    stop("grids:note", "wang", "seat_note.pk"),
    stop("grids:desk", "lin", "a.pk", wide=True),
    stop("grids:desk", "he", "community.pk", wide=True),
    stop("grids:new", "lin", "a.pk"),
    stop("grids:seat", "lin", "seat_held.pk"),
    stop("grids:seat", "lin", "seat_free.pk"),
    stop("grids:change", "lin", "seat_free.pk"),
]
LEDGER = [
    stop("ledger:at", "", "a.slug"),
    stop("ledger:at", "", "b.slug"),
    stop("ledger:month", "", "a.slug", "entry.day.year", "entry.day.month"),
    stop("ledger:entry", "", "entry.pk"),
    stop("ledger:entry", "chen", "entry.pk"),
    stop("ledger:statement", "", "statement.pk"),
    stop("ledger:distribution", "chen", "divided.pk"),
    stop("ledger:mine", "chen"),
    stop("ledger:mine", "zhao"),
    stop("ledger:question", "chen", "question.pk"),
    stop("ledger:ask_entry", "chen", "entry.pk"),
    stop("ledger:ask_statement", "chen", "statement.pk"),
    stop("ledger:desk", "lin", "a.pk", wide=True),
    stop("ledger:desk", "he", "community.pk", wide=True),
    stop("ledger:open", "qian", "b.pk"),
    stop("ledger:post", "lin", "a.pk"),
    stop("ledger:posting", "he", "posting.pk"),
    stop("ledger:reverse", "lin", "entry.pk"),
    stop("ledger:question", "he", "question.pk"),
    stop("ledger:publish", "he", "made.pk"),
    stop("ledger:distribution", "he", "worked.pk"),
    stop("ledger:divide", "lin", "a.pk"),
    stop("ledger:fund", "lin", "a.pk"),
]
TOPICS = [
    stop("topics:at", "", "a.slug"),
    stop("topics:at", "", "b.slug"),
    stop("topics:show", "", "topic.pk"),
    stop("topics:show", "hua", "topic.pk"),
    stop("topics:mine", "li"),
    stop("topics:propose", "hua", "a.slug"),
    stop("topics:opinion", "hua", "topic.pk"),
    stop("topics:answer", "chen", "topic_ask.pk"),
    stop("topics:desk", "lin", "a.pk", wide=True),
    stop("topics:enter", "lin", "a.pk"),
    stop("topics:opinions", "lin", "a.pk"),
    stop("topics:threshold", "lin", "a.pk"),
    stop("topics:handle", "lin", "hidden_topic.pk", wide=True),
    stop("topics:sort", "lin", "hidden_topic.pk"),
    stop("topics:step", "lin", "hidden_topic.pk", "=refer"),
]
RESOLUTIONS = [
    stop("resolutions:at", "", "a.slug"),
    stop("resolutions:show", "", "resolution.pk"),
    stop("resolutions:show", "lin", "resolution.pk"),
    stop("resolutions:desk", "lin", "a.pk", wide=True),
    stop("resolutions:new", "lin", "a.pk"),
    stop("resolutions:adopt", "lin", "council_topic.pk"),
    stop("resolutions:correct", "lin", "resolution.pk"),
    stop("resolutions:agreement", "lin", "resolution.pk", "=keep"),
    stop("resolutions:task", "lin", "resolution_task.pk", "=note"),
    stop("resolutions:offer", "li", "resolution_offer.pk"),
]
CONSULTATIONS = [
    stop("consultations:at", "", "a.slug"),
    stop("consultations:show", "", "consultation.pk"),
    stop("consultations:show", "", "consulted.pk"),
    stop("consultations:show", "chen", "consultation.pk"),
    stop("consultations:answer", "chen", "consultation.pk"),
    stop("consultations:answer", "zhao", "consultation.pk"),
    stop("consultations:desk", "lin", "a.pk"),
    stop("consultations:new", "lin", "a.pk"),
    stop("consultations:announce", "lin", "consultation_draft.pk"),
    stop("consultations:cancel", "lin", "consultation.pk"),
    stop("consultations:slips", "lin", "consultation.pk"),
]
VOTES = [
    stop("votes:at", "", "a.slug"),
    stop("votes:show", "", "open_vote.pk"),
    stop("votes:show", "", "done_vote.pk"),
    stop("votes:own", "chen", "open_vote.pk"),
    stop("votes:mine", "wang"),
    stop("votes:seat", "wang", "open_vote.pk"),
    stop("votes:seat", "hua", "done_vote.pk"),
    stop("votes:watch", "hua", "done_vote.pk", wide=True),
    stop("votes:desk", "lin", "a.pk", wide=True),
    stop("votes:new", "lin", "a.pk", wide=True),
    stop("votes:inside", "lin", "draft_vote.pk"),
    stop("votes:inside", "lin", "open_vote.pk", wide=True),
    stop("votes:step", "lin", "open_vote.pk", "=cancel"),
    stop("votes:roll", "lin", "asking_vote.pk", wide=True),
    stop("votes:unit", "lin", "asking_vote.pk", "=3"),
    stop("votes:entry", "lin", "open_vote.pk"),
    stop("votes:piles", "wang", "open_vote.pk"),
    stop("votes:settle", "wang", "open_vote.pk", "differing.pk"),
]
PROOF = [
    stop("proof:at", "", "a.slug"),
    stop("proof:at", "", "b.slug"),
    stop("proof:check", ""),
]
STOPS = HOUSEHOLDS + GRIDS + LEDGER + TOPICS + RESOLUTIONS + CONSULTATIONS + VOTES + PROOF
PAPERS = (
    stop("grids:sheet", "", "a.slug", "building.pk"),
    stop("ledger:statement_print", "", "statement.pk"),
    stop("resolutions:notice", "", "resolution.pk"),
    stop("consultations:paper", "", "consultation.pk"),
    stop("votes:paper", "", "done_vote.pk"),
    stop("proof:sheet", "", "a.slug"),
)
# Chinese in every language: the columns of a file, how a door is called, words two topics share.
RIGHTLY_CHINESE = ("楼栋, 单元, 门牌", "一号楼 2单元 301", "Both mention: ")


@pytest.fixture
def town(live_server, cast, settings, tmp_path) -> SimpleNamespace:
    new_log(settings, tmp_path)
    town = SimpleNamespace(cast=cast)
    for rows in (households, grids, topics, resolutions, consultations, votes, ledger):
        rows.add(town)
    town.consulted = asked.announced(cast, title="夏天纳凉的凉亭")
    home = Relation.objects.confirmed().filter(person=cast.chen)[0].household
    consulting.answer(cast.actor("chen"), town.consulted, [0], home)
    with asked.after(town.consulted):
        consulting.publish(cast.actor("lin"), town.consulted)
    Office.objects.create(person=cast.zhao, kind="bookkeeper", place=cast.a, from_on="2020-01-01")
    publish()
    return town


class TestBarriers(Barriers):
    stops, papers = STOPS, PAPERS
    rightly_chinese = RIGHTLY_CHINESE


def test_a_pile_of_ballots_is_entered_with_the_keyboard_alone(open_page, live_server, town):
    """Number, choice, day, hour, done: in this order, and the next paper begins at its number."""
    page = open_page(town.cast.lin)
    page.goto(live_server.url + reverse("votes:entry", args=[town.open_vote.pk]))
    before = Reading.objects.count()
    for number in ("6", "7"):
        tab_to(page, "[name=paper]")
        page.keyboard.type(number)
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.name") == "q1"
        page.keyboard.press("Space")
        tab_to(page, "[name=cast_on]")
        tab_to(page, "[name=cast_time]")
        tab_to(page, "main form button.btn")
        page.keyboard.press("Enter")
        expect(page.locator("#notice")).to_contain_text("录好一次")
        expect(page.locator("[name=paper]")).to_have_value("")
    assert Reading.objects.count() == before + 2
