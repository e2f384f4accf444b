"""The path at the gate, on paper, on the desk; and that nobody sees several paths at once."""

import re
from pathlib import Path as File
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.paths import actions, lessons, urls
from last500.paths.models import Aside, FirstYear
from last500.paths.rules import STEPS
from last500.paths.tests import world
from last500.places.models import Place

pytestmark = pytest.mark.django_db


def client_of(cast, name):
    client = Client()
    client.force_login(cast.people[name])
    return client


def press(client, name, *args, **fields):
    return client.post(reverse(f"paths:{name}", args=args), {"once": uuid4().hex, **fields})


def page(client, name, *args, lang="zh-hans"):
    client.cookies["lang"] = lang
    answer = client.get(reverse(f"paths:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(page):
    main = page[page.index('<main id="main"') : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()


def test_an_empty_path_says_what_comes_first_and_asks_for_nothing(cast):
    seen = words_of(page(Client(), "at", cast.a.slug))
    for step in STEPS:
        assert step.title in seen
    for pressing in ("必须", "逾期", "落后", "还差", "%", "完成率", "名单", "/7", "第 1 名"):
        assert pressing not in seen
    assert seen.count("怎么算走过") == len(STEPS)


def test_what_was_done_stands_there_with_its_day_and_leads_to_the_thing_itself(cast):
    activity, made = world.held(cast), world.stated(cast)
    seen = page(Client(), "at", cast.a.slug)
    assert reverse("activities:show", args=[activity.pk]) in seen and activity.title in seen
    assert reverse("ledger:statement", args=[made.pk]) in seen
    assert seen.count('<li class="done">') == 2
    assert seen.count('<li class="next" aria-current="step">') == 1
    assert seen.count('<a class="btn do"') == 1  # one thing to do


def test_every_thing_that_walks_a_step_can_be_opened_by_anybody(cast):
    world.seated(cast)
    links = set()
    for work in (world.held, world.said, world.minuted, world.stated, world.consulted,
                 world.looked_back):  # fmt: skip
        work(cast)
        seen = page(Client(), "at", cast.a.slug)
        links |= set(re.findall(r'(?:<p class="what">.*?)<a href="([^"]+)"', seen))
    version = world.adopted(cast, days=0)
    with clock.at(clock.start_of(version.in_force_on) + clock.DAY):
        seen = page(Client(), "at", cast.a.slug)
        links |= set(re.findall(r'(?:<p class="what">.*?)<a href="([^"]+)"', seen))
        assert len(links) >= 7
        for link in links:
            assert Client().get(link).status_code == 200, link


def test_every_door_of_every_step_opens(cast):
    lin = client_of(cast, "lin")
    for place, client in ((cast.a, Client()), (cast.a, lin)):
        for step in STEPS:
            for door in step.at_gate:
                assert client.get(reverse(door.name, args=[place.slug])).status_code == 200
    for step in STEPS:
        for door in step.at_desk:
            answer = lin.get(reverse(door.name, args=[cast.a.pk]))
            assert answer.status_code == 200, door.name


def test_the_desk_has_the_next_step_first_with_its_template_and_lessons(cast):
    lin = client_of(cast, "lin")
    seen = page(lin, "desk", cast.a.pk)
    assert f"{reverse('councils:new', args=[cast.a.pk])}?template=first" in seen
    assert reverse("paths:lesson", args=["table"]) in seen
    assert seen.index("认识邻居") < seen.index("小区公约")


def test_the_desk_begins_puts_aside_and_takes_up_again(cast):
    lin = client_of(cast, "lin")
    assert press(lin, "begin", cast.a.pk).status_code == 303
    assert FirstYear.objects.get().begun_on == clock.today()
    assert "从哪天算第一年" not in page(lin, "desk", cast.a.pk)
    assert press(lin, "begin", cast.a.pk).status_code == 409
    assert "不适合我们" in page(lin, "put_aside", cast.a.pk, "neighbours")
    wrong = press(lin, "put_aside", cast.a.pk, "neighbours", reason="问 10000000001")
    assert wrong.status_code == 422 and "问 10000000001" in wrong.content.decode()
    assert press(lin, "put_aside", cast.a.pk, "neighbours", reason="早就认识").status_code == 303
    assert "早就认识" in page(Client(), "at", cast.a.slug)
    assert "一件小事" in words_of(page(lin, "desk", cast.a.pk)).split("怎么算走过")[0]
    assert press(lin, "take_up", cast.a.pk, "neighbours").status_code == 303
    assert Aside.objects.get().taken_up_at is not None
    assert "早就认识" not in page(Client(), "at", cast.a.slug)
    assert "早就认识" in page(lin, "desk", cast.a.pk)  # its history


def test_a_step_that_is_none_is_not_there(cast):
    lin = client_of(cast, "lin")
    for name in ("step", "put_aside"):
        answer = lin.get(reverse(f"paths:{name}", args=[cast.a.pk, "eighth"]))
        assert answer.status_code == 404
    assert press(lin, "take_up", cast.a.pk, "eighth").status_code == 404
    assert Client().get(reverse("paths:lesson", args=["eighth"])).status_code == 404


def test_when_the_year_is_over_the_page_says_what_grew_and_the_path_stays(cast):
    world.stated(cast)
    actions.begin(cast.actor("lin"), cast.a)
    assert "第一年走完了" not in page(Client(), "at", cast.a.slug)
    with clock.at(clock.now() + 366 * clock.DAY):
        seen = words_of(page(Client(), "at", cast.a.slug))
    assert "第一年走完了" in seen and "没走的不算欠着" in seen
    assert seen.count("账本公开") == 2  # what grew, and its stone


def test_a_year_in_which_nothing_grew_is_not_talked_about(cast):
    actions.begin(cast.actor("lin"), cast.a)
    with clock.at(clock.now() + 366 * clock.DAY):
        assert "第一年走完了" not in words_of(page(Client(), "at", cast.a.slug))


def test_the_sheet_is_for_the_board_and_needs_no_screen(cast):
    activity = world.held(cast)
    seen = page(Client(), "sheet", cast.a.slug)
    assert activity.title in seen and "<svg" in seen
    assert reverse("paths:at", args=[cast.a.slug]) in seen


def test_a_compound_that_nobody_manages_reads_its_own_words(cast):
    assert "自治委员会，一起管院子" in page(Client(), "at", cast.c.slug)
    assert "自治委员会，一起管院子" not in page(Client(), "at", cast.a.slug)


@pytest.mark.parametrize("code", sorted(lessons.BY_CODE))
def test_every_lesson_reads_in_both_languages(code):
    lesson = lessons.BY_CODE[code]
    seen = page(Client(), "lesson", code)
    assert lesson.title in seen and all(point in seen for point in lesson.points)
    english = words_of(page(Client(), "lesson", code, lang="en"))
    assert not re.search("[\u4e00-\u9fff]", english), english


def test_a_path_in_english_has_no_chinese_but_names_and_titles(cast):
    cast.a.name = "Furong Court"
    cast.a.save(update_fields=["name"])
    world.stated(cast)
    for name in ("at", "sheet"):
        seen = words_of(page(Client(), name, cast.a.slug, lang="en"))
        assert not re.search("[\u4e00-\u9fff]", seen), seen


def test_pages_take_few_statements(cast, django_assert_max_num_queries):
    for work in (world.held, world.said, world.stated, world.consulted):
        work(cast)
    lin = client_of(cast, "lin")
    page(lin, "desk", cast.a.pk)
    for name in ("at", "sheet"):
        with django_assert_max_num_queries(3):
            page(Client(), name, cast.a.slug)
    with django_assert_max_num_queries(0):
        page(Client(), "lesson", "chair")
    with django_assert_max_num_queries(9):
        page(lin, "desk", cast.a.pk)


# ---- nobody sees several ------------------------------------------------------------------------


def addresses():
    return {pattern.name: str(pattern.pattern) for pattern in urls.urlpatterns}


def test_every_address_is_of_one_compound_or_of_a_lesson():
    for name, address in addresses().items():
        assert name == "lesson" or re.match(r"(at/<slug:slug>|desk/<int:place_id>)/", address)


@pytest.mark.parametrize("name", ["he", "sun", "tang", "gao"])
def test_nobody_above_has_a_page_that_others_have_not(cast, name):
    world.stated(cast)
    above = client_of(cast, name)
    assert words_of(page(above, "at", cast.a.slug)) == words_of(page(Client(), "at", cast.a.slug))
    for place in Place.objects.exclude(level="compound"):
        answer = above.get(reverse("paths:desk", args=[place.pk]))
        assert answer.status_code == 404
        if place.slug:
            assert above.get(reverse("paths:at", args=[place.slug])).status_code == 404
    assert above.get(reverse("paths:desk", args=[cast.a.pk])).status_code == 404


def test_whoever_serves_the_compound_finds_its_desk_from_the_page(cast):
    for name, place, finds in (("lin", cast.a, True), ("he", cast.a, False), ("he", cast.c, True)):
        seen = page(client_of(cast, name), "at", place.slug)
        assert (reverse("paths:desk", args=[place.pk]) in seen) == finds


def test_the_path_of_one_compound_names_no_other(cast):
    world.stated(cast)
    for place in (cast.a, cast.c):
        seen = page(Client(), "at", place.slug)
        assert place.name in seen
        for other in {cast.a, cast.b, cast.c} - {place}:
            assert other.name not in seen and other.slug not in seen


def test_paths_are_read_nowhere_but_on_their_own_pages():
    """No figure, no export, no list of another app knows of a path: only ways lead there."""
    source = File(urls.__file__).parents[1]
    may = {"settings.py", "urls.py", "web/doors.py", "demo/paths.py", "demo/town.py",
           "service_requests/templates/service_requests/compound_show.html"}  # fmt: skip
    found = set()
    for file in source.rglob("*"):
        shown = str(file.relative_to(source))
        if file.suffix not in {".py", ".html"} or shown.startswith("paths/"):
            continue
        if re.search(r"last500\.paths|\"paths:|\"paths\"", file.read_text(encoding="utf-8")):
            found.add(shown)
    assert found <= may, found - may
