"""The pages of the community, the unit and a member, and what each does not show."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.feedback import actions
from last500.feedback.models import FeedbackLetter, PersonalPart
from last500.feedback.tests.scene import agreed, fresh, scene
from last500.letters.models import Letter
from last500.organisations.models import Liaison
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(cast: Cast, name: str, address: str, *args: object):
    return client_of(cast, name).get(reverse(f"feedback:{address}", args=args))


def press(cast: Cast, name: str, address: str, *args: object, **body: str):
    filled = {"once": uuid4().hex} | body
    return client_of(cast, name).post(reverse(f"feedback:{address}", args=args), filled)


def test_the_whole_way_by_its_pages(cast):
    town = scene(cast)
    assert "还没有写过" in text(page(cast, "he", "desk", cast.community.pk))
    answer = press(cast, "he", "draft", town.report_in.pk)
    feedback = FeedbackLetter.objects.get()
    assert answer.headers["Location"] == reverse("feedback:one", args=[feedback.pk])
    draft = text(page(cast, "he", "one", feedback.pk))
    assert "6 次，6 小时" in draft
    assert "王建" not in draft  # not before his yes

    assert press(cast, "he", "show", feedback.pk).status_code == 303
    part = town.part(feedback, "wang")
    mine = text(page(cast, "wang", "part", part.pk))
    assert "王建在芙蓉社区参加过：环境整治。" in mine
    said = press(cast, "wang", "part", part.pk, answer="yes", comment="还差一盏灯")
    assert said.status_code == 303

    with clock.at(fresh(feedback).due_at):
        assert press(cast, "he", "send", feedback.pk).status_code == 303
        read = text(page(cast, "hua", "unit_one", feedback.pk))
        assert "王建在芙蓉社区参加过：环境整治。" in read
        assert "还差一盏灯" in read
        paper = page(cast, "hua", "paper", feedback.pk)
        assert "还差一盏灯" in text(paper)
        assert str(Letter.objects.get()) in text(paper)
        today = clock.today().isoformat()
        done = press(cast, "hua", "unit_one", feedback.pk, text="换了灯", done_on=today)
        assert done.status_code == 303
        for name, address, key in (
            ("he", "one", feedback.pk),
            ("hua", "unit_one", feedback.pk),
            ("wang", "part", part.pk),
            ("li", "part", town.part(feedback, "li").pk),
        ):
            assert "换了灯" in text(page(cast, name, address, key))


def test_the_check_page_of_the_letter_shows_the_sums_and_nobody(cast):
    feedback = scene(cast).sent("wang")
    shown = text(Client().get(reverse("letters:checked", args=[feedback.letter.code])))
    assert "6 次，6 小时" in shown
    assert "服务反馈信" in shown
    assert "王建" not in shown
    assert "王**" not in shown


def test_the_community_reads_who_agreed_and_never_who_did_not(cast):
    town = scene(cast)
    feedback = town.shown()
    actions.answer(cast.actor("wang"), town.part(feedback, "wang"), agree=True)
    actions.answer(cast.actor("li"), town.part(feedback, "li"), agree=False)
    desk = text(page(cast, "he", "one", feedback.pk))
    assert "王建" in desk
    assert not any(person.name in desk for person in town.members if person.pk != cast.wang.pk)


def test_the_unit_sees_nothing_before_it_was_sent_and_nothing_of_other_units(cast):
    town = scene(cast)
    feedback = town.shown()
    assert page(cast, "hua", "unit_one", feedback.pk).status_code == 404
    assert "绵城市图书馆" not in text(page(cast, "hua", "unit"))
    other = agreed(cast, "绵城市水文站").organisation
    Liaison.objects.create(organisation=other, person=cast.zhao, from_on=clock.today())
    with clock.at(feedback.due_at):
        actions.send(cast.actor("he"), feedback)
        assert "芙蓉社区" in text(page(cast, "hua", "unit"))
        assert page(cast, "zhao", "unit_one", feedback.pk).status_code == 404
        assert page(cast, "zhao", "paper", feedback.pk).status_code == 404


def test_a_draft_is_not_there_for_its_members(cast):
    town = scene(cast)
    feedback = town.drafted()
    part = town.part(feedback, "wang")
    assert page(cast, "wang", "part", part.pk).status_code == 404
    assert "绵城市图书馆" not in text(page(cast, "wang", "mine"))


def test_neither_yes_nor_no_is_told_so_and_nothing_is_kept(cast):
    town = scene(cast)
    part = town.part(town.shown(), "wang")
    answer = press(cast, "wang", "part", part.pk, comment="还没想好")
    assert answer.status_code == 422
    assert "请选同意转告，还是不转告。" in text(answer)
    assert "还没想好" in text(answer)
    part.refresh_from_db()
    assert part.answer == "waiting"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "请写一写做了什么。"),
        ({"text": "换了灯"}, "请选一个日子。"),
        ({"text": "换了灯", "done_on": "2999-01-01"}, "请写已经做了的日子。"),
        ({"text": "换了灯", "done_on": "哪天"}, "日子好像不对"),
        ({"text": "长" * 601, "done_on": "2026-01-01"}, "最多 600 字，现在 601 字"),
    ],
)
def test_a_report_that_is_not_whole_says_how_to_mend_it(cast, body, said):
    feedback = scene(cast).sent()
    answer = press(cast, "hua", "unit_one", feedback.pk, **body)
    assert answer.status_code == 422
    assert said in text(answer)
    assert fresh(feedback).state == "sent"


def test_pages_are_made_with_as_many_statements_however_much_there_is(
    cast, django_assert_num_queries
):
    town = scene(cast)
    feedback = town.sent("wang", "li", "zhou")
    for number in range(5):
        report_in = agreed(cast, f"单位{number}")
        Liaison.objects.create(
            organisation=report_in.organisation, person=cast.hua, from_on=clock.today()
        )
        FeedbackLetter.objects.create(
            organisation=report_in.organisation, community=cast.community, year=2026,
            first_on=clock.today(), last_on=clock.today(), state="sent",
            drafted_at=clock.now(), sent_at=clock.now(),
        )  # fmt: skip
    for row in FeedbackLetter.objects.exclude(pk=feedback.pk):
        PersonalPart.objects.create(feedback=row, person=cast.wang, sentence="甲")
    he, hua, wang = (client_of(cast, name) for name in ("he", "hua", "wang"))
    desk = reverse("feedback:desk", args=[cast.community.pk])
    # Session, person, offices; then the place and two for its units.
    with django_assert_num_queries(6):
        assert "单位4" in text(he.get(desk))
    with django_assert_num_queries(4):
        assert text(hua.get(reverse("feedback:unit"))).count("寄出了") == 6
    # The parts; then one's report-in and the community above its compound.
    with django_assert_num_queries(6):
        assert text(wang.get(reverse("feedback:mine"))).count("年的信") == 6


def test_a_withdrawn_letter_says_so_to_the_unit_and_shows_no_figure(cast):
    feedback = scene(cast).sent("wang")
    actions.withdraw(cast.actor("he"), feedback)
    read = text(page(cast, "hua", "unit_one", feedback.pk))
    assert "社区撤回了这封信" in read
    assert "6 小时" not in read
    assert "已撤回" in text(page(cast, "hua", "paper", feedback.pk))
    assert page(cast, "wang", "mine").status_code == 200


def test_the_street_finds_its_way_to_its_communities(cast):
    shown = page(cast, "sun", "desk", cast.street.pk)
    assert reverse("feedback:desk", args=[cast.community.pk]) in shown.content.decode()
    desk = client_of(cast, "he").get(reverse("desk:desk", args=[cast.community.pk]))
    assert reverse("feedback:desk", args=[cast.community.pk]) in desk.content.decode()


def test_one_asks_for_a_letter_of_ones_own_and_reads_it_at_once(cast):
    scene(cast, members=1)
    answer = press(cast, "wang", "ask")
    letter = Letter.objects.get(person=cast.wang)
    assert answer.headers["Location"] == reverse("letters:show", args=[letter.pk])
    assert "王建" in text(client_of(cast, "wang").get(answer.headers["Location"]))
