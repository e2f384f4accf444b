"""A letter on paper, and what its code says to whoever holds it."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from last500.base import clock, limits
from last500.base.ids import public_number, shown_number
from last500.letters.actions import end, issue
from last500.letters.models import Letter
from last500.letters.rules import Kind
from last500.organisations.models import Organisation
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"
NAME, FRIEND = "欧阳建国", "司马明月"


def letter_of(cast: Cast, **more: object) -> Letter:
    wang = cast.wang
    wang.name = NAME
    wang.save(update_fields=["name"])
    filled = {
        "place": cast.a,
        "issuer": "芙蓉苑党支部",
        "lines": [("姓名", NAME), ("同去的人", FRIEND), ("服务时间", "3 小时 20 分")],
        "body": ["修好了三层楼道的灯。"],
        "person": wang,
        "names": [FRIEND],
    } | more
    return issue(Kind.CERTIFICATE, **filled)  # type: ignore[arg-type]


def unit(cast: Cast) -> Organisation:
    return Organisation.objects.create(kind="unit", name="绵城市图书馆", place=cast.city)


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def words_of(response) -> str:
    """What a reader sees: no tags, no addresses."""
    text = re.sub(r"(?s)<(script|style|svg).*?</\1>", " ", response.content.decode())
    return unescape(re.sub(r"<[^>]+>", "\n", text))


def checked(code: str, **more: str):
    return Client(**more).get(reverse("letters:checked", args=[code]))


# ---- the paper ----------------------------------------------------------------------------------


def test_a_letter_prints_whole_with_its_code_and_where_to_check_it(cast):
    letter = letter_of(cast)
    page = signed_in(cast, "wang").get(reverse("letters:show", args=[letter.pk]))
    text = words_of(page)
    for said in (NAME, FRIEND, "3 小时 20 分", "修好了三层楼道的灯。", "芙蓉苑党支部"):
        assert said in text
    assert shown_number(letter.code) in text
    assert "http://testserver/check/" in text
    assert page.content.decode().count("<svg") > 1  # the code to scan
    assert f"{clock.local(letter.issued_at):%Y}年" in text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_only_its_own_person_opens_it(cast):
    address = reverse("letters:show", args=[letter_of(cast).pk])
    assert signed_in(cast, "li").get(address).status_code == 404
    assert signed_in(cast, "he").get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_is_over_says_so_on_the_paper_and_to_whoever_checks(cast, withdrawn):
    letter = letter_of(cast)
    end(letter, withdrawn=withdrawn)
    word, other = ("已撤回", "已结束") if withdrawn else ("已结束", "已撤回")
    paper = words_of(signed_in(cast, "wang").get(reverse("letters:show", args=[letter.pk])))
    check = words_of(checked(letter.code))
    for text in (paper, check):
        assert word in text
        assert other not in text
    assert "这份材料是这里开的" not in check


def test_ended_once_it_stays_as_it_was(cast):
    letter = letter_of(cast)
    end(letter)
    end(letter, withdrawn=True)
    assert not Letter.objects.get(pk=letter.pk).withdrawn


def test_my_letters_are_listed_with_as_many_statements_however_many_there_are(
    cast, django_assert_num_queries
):
    client = signed_in(cast, "wang")
    assert "这里会放开给你的证明和信" in words_of(client.get(reverse("letters:mine")))
    for _n in range(8):
        letter = letter_of(cast)
    letter_of(cast, person=cast.li)
    # Session, person, offices; then one for the letters.
    with django_assert_num_queries(4):
        page = client.get(reverse("letters:mine"))
    assert page.content.decode().count("志愿服务记录证明") == 8
    assert shown_number(letter.code) in words_of(page)


# ---- checking -----------------------------------------------------------------------------------


def test_the_code_says_what_is_printed_with_names_masked(cast):
    page = checked(letter_of(cast).code)
    text = words_of(page)
    for said in ("志愿服务记录证明", "芙蓉苑党支部", "3 小时 20 分", "有效", "欧**", "司**"):
        assert said in text
    assert NAME not in text
    assert FRIEND not in text
    assert "修好了" not in text  # paragraphs are for whoever holds the paper
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "typed", [lambda code: shown_number(code).lower(), lambda code: f" {code[:5]} {code[5:]} "]
)
def test_a_code_read_aloud_arrives(cast, typed):
    letter = letter_of(cast)
    page = Client().get(reverse("letters:check"), {"letter": typed(letter.code)}, follow=True)
    assert page.status_code == 200
    assert shown_number(letter.code) in words_of(page)


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("", 422, "11 位"),
        ("K7M4", 422, "11 位"),
        ("<b>x</b>", 422, "11 位"),
        ("9" * 500, 422, "11 位"),
        pytest.param(public_number(), 404, "没有开过", id="unknown"),
    ],
)
def test_a_wrong_code_gets_a_clear_answer(typed, status, said):
    page = Client().get(reverse("letters:check"), {"letter": typed}, follow=True)
    assert page.status_code == status
    assert said in words_of(page)
    assert "<b>x</b>" not in page.content.decode()


def test_what_cannot_be_a_code_is_answered_as_one_that_is_no_letters(db):
    known, odd = checked(public_number()), checked("not-a-code")
    assert known.status_code == odd.status_code == 404


def test_trying_codes_in_a_row_ends(cast):
    letter = letter_of(cast)
    most = limits.LETTER_CHECKS_PER_ADDRESS.most
    here = {"REMOTE_ADDR": "10.0.0.1"}
    answers = [checked(public_number(), **here).status_code for _n in range(most)]
    assert set(answers) == {404}
    assert checked(letter.code, **here).status_code == 429  # a right one neither
    assert checked(letter.code, REMOTE_ADDR="10.0.0.2").status_code == 200
    with clock.at(clock.now() + limits.HOUR):
        assert checked(letter.code, **here).status_code == 200


def test_of_somebody_who_locked_their_data_nothing_printed_is_shown(cast):
    letter = letter_of(cast)
    wang = cast.wang
    wang.restricted_at = clock.now()
    wang.save(update_fields=["restricted_at"])
    text = words_of(checked(letter.code))
    assert "芙蓉苑党支部" in text
    assert "3 小时 20 分" not in text
    assert "欧**" not in text


def test_a_letter_is_of_one_person_or_one_organisation(cast):
    for odd in ({"person": None}, {"organisation": unit(cast)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            letter_of(cast, **odd)
    assert letter_of(cast, person=None, organisation=unit(cast)).pk


# ---- for any letter -----------------------------------------------------------------------------

SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp", "Mn"])
NAMES = st.text("张三丰王李欧阳明月建国", min_size=2, max_size=6)
WORDS = st.text(SIGNS, max_size=30)


@st.composite
def printed(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, str]]]:
    """Names, and lines in which they stand between any words."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4))
    values = st.builds(lambda a, name, b: f"{a}{name}{b}", WORDS, st.sampled_from(names), WORDS)
    return names, draw(st.lists(st.tuples(WORDS, values), min_size=1, max_size=5))


@given(printed())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whoever_checks_never_reads_more_than_is_printed_and_no_whole_name(given_letter):
    names, lines = given_letter
    letter = Letter(lines=[list(line) for line in lines], names=names, body=["不给核对的人看"])
    shown = letter.masked_lines
    assert [label for label, _value in shown] == [label for label, _value in lines]
    for (_label, value), (_same, whole) in zip(shown, lines, strict=True):
        assert not any(name in value for name in names)
        # Each piece between the marks stands in what is printed, in the same order.
        at = 0
        for piece in value.split("**"):
            found = whole.find(piece, at)
            assert found >= 0
            at = found + len(piece)
