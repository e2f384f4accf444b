"""My requests, messages and data: only ever the reader's own."""

import io
import json
import zipfile

import pytest
from django.test import Client

from last500.notify.models import Message
from last500.people.models import Person
from last500.service_requests import actions

BACKEND = "last500.people.backend.CodeBackend"


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def text(answer) -> str:
    return answer.content.decode()


def unpacked(answer) -> dict[str, str]:
    bag = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: bag.read(name).decode("utf-8", "replace") for name in bag.namelist()}


@pytest.mark.parametrize(
    "page", ["", "requests/", "helps/", "inbox/", "data/", "data/download/", "wishes/"]
)
def test_every_page_asks_to_sign_in_and_is_calm_when_empty(cast, page):
    answer = Client().get(f"/me/{page}")
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next=/me/")
    assert as_(cast.hua).get(f"/me/{page}").status_code == 200


def test_my_requests_lead_to_their_private_page(cast):
    request = cast.placed()
    page = text(as_(cast.chen).get("/me/requests/"))
    assert f"/r/{request.number}/" in page and "待核实" in page
    assert request.number not in text(as_(cast.hua).get("/me/requests/"))


def test_messages_are_said_in_words_and_read_by_the_reader_alone(cast):
    cast.offered("wang")
    wang = as_(cast.wang)
    assert "有人请你帮忙" in text(wang.get("/me/inbox/"))
    message = Message.objects.get(person=cast.wang, kind="invited")
    assert as_(cast.li).post(f"/me/inbox/{message.pk}/").status_code == 404
    assert wang.post(f"/me/inbox/{message.pk}/")["Location"] == "/me/"
    message.refresh_from_db()
    assert message.opened_at
    wang.post("/me/inbox/read/")
    assert not Message.objects.filter(person=cast.wang, opened_at=None).exists()
    assert Message.objects.filter(person=cast.lin, opened_at=None).exists()


def test_the_inbox_holds_the_readers_own_messages_and_no_other(cast):
    cast.offered("wang")
    message = Message.objects.get(person=cast.wang, kind="invited")
    assert str(message.pk) in text(as_(cast.wang).get("/me/inbox/"))
    assert str(message.pk) not in text(as_(cast.li).get("/me/inbox/"))


def test_what_is_kept_about_me_is_one_file_without_other_peoples_names(cast):
    request = cast.accepted()
    actions.reveal(cast.actor("lin"), request, field="phone", reason="打电话核实")
    answer = as_(cast.chen).get("/me/data/download/")
    assert "attachment" in answer["Content-Disposition"]
    files = unpacked(answer)
    kept = json.loads(files["data.json"])["data"]
    assert kept["people.Person"][0]["phone"] == cast.chen.phone
    assert kept["service_requests.ServiceRequest"][0]["text"].startswith("楼道三层")
    assert kept["people.AccessEvent"][0]["reason"] == "打电话核实"
    assert "楼道三层" in files["my-data.html"]
    for name in ("wang", "lin"):
        assert cast.people[name].name not in "".join(files.values())
        assert cast.people[name].phone not in "".join(files.values())
    helper = unpacked(as_(cast.wang).get("/me/data/download/"))["data.json"]
    assert json.loads(helper)["data"]["service_requests.Acceptance"]
    assert json.loads(helper)["data"]["reportin.ReportIn"][0]["free"]
    assert cast.chen.phone not in helper
    officer = json.loads(unpacked(as_(cast.he).get("/me/data/download/"))["data.json"])["data"]
    assert officer["organisations.Office"][0]["place"] == cast.community.name


def test_looks_at_somebody_asked_for_are_theirs_not_mine(cast):
    request = cast.placed(phone="10000009999", channel="for_other", by="chen")
    actions.reveal(cast.actor("lin"), request, field="phone", reason="核实一下")
    assert "核实一下" not in text(as_(cast.chen).get("/me/data/"))
    assert "替别人提的" in text(as_(cast.chen).get("/me/requests/"))


def test_signing_out_everywhere_ends_the_other_telephone_too(cast):
    here, there = as_(cast.chen), as_(cast.chen)
    assert there.get("/me/").status_code == 200
    here.post("/me/data/leave/")
    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 302


def test_the_language_of_messages_is_one_of_two(cast):
    chen = as_(cast.chen)
    chen.post("/me/data/language/", {"lang": "en"})
    assert Person.objects.get(pk=cast.chen.pk).language == "en"
    chen.post("/me/data/language/", {"lang": "tlh"})
    assert Person.objects.get(pk=cast.chen.pk).language == "en"


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999", "2"])
def test_a_strange_page_number_is_no_error(cast, page):
    assert as_(cast.chen).get(f"/me/helps/?page={page}").status_code == 200


def test_the_menu_shows_what_the_reader_is(cast):
    menu = text(as_(cast.lin).get("/me/")).split("</nav>")[0]
    assert "值守" in menu and "数字" in menu and "我的求助" in menu
    menu = text(as_(cast.chen).get("/me/")).split("</nav>")[0]
    assert "值守" not in menu and "给我的" in menu
    menu = text(as_(cast.gao).get("/me/")).split("</nav>")[0]
    assert "值守" not in menu and "数字" in menu


def test_public_pages_ask_the_database_nothing_for_the_menu(
    cast, client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        client.get("/about/")
