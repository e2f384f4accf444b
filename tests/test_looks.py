"""Who saw my data: the subject's page says exactly what was done, in words, without names.

A shadow keeps its own count of what the clients of the test opened; the page must agree with it.
"""

import io
import json
import logging
import random
import re
import zipfile
from collections import Counter
from uuid import uuid4

import pytest
from django.test import Client

from last500.base import clock, limits
from last500.base.limits import REVEALS_PER_PERSON, Limit
from last500.people.models import AccessEvent
from last500.reportin.models import ReportIn
from last500.service_requests.models import Photo
from last500.web.desk import piles, showing
from tests.cast import Cast
from tests.postgres import owner

BACKEND = "last500.people.backend.CodeBackend"
LINE = re.compile(
    r"<li>(?P<at><time[^>]*>[^<]*</time>|[^<]*) <b>(?P<who>[^<]*)</b> (?P<what>[^<]*)<br>"
)


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def text(answer) -> str:
    return answer.content.decode()


def on_own_page(person) -> list[tuple[str, str]]:
    """What stands on the person's own page: office and what was seen, over all its pages."""
    client, lines = as_(person), []
    for page in range(1, 99):
        shown = text(client.get(f"/me/data/?page={page}"))
        lines += [(found["who"], found["what"]) for found in LINE.finditer(shown)]
        if 'rel="next"' not in shown:
            return lines
    raise AssertionError("pages without end")


class Shadow:
    """Plays at random and keeps its own count, by rules of its own: no query of the product's."""

    VIEWS = {
        "lin": ("小区值守", "desk"),
        "he": ("社区值守", "desk"),
        "sun": ("街道值守", "desk"),
        "wang": ("接单的邻居", "help"),
    }

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.chance = cast, random.Random(seed)
        self.request = cast.accepted("wang")
        self.start = clock.now()
        self.viewed: set[tuple[str, object]] = set()
        self.other = 0
        self.expected: Counter[tuple[str, str]] = Counter()

    def play(self, steps: int) -> None:
        for step in range(steps):
            # Some hours apart, over several days, so that no two are one line.
            with clock.at(self.start + step * 5 * clock.HOUR):
                self.chance.choice([self.view, self.view, self.reveal, self.search])()

    def view(self) -> None:
        name = self.chance.choice(sorted(self.VIEWS))
        who, kind = self.VIEWS[name]
        number, key = self.request.number, self.request.pk
        address = f"/me/help/{key}/" if kind == "help" else f"/desk/request/{number}/"
        client = as_(self.cast.people[name])
        for _again in range(self.chance.randint(1, 3)):
            assert client.get(address).status_code == 200
        self._viewed(name, who, kind)

    def _viewed(self, name: str, who: str, kind: str) -> None:
        if (name, clock.today()) not in self.viewed:
            self.viewed.add((name, clock.today()))
            more = "，看了称呼，看了电话，看了门牌" if kind == "help" else ""
            self.expected[who, f"看了求助的内容{more}"] += 1

    def reveal(self) -> None:
        name = self.chance.choice(["lin", "he", "sun"])
        field = self.chance.choice(["phone", "door"])
        form = {"field": field, "reason": "verify", "again": "1"}
        address = f"/desk/request/{self.request.number}/reveal/"
        assert as_(self.cast.people[name]).post(address, form).status_code == 200
        who = self.VIEWS[name][0]
        self.expected[who, "看了电话" if field == "phone" else "看了门牌"] += 1
        self._viewed(name, who, "desk")

    def search(self) -> None:
        """With the right name or a wrong one: she was looked for in both cases."""
        whom = self.cast.chen
        name = self.chance.choice([whom.name, "赵六"])
        form = {"kind": "secretary", "phone": whom.phone, "name": name, "once": uuid4().hex}
        place = self.cast.c.pk
        as_(self.cast.sun).post(f"/organise/{place}/office/", form)
        self.expected["街道工作人员", "按电话找过人，找到的是你"] += 1


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_the_own_page_says_what_the_shadow_counted(cast, seed):
    shadow = Shadow(cast, seed)
    shadow.play(24)
    assert Counter(on_own_page(cast.chen)) == shadow.expected
    assert sum(shadow.expected.values()) > 15  # and it went over a page's end, or near it
    names = {person.name for person in cast.people.values()} - {cast.chen.name}
    assert not [name for name in names if name in text(as_(cast.chen).get("/me/data/"))]


@pytest.mark.django_db
def test_control_a_look_that_goes_unwritten_is_noticed(cast, monkeypatch):
    monkeypatch.setattr(showing, "note_shown", lambda *args: None)
    monkeypatch.setattr(piles, "note_shown", lambda *args: None)
    shadow = Shadow(cast, 1)
    shadow.play(24)
    assert Counter(on_own_page(cast.chen)) != shadow.expected


# Once a day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("viewer", "page"),
    [("lin", "desk"), ("lin", "request"), ("wang", "help"), ("lin", "report_ins")],
)
def test_a_page_shown_many_times_is_one_row_a_day(cast, viewer, page):
    request = cast.accepted("wang")
    ReportIn.objects.filter(person=cast.li).update(state="asked")
    address = {
        "desk": f"/desk/{cast.a.pk}/?pile=going",
        "request": f"/desk/request/{request.number}/",
        "help": f"/me/help/{request.pk}/",
        "report_ins": f"/desk/{cast.a.pk}/report-ins/",
    }[page]
    client = as_(cast.people[viewer])
    for day in (1, 2):
        for _time in range(3):
            assert client.get(address).status_code == 200
        assert AccessEvent.objects.filter(kind="view").count() == day
        if day == 1:
            AccessEvent.objects.update(day=clock.today() - clock.DAY)


@pytest.mark.django_db
def test_control_without_the_constraint_it_would_be_three(cast):
    request = cast.accepted("wang")
    with owner() as cursor:
        cursor.execute("DROP INDEX one_view_for_each_day")
    for _time in range(3):
        as_(cast.wang).get(f"/me/help/{request.pk}/")
    assert AccessEvent.objects.filter(kind="view").count() == 3


@pytest.mark.django_db
def test_a_desk_that_shows_no_text_of_anybody_notes_nothing(cast):
    lin = as_(cast.lin)
    lin.get(f"/desk/{cast.a.pk}/")
    lin.get("/figures/")
    assert not AccessEvent.objects.exists()


@pytest.mark.django_db
def test_own_data_and_own_pages_write_nothing(cast):
    request = cast.placed(by="lin")
    lin = as_(cast.lin)
    lin.get(f"/desk/request/{request.number}/")
    lin.post(f"/desk/request/{request.number}/reveal/", {"field": "phone", "reason": "verify"})
    lin.get(f"/r/{request.number}/")
    chen = as_(cast.chen)
    hers = cast.placed()
    for page in (f"/r/{hers.number}/", "/me/requests/", "/me/data/", "/me/data/download/"):
        assert chen.get(page).status_code == 200
    assert not AccessEvent.objects.exists()


@pytest.mark.django_db
def test_the_first_words_of_others_beside_the_card_are_looks_too(cast):
    request, beside = cast.placed(), cast.placed(by="hua", text="另一盏灯也坏了")
    page = text(as_(cast.lin).get(f"/desk/request/{request.number}/"))
    assert "另一盏灯也坏了" in page
    seen = AccessEvent.objects.filter(kind="view").values_list("about", flat=True)
    assert sorted(seen) == sorted([request.pk, beside.pk])


@pytest.mark.django_db
def test_a_photo_says_by_itself_that_it_was_seen(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "x.jpg").write_bytes(b"picture")
    request = cast.accepted("wang")
    photo = Photo.objects.create(
        request=request, file="x.jpg", width=1, height=1, added_at=clock.now()
    )
    for name in ("lin", "lin", "wang", "chen"):
        assert as_(cast.people[name]).get(f"/photo/{photo.pk}/").status_code == 200
    seen = AccessEvent.objects.filter(fields="photo").order_by("pk")
    assert [one.viewer_role for one in seen] == ["小区值守", "接单的邻居"]


# Who reads it


@pytest.mark.django_db
def test_a_helper_reads_who_looked_at_the_report_in(cast):
    ReportIn.objects.filter(person=cast.li).update(state="asked")
    as_(cast.he).get(f"/desk/{cast.a.pk}/report-ins/")
    assert on_own_page(cast.li) == [("社区值守", "看了报到的类别，看了报到的特长")]
    assert on_own_page(cast.wang) == []


@pytest.mark.django_db
def test_without_an_account_it_stands_on_the_followed_page(cast):
    request = cast.placed()
    as_(cast.lin).get(f"/desk/request/{request.number}/")
    page = text(Client().get(f"/f/{request.link_key}/", follow=True))
    assert "看了求助的内容" in page and "小区值守" in page and cast.lin.name not in page


@pytest.mark.django_db
def test_what_the_desk_wrote_down_for_somebody_is_theirs_once_they_sign_in(cast):
    request = cast.placed(by="lin", channel="phone", phone=cast.hua.phone, name="华平")
    as_(cast.he).get(f"/desk/request/{request.number}/")
    assert on_own_page(cast.hua) == [("社区值守", "看了求助的内容")]
    mine = AccessEvent.objects.visible_to(cast.actor("hua"))
    assert mine.count() == 1 and not AccessEvent.objects.visible_to(cast.actor("chen")).exists()


@pytest.mark.django_db
def test_nobody_else_reads_it_and_the_own_file_holds_it(cast):
    request = cast.placed()
    as_(cast.lin).get(f"/desk/request/{request.number}/")
    packed = as_(cast.chen).get("/me/data/download/").content
    with zipfile.ZipFile(io.BytesIO(packed)) as bag:
        kept = json.loads(bag.read("data.json"))["data"]["people.AccessEvent"]
    assert [(one["viewer_role"], one["fields"], one["kind"]) for one in kept] == [
        ("小区值守", "text", "view")
    ]
    for name in ("hua", "lin", "he"):
        assert on_own_page(cast.people[name]) == []


@pytest.mark.django_db
def test_the_list_of_looks_costs_three_statements(cast, django_assert_max_num_queries):
    request = cast.accepted("wang")
    for day in range(25):
        with clock.at(clock.now() + day * clock.DAY):
            as_(cast.lin).get(f"/desk/request/{request.number}/")
    chen = as_(cast.chen)
    # Session, person, offices for the menu, the row of the person; then contacts, looks, requests.
    with django_assert_max_num_queries(7):
        page = text(chen.get("/me/data/"))
    assert len(LINE.findall(page)) == 20 and "较早的" in page and str(request) in page


# Limits


@pytest.mark.django_db
def test_the_twenty_first_reveal_is_refused_and_rings(cast, caplog):
    request, lin = cast.placed(), as_(cast.lin)
    address, form = f"/desk/request/{request.number}/reveal/", {"field": "door", "reason": "verify"}
    with caplog.at_level(logging.WARNING, "last500.base.limits"):
        got = [lin.post(address, form).status_code for _n in range(REVEALS_PER_PERSON.most)]
        assert set(got) == {200} and not caplog.records
        assert lin.post(address, form).status_code == 429
    ours = [one.message for one in caplog.records if one.name == "last500.base.limits"]
    assert len(ours) == 1 and ours[0].startswith("limit reached: reveal, 20 per")
    assert AccessEvent.objects.filter(kind="reveal").count() == REVEALS_PER_PERSON.most


@pytest.mark.django_db
@pytest.mark.parametrize("own_page", [True, False])
def test_beyond_the_days_views_a_page_says_so_and_what_was_seen_stays_open(
    cast, monkeypatch, caplog, own_page
):
    monkeypatch.setattr(limits, "VIEWS_PER_PERSON", Limit(2, clock.DAY))
    texts = (("灯坏了", "small_repair"), ("门坏了", "environment"), ("水管漏了", "public_facility"))
    made = [cast.placed(text=words, category=kind) for words, kind in texts]
    address = [
        f"/desk/request/{one.number}/" if own_page else f"/desk/{cast.a.pk}/?pile=verify&at={n}"
        for n, one in enumerate(made)
    ]
    lin = as_(cast.lin)
    assert [lin.get(one).status_code for one in address] == [200, 200, 429]
    assert lin.get(address[0]).status_code == 200
    refused = text(lin.get(address[2]))
    assert "今天打开看过的已经有 2 件" in refused
    assert not [words for words, _kind in texts if words in refused]
    assert f"limit of view reached by person {cast.lin.pk}" in caplog.messages
    AccessEvent.objects.update(day=clock.today() - clock.DAY)
    assert lin.get(address[2]).status_code == 200


@pytest.mark.django_db
def test_searches_by_phone_are_written_down_also_when_they_find_nobody(cast, monkeypatch):
    monkeypatch.setattr(limits, "SEARCHES_PER_PERSON", Limit(3, clock.DAY))
    sun = as_(cast.sun)

    def search(phone: str, name: str) -> int:
        form = {"kind": "secretary", "phone": phone, "name": name, "once": uuid4().hex}
        return sun.post(f"/organise/{cast.c.pk}/office/", form).status_code

    assert search("10000008888", "新来的") == 303
    assert search(cast.hua.phone, "错的名字") == 422
    assert search(cast.hua.phone, cast.hua.name) == 303
    assert search("10000007777", "第四个") == 429
    rows = AccessEvent.objects.filter(kind="search").order_by("pk")
    assert [one.subject_id for one in rows] == [None, cast.hua.pk, cast.hua.pk]
    assert {one.viewer_id for one in rows} == {cast.sun.pk}
