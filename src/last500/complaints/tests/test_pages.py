"""The pages: telling in three steps, following, the desk, two people for a reveal."""

import re
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client

from last500.complaints.models import Complaint, RevealAsk
from last500.complaints.tests.test_life import fresh, told
from last500.people.models import AccessEvent

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def typed(cast, **more: object) -> dict[str, object]:
    filled = {
        "kind": "complaint", "about": "handling", "place": cast.a.pk, "text": "来了三次都没人。",
        "way": "anonymous", "once": uuid4().hex,
    }  # fmt: skip
    return filled | more


def send(client: Client, cast, **more: object):
    return client.post("/complaint/", typed(cast, step="send", **more))


def text_of(answer) -> str:
    """A page, or all that is in a file to take along."""
    if answer.headers["Content-Type"] != "application/zip":
        return answer.content.decode()
    with ZipFile(BytesIO(b"".join(answer) if answer.streaming else answer.content)) as file:
        return "".join(file.read(name).decode(errors="replace") for name in file.namelist())


def test_three_pages_without_an_account_and_without_javascript(cast, client):
    page = client.get("/complaint/?at=furongyuan")
    assert "芙蓉苑" in text_of(page)
    page = client.post("/complaint/", typed(cast, step="2", text=""))
    assert page.status_code == 200
    # Offices by their name, never by whoever holds them.
    assert "芙蓉苑 · 小区党组织书记" in text_of(page)
    assert "芙蓉社区（整个值守）" in text_of(page)
    assert "林静" not in text_of(page)
    page = client.post("/complaint/", typed(cast, step="3"))
    assert page.status_code == 200
    assert 'name="text" value="来了三次都没人。"' in text_of(page)
    answer = send(client, cast, against=f"{cast.a.pk}-secretary")
    assert answer.status_code == 303
    complaint = Complaint.objects.get()
    assert (complaint.against, complaint.against_kind) == (cast.a, "secretary")
    sent = client.get(answer["Location"], follow=True)
    assert complaint.complainant.code in text_of(sent)
    assert str(complaint.complainant) in text_of(sent)


def test_every_page_leads_to_it(cast, client):
    for address in ("/", "/c/furongyuan/", "/privacy/", "/no/such/page/", "/follow/"):
        assert 'href="/complaint/"' in text_of(client.get(address)), address


def test_the_same_form_sent_twice_is_one_complaint(cast, client):
    key = uuid4().hex
    first, second = (send(client, cast, once=key) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == 1
    assert send(client, cast, once=key, text="别的事").status_code == 422


def test_what_is_missing_is_said_on_its_own_page(cast, client):
    page = client.post("/complaint/", {"step": "2", "kind": "complaint"})
    assert (page.status_code, "请选是关于什么的。" in text_of(page)) == (422, True)
    page = client.post("/complaint/", typed(cast, step="2", place=""))
    assert "请写是哪个小区、社区或街道。" in text_of(page)
    page = client.post("/complaint/", typed(cast, step="2", place="", where="没有的"))
    assert "没有找到这个地方" in text_of(page)
    page = client.post("/complaint/", typed(cast, step="3", text=""))
    assert "请写一写是什么事。" in text_of(page)
    page = client.post("/complaint/", typed(cast, step="3", about="request", number="K7M4"))
    assert "没有这个受理号" in text_of(page)
    page = send(client, cast, way="contact")
    assert "请留电话或者邮箱" in text_of(page)
    page = send(client, cast, way="contact", phone=cast.chen.phone)
    assert "请先看一下说明并同意" in text_of(page)
    assert not Complaint.objects.exists()


def test_a_name_that_two_places_share_lets_one_choose(cast, client):
    page = client.post("/complaint/", typed(cast, step="2", place="", where="芙蓉"))
    assert page.status_code == 422
    assert "请选一处" in text_of(page)
    assert f'value="{cast.community.pk}"' in text_of(page)
    page = client.post("/complaint/", typed(cast, step="2", place="", where="芙蓉苑"))
    assert page.status_code == 200


def test_a_requests_own_page_hands_its_number_down(cast):
    request, chen = cast.accepted("wang"), signed_in(cast, "chen")
    page = text_of(chen.get(f"/r/{request.number}/"))
    link = re.search(r'href="(/complaint/\?[^"]*)"', page)
    assert link
    page = text_of(chen.get(link[1].replace("&amp;", "&")))
    assert f'name="number" value="{request}"' in page
    answer = send(chen, cast, about="request", number=str(request), against="")
    assert answer.status_code == 303
    assert Complaint.objects.get().request == request


def test_an_office_that_was_not_offered_cannot_be_named(cast, client):
    page = client.post("/complaint/", typed(cast, step="3", against=f"{cast.b.pk}-secretary"))
    assert page.status_code == 422


def test_a_gentle_word_about_what_gives_one_away_and_the_numbers_for_danger(cast, client):
    page = text_of(client.post("/complaint/", typed(cast, step="3", text="我家三单元502，没人来")))
    assert "楼号门牌" in page
    danger = "有人打我，拿着刀，快来人"
    page = client.post("/complaint/", typed(cast, step="3", text=danger))
    assert 'href="tel:110"' in text_of(page)
    assert 'href="tel:110"' in text_of(client.post("/complaint/hint/", {"text": danger}))
    assert 'role="alert"' not in text_of(client.post("/complaint/hint/", {"text": "灯坏了"}))


def test_no_draft_stays_in_the_browser(cast, client):
    for step in ("1", "2", "3"):
        assert "data-draft" not in text_of(client.post("/complaint/", typed(cast, step=step)))


def test_twenty_a_day_from_one_address(cast, client):
    for _ in range(20):
        assert send(client, cast).status_code == 303
    assert send(client, cast).status_code == 429


def test_number_and_code_open_it_and_nothing_else_does(cast, client):
    complaint = told(cast)
    own = complaint.complainant
    wrong = {"number": str(own), "code": "0000" if own.code != "0000" else "1111"}
    assert client.post("/complaint/find/", wrong).status_code == 422
    assert client.get(f"/complaint/{own}/").status_code == 404
    right = {"number": str(own), "code": own.code}
    assert client.post("/complaint/find/", right).status_code == 303
    assert client.get(f"/complaint/{own}/").status_code == 200


def test_the_complainants_own_page_from_answer_to_objection(cast):
    chen = signed_in(cast, "chen")
    assert send(chen, cast, way="contact", consent="on").status_code == 303
    complaint = Complaint.objects.get()
    number = str(complaint.complainant)
    assert number in text_of(chen.get("/me/complaints/"))
    he = signed_in(cast, "he")
    page = text_of(he.get("/complaints/"))
    assert complaint.handle in page
    address = f"/complaints/{complaint.pk}/"
    page = text_of(he.get(address))
    # Whoever handles it reads no way to the person, not even the number they could try digits on.
    for secret in (number, "陈桂英", cast.chen.phone, complaint.complainant.code):
        assert secret not in page
    assert he.post(address + "acknowledge/", {"once": uuid4().hex}).status_code == 303
    assert he.post(address + "answer/", {"once": uuid4().hex, "note": ""}).status_code == 422
    body = {"once": uuid4().hex, "note": "查过了，以后按时开门。"}
    assert he.post(address + "answer/", body).status_code == 303
    page = text_of(chen.get(f"/complaint/{number}/"))
    assert "查过了，以后按时开门。" in page
    assert "何晓" not in page
    assert "答复了，等你说一声" in text_of(chen.get("/me/inbox/"))
    body = {"once": uuid4().hex, "note": ""}
    assert chen.post(f"/complaint/{number}/object/", body).status_code == 422
    body = {"once": uuid4().hex, "note": "还是没开。"}
    assert chen.post(f"/complaint/{number}/object/", body).status_code == 303
    assert "城东街道再看" in text_of(chen.get(f"/complaint/{number}/"))
    assert he.get(address).status_code == 404
    assert signed_in(cast, "sun").get(address).status_code == 200
    file = text_of(chen.get("/me/data/download/"))
    assert "来了三次都没人。" in file and "查过了，以后按时开门。" in file
    assert "何晓" not in file
    assert "来了三次都没人。" not in text_of(signed_in(cast, "lin").get("/me/data/download/"))


def test_an_old_page_is_told_so(cast):
    complaint = told(cast)
    he = signed_in(cast, "he")
    address = f"/complaints/{complaint.pk}/"
    body = {"once": uuid4().hex, "note": "好", "seen": "received"}
    assert he.post(address + "answer/", body).status_code == 303
    body["once"] = uuid4().hex
    assert he.post(address + "answer/", body).status_code == 409


def test_who_complained_takes_two_people_and_the_person_reads_of_it(cast):
    chen = signed_in(cast, "chen")
    send(chen, cast, way="contact", consent="on", name="陈桂英", phone=cast.chen.phone)
    complaint = Complaint.objects.get()
    he, sun, tang = (signed_in(cast, name) for name in ("he", "sun", "tang"))
    address = f"/complaints/{complaint.pk}/"
    show = address + "who/show/"
    assert he.post(show).status_code == 403
    body = {"once": uuid4().hex, "who-note": "要上门道歉"}
    assert he.post(address + "who/", body).status_code == 303
    ask = RevealAsk.objects.get()
    decide = f"/complaints/asks/{ask.pk}/"
    assert he.get(decide).status_code == 404
    assert "要上门道歉" in text_of(sun.get(decide))
    assert complaint.text not in text_of(sun.get(decide))
    # Whoever may confirm sees neither the complaint nor the person.
    assert sun.get(address).status_code == 404
    assert he.post(show).status_code == 403
    assert sun.post(decide, {"once": uuid4().hex, "answer": "allow"}).status_code == 303
    assert tang.post(decide, {"once": uuid4().hex, "answer": "allow"}).status_code == 404
    page = text_of(he.post(show))
    assert "陈桂英" in page and cast.chen.phone in page
    assert sun.post(show).status_code == 404
    looks = AccessEvent.objects.filter(about=complaint.pk)
    assert sorted(looks.values_list("fields", "viewer")) == sorted(
        [("allowed", cast.sun.pk), ("name", cast.he.pk), ("phone", cast.he.pk)]
    )
    own = text_of(chen.get(f"/complaint/{complaint.complainant}/"))
    assert own.count("要上门道歉") >= 3
    assert "看了电话" in own
    assert "上一级核准的人" in text_of(chen.get("/me/data/"))


def test_the_desk_is_bounded_and_costs_the_same_for_one_and_for_many(
    cast, django_assert_max_num_queries
):
    for _ in range(3):
        told(cast)
    he = signed_in(cast, "he")
    # Session, person, offices; then the list and what waits to be confirmed.
    with django_assert_max_num_queries(5):
        page = text_of(he.get("/complaints/"))
    assert page.count('class="card') >= 3
    assert len(page) < 100_000
    mark = Complaint.objects.first().mark
    assert mark in text_of(he.get(f"/complaints/?q=居民-{mark.lower()}"))
    assert "没有这个代号" in text_of(he.get("/complaints/?q=%25%25%25"))


def test_by_the_private_link_alone_one_reads_who_looked(cast, client):
    sent = send(client, cast, way="contact", consent="on", email="a@example.org")
    client.get(sent["Location"])
    complaint = Complaint.objects.get()
    he, sun = signed_in(cast, "he"), signed_in(cast, "sun")
    address = f"/complaints/{complaint.pk}/"
    he.post(address + "who/", {"once": uuid4().hex, "who-note": "要上门道歉"})
    ask = RevealAsk.objects.get()
    sun.post(f"/complaints/asks/{ask.pk}/", {"once": uuid4().hex, "answer": "allow"})
    assert "a@example.org" in text_of(he.post(address + "who/show/"))
    assert "看了邮箱" in text_of(client.get(f"/complaint/{complaint.complainant}/"))


def test_figures_say_nothing_of_few(cast, client):
    page = text_of(client.get("/complaint/figures/"))
    assert page.count("不到 10 件") == 6
    page = text_of(signed_in(cast, "sun").get("/complaints/figures/"))
    assert re.search("不到 5 件", page)
    assert fresh(told(cast)).state == "received"
