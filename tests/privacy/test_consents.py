"""Consent is taken back as easily as it was given, and then what it was for stops (PIPL 15, 16)."""

from uuid import uuid4

import pytest
from django.test import Client

from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.complaints import actions as complaints
from last500.complaints.models import Complainant
from last500.people.models import Consent, Contact, Guardian
from last500.people.rules import NOTICE_VERSION
from last500.reportin.models import Avoidance, ReportIn
from last500.reportin.queries import own
from last500.service_requests import actions
from last500.service_requests.actions import Placing
from last500.service_requests.fitting import candidates
from last500.service_requests.models import ServiceRequest
from last500.service_requests.queries import similar_open
from last500.service_requests.tests.test_spine_pages import place

BACKEND = "last500.people.backend.CodeBackend"


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def post(client: Client, address: str, **body: str):
    return client.post(address, {"once": uuid4().hex} | body)


def text(answer) -> str:
    return answer.content.decode()


def published(cast, **more) -> ServiceRequest:
    request = cast.done()
    cast.summarised(request, "三楼的灯换好了")
    actions.confirm(cast.actor("chen"), cast.fresh(request), rating=3, may_publish=True, **more)
    return cast.fresh(request)


def gate(cast) -> str:
    return text(Client().get(f"/c/{cast.a.slug}/"))


def consent(request: ServiceRequest, purpose: str) -> Consent:
    return Consent.objects.get(contact=request.contact, purpose=purpose)


# With an account


def test_each_consent_stands_in_the_list_with_what_follows_from_taking_it_back(cast):
    request = published(cast)
    page = text(as_(cast.chen).get("/me/data/consents/"))
    for words in ("保管你的联系方式", "最近办成的事", "马上不再公开", NOTICE_VERSION, str(request)):
        assert words in page
    assert "报到：按你的意愿请你帮忙" in text(as_(cast.wang).get("/me/data/consents/"))


def test_what_was_published_disappears_at_once(cast):
    request = published(cast)
    assert "三楼的灯换好了" in gate(cast)
    key = consent(request, "publish").pk
    chen = as_(cast.chen)
    assert "撤回同意" in text(chen.get(f"/me/data/consents/{key}/"))
    assert post(chen, f"/me/data/consents/{key}/").status_code == 303
    assert "三楼的灯换好了" not in gate(cast)
    assert consent(request, "publish").withdrawn_at
    # Only that: the request is as it was.
    assert cast.fresh(request).contact.phone == cast.chen.phone
    assert post(chen, f"/me/data/consents/{key}/").status_code == 409


def test_a_report_in_ends_with_its_consent_and_its_wishes_are_erased(cast):
    cast.report_in("hua", cast.a, avoid_phones=("10000066009",), other_skills="会拉二胡")
    mine = ReportIn.objects.get(person=cast.hua)
    key = Consent.objects.get(person=cast.hua, purpose="report_in").pk
    assert post(as_(cast.hua), f"/me/data/consents/{key}/").status_code == 303
    mine.refresh_from_db()
    assert (mine.state, mine.kind, mine.skills, mine.other_skills) == ("ended", "", [], "")
    assert own(cast.actor("hua")) is None
    assert mine.windows == []
    assert not Avoidance.objects.filter(report_in=mine).exists()
    asked = cast.verified()
    assert cast.hua.pk not in {row.person_id for row, _facts in candidates(asked)}
    # Asking for help is another matter (PIPL 16), and reporting in again is free.
    assert cast.placed(by="hua").requester == cast.hua
    assert cast.report_in("hua", cast.a).state == "confirmed"


def test_an_open_request_is_withdrawn_and_erased_with_its_consent(cast):
    request = cast.accepted()
    key = consent(request, "service_request").pk
    assert post(as_(cast.chen), f"/me/data/consents/{key}/").status_code == 303
    row = cast.fresh(request)
    assert (row.state, row.text, row.contact.phone, row.requester) == ("withdrawn", "", "", None)
    # The helper is told not to come, and sees no contact any more.
    assert row.taken == 0
    assert cast.chen.phone not in text(as_(cast.wang).get(f"/me/help/{request.pk}/"))


def test_after_everything_is_taken_back_help_is_still_to_be_had_without_an_account(cast, client):
    request = cast.done()
    post(as_(cast.chen), f"/me/data/consents/{consent(request, 'service_request').pk}/")
    assert place(client).status_code == 303
    # By telephone, through the desk, without any page of one's own.
    by_phone = actions.place(
        cast.actor("lin"),
        cast.a,
        Placing(text="灯坏了", phone="10000088009", channel="phone", consent="said_on_phone"),
    )
    assert by_phone.state == "placed"


def test_nobody_takes_back_somebody_elses_consent(cast):
    key = consent(published(cast), "publish").pk
    for who in ("hua", "wang", "lin"):
        assert post(as_(cast.people[who]), f"/me/data/consents/{key}/").status_code == 404
    assert not Consent.objects.get(pk=key).withdrawn_at
    with pytest.raises(Forbidden):
        actions.take_back(cast.actor("hua"), cast.fresh(ServiceRequest.objects.first()))


def test_without_the_stop_a_withdrawn_leave_would_go_on_being_published(cast, monkeypatch):
    """The control: only marking the consent stops nothing."""
    request = published(cast)
    from last500.people import rights

    rights.end_consent("publish", contact=request.contact)
    assert "三楼的灯换好了" in gate(cast)


# Without an account: by the private link, or number and four digits


@pytest.fixture
def linked(cast, client):
    """A request of somebody without an account, opened by its private link."""
    place(client)
    request = ServiceRequest.objects.select_related("contact").get()
    client.get(f"/f/{request.link_key}/")
    return request


def test_the_data_page_shows_what_is_kept_and_covers_the_number(client, linked):
    page = text(client.get(f"/r/{linked.number}/data/"))
    assert linked.contact.phone not in page
    assert linked.contact.phone[-4:] in page
    assert "求助办结后 180 天" in page
    assert f"/r/{linked.number}/data/" in text(client.get(f"/r/{linked.number}/"))
    assert Client().get(f"/r/{linked.number}/data/").status_code == 404


def test_number_and_digits_give_the_same_rights(cast, linked):
    other = Client()
    digits = linked.contact.phone[-4:]
    other.post("/follow/", {"number": linked.number, "digits": digits})
    assert other.get(f"/r/{linked.number}/data/").status_code == 200
    assert post(other, f"/r/{linked.number}/data/erase/").status_code == 303
    assert cast.fresh(linked).contact.phone == ""


def test_contact_is_corrected_and_an_empty_number_leaves_it(cast, client, linked):
    address = f"/r/{linked.number}/data/contact/"
    assert post(client, address, name="李阿姨", door="1单元102").status_code == 303
    row = cast.fresh(linked).contact
    assert (row.name, row.door, row.phone) == ("李阿姨", "1单元102", linked.contact.phone)
    assert post(client, address, name="李阿姨", phone="10000044001").status_code == 303
    assert cast.fresh(linked).contact.phone == "10000044001"
    wrong = post(client, address, phone="12")
    assert wrong.status_code == 422 and "少一位" in text(wrong)
    # The four digits are those of the new number now.
    other = Client()
    other.post("/follow/", {"number": linked.number, "digits": "4001"})
    assert other.get(f"/r/{linked.number}/").status_code == 200


def test_what_is_closed_is_erased_and_what_is_open_is_withdrawn_first(cast, client, linked):
    page = text(client.get(f"/r/{linked.number}/data/erase/"))
    assert "撤回并删掉？" in page
    assert post(client, f"/r/{linked.number}/data/erase/").status_code == 303
    row = cast.fresh(linked)
    assert (row.state, row.text, row.contact.name) == ("withdrawn", "", "")
    assert row.contact.erased_at
    page = text(client.get(f"/r/{linked.number}/"))
    assert "已经删掉了" in page
    assert post(client, f"/r/{linked.number}/data/erase/").status_code == 303
    with pytest.raises(Conflict):
        by_link = Actor(opened=frozenset({row.pk}))
        actions.correct_contact(by_link, row, name="x", door="", email="")


def test_the_leave_to_publish_is_taken_back_by_the_link_too(cast, client):
    request = published(cast)
    client.get(f"/f/{request.link_key}/")
    assert "不公开了" in text(client.get(f"/r/{request.number}/data/"))
    for _twice in range(2):
        assert client.post(f"/r/{request.number}/data/unpublish/").status_code == 303
    assert "三楼的灯换好了" not in gate(cast)
    assert consent(request, "publish").withdrawn_at


# Under 14


GUARDIAN = {
    "under_14": "on",
    "guardian_name": "张妈妈",
    "guardian_phone": "10000033001",
    "guardian_agrees": "on",
}


def test_nobody_is_asked_how_old_they_are(cast, client):
    page = place(client)
    assert page.status_code == 303
    assert not Guardian.objects.exists()
    assert not ServiceRequest.objects.get().unlisted


@pytest.mark.parametrize("missing", ["guardian_name", "guardian_phone", "guardian_agrees"])
def test_under_14_asks_only_with_a_guardian(cast, client, missing):
    answer = place(client, **{k: v for k, v in GUARDIAN.items() if k != missing})
    assert answer.status_code == 422
    assert "监护人" in text(answer)
    assert not ServiceRequest.objects.exists()


def test_the_guardian_s_consent_is_kept_and_nothing_is_listed(cast, client):
    assert place(client, category="public_facility", spot="stairs", **GUARDIAN).status_code == 303
    request = ServiceRequest.objects.select_related("contact").get()
    kept = Guardian.objects.get(contact=request.contact)
    assert (kept.name, kept.phone) == ("张妈妈", "10000033001")
    given = Consent.objects.get(contact=request.contact)
    assert (given.given_how, given.version) == ("guardian", NOTICE_VERSION)
    assert similar_open(cast.a, "public_facility") == []
    actions.verify(cast.actor("lin"), request, how="phone")
    cast.summarised(request, "孩子的灯修好了")
    actions.offer(cast.actor("lin"), cast.fresh(request), helpers=[cast.wang.pk])
    actions.accept(cast.actor("wang"), cast.fresh(request))
    client.get(f"/f/{request.link_key}/")
    post(client, f"/r/{request.number}/solved/", rating="3", may_publish="on")
    assert cast.fresh(request).state == "confirmed"
    assert not cast.fresh(request).may_publish
    assert "孩子的灯修好了" not in gate(cast)


def test_the_same_request_of_a_grown_up_is_listed(cast, client):
    """The control of the test above."""
    place(client, category="public_facility", spot="stairs")
    assert similar_open(cast.a, "public_facility")


def test_a_guardian_s_number_that_is_none_is_told_beside_its_field(cast, client):
    answer = place(client, **(GUARDIAN | {"guardian_phone": "12"}))
    assert answer.status_code == 422 and "少一位" in text(answer)
    assert not ServiceRequest.objects.exists()


REPORT = {
    "called": "小华",
    "kind": "volunteer",
    "reach": "compound",
    "most_open": "2",
    "agree": "on",
}


def test_under_14_reports_in_only_through_the_guardian(cast):
    hua = as_(cast.hua)
    address = f"/c/{cast.a.slug}/report-in/"
    alone = post(hua, address, **REPORT, under_14="on")
    assert alone.status_code == 422
    assert not ReportIn.objects.filter(person=cast.hua).exists()
    assert post(hua, address, **REPORT, **GUARDIAN).status_code == 303
    assert Guardian.objects.get(person=cast.hua).name == "张妈妈"
    assert Consent.objects.get(person=cast.hua, purpose="report_in").given_how == "guardian"
    desk = text(as_(cast.lin).get(f"/desk/{cast.a.pk}/report-ins/"))
    assert "监护人已经同意" in desk
    assert "张妈妈" not in desk


def test_a_guardian_without_a_name_is_refused_by_the_verb_too(cast):
    with pytest.raises(Refused):
        cast.placed(guardian=("", "10000033001"), consent="guardian")
    assert not ServiceRequest.objects.exists()


def test_whoever_complained_takes_back_who_they_are_and_is_still_answered(cast):
    told = complaints.receive(
        cast.actor("chen"),
        complaints.Telling(
            kind="complaint", about="handling", place=cast.a, text="灯坏了没人管。",
            name=cast.chen.name, phone=cast.chen.phone, consent=True, open_name=True,
        ),
    )  # fmt: skip
    given = Consent.objects.get(purpose="complaint")
    own = as_(cast.chen)
    page = text(own.get("/me/data/consents/"))
    assert "投诉与建议：留着联系方式" in page and "变成匿名的" in page
    # Nobody takes back for another.
    assert post(as_(cast.wang), f"/me/data/consents/{given.pk}/").status_code == 404
    assert post(own, f"/me/data/consents/{given.pk}/").status_code == 303
    given.refresh_from_db()
    row = Complainant.objects.select_related("complaint").get(complaint=told)
    assert given.withdrawn_at and row.contact is None
    assert row.complaint.state == "received"
    emptied = Contact.objects.get(pk=given.contact_id)
    assert (emptied.name, emptied.phone, emptied.person_id) == ("", "", None)
    somebody = Client()
    found = somebody.post("/complaint/find/", {"number": row.number, "code": row.code})
    assert "灯坏了没人管" in text(somebody.get(found.headers["Location"]))


def test_an_address_that_was_never_left_is_not_shown_as_hidden(cast):
    request = cast.placed()
    assert not request.contact.email
    page = text(as_(cast.chen).get(f"/r/{request.number}/data/"))
    assert "<dt>电子邮箱</dt><dd>****</dd>" not in page
    request.contact.email = "chen@example.org"
    request.contact.save()
    assert "c****@example.org" in text(as_(cast.chen).get(f"/r/{request.number}/data/"))
